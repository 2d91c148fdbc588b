// A panel of an explorer's picture: two layers of SVG, and the points in it that can be dragged.

import { node } from "../../interface/card.js";
import { nearest } from "./store.js";
import { numberAt } from "./why.js";

/**
 * @typedef {import("./ahead.js").Picture} Picture
 * @typedef {import("./ahead.js").Places} Places
 * @typedef {import("./ahead.js").Touch} Touch
 * @typedef {import("./explorer.js").View} View
 */

const NEAR_DOT = 9; // pixels

/** One panel of a picture: two layers of one size, and the points that can be dragged. */
export class Panel {
  /** @param {View} view @param {number} width @param {number} height */
  constructor(view, width, height) {
    this.view = view;
    this.still = node("div", { class: "bp-layer", "aria-hidden": "true" });
    this.moving = node("div", { class: "bp-layer", "aria-hidden": "true" });
    this.root = node("div", { class: "bp-panel", style: `--bp-w-in: ${width}; --bp-h-in: ${height}` },
      this.still, this.moving);
    this.root.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      if (!event.buttons) view.light(this.stepAt(event.clientX, event.clientY));
    });
    this.root.addEventListener("pointerleave", () => view.light(-1));
    this.root.addEventListener("click", (/** @type {MouseEvent} */ event) => view.why?.askAt(event));
    /** @type {Handle[]} */
    this.handles = [];
    this.shown = { still: "", moving: "" };
  }

  /** @param {Picture} picture @param {number} place @param {Map<string, string>} stills */
  show(picture, place, stills) {
    const still = picture.stills[place];
    const moving = picture.moving[place];
    if (still !== this.shown.still) this.still.innerHTML = this.own(stills.get(still) ?? "");
    if (moving !== this.shown.moving) this.moving.innerHTML = this.own(moving);
    this.shown = { still, moving };
    const touches = picture.touch.filter(({ panel }) => panel === place);
    touches.forEach((touch, number) => {
      this.handles[number] ??= new Handle(this.view, this.root, touch);
      this.handles[number].show(touch);
    });
  }

  /**
   * Return the step whose dot is at this place of the window, or -1.
   * @param {number} x
   * @param {number} y
   */
  stepAt(x, y) {
    let nearest = NEAR_DOT;
    let found = -1;
    for (const path of this.moving.querySelectorAll(".bp-steps")) {
      path.querySelectorAll("use").forEach((/** @type {Element} */ dot, /** @type {number} */ step) => {
        const { left, right, top, bottom } = dot.getBoundingClientRect();
        const away = Math.hypot((left + right) / 2 - x, (top + bottom) / 2 - y);
        if (away < nearest) [nearest, found] = [away, step];
      });
    }
    return found;
  }

  /** Make the ids of an SVG unique in the page. @param {string} svg */
  own(svg) {
    return svg.replaceAll("§", this.view.id);
  }
}

/** A point in the picture that is dragged by mouse or finger, or moved by the arrow keys. */
class Handle {
  /** @param {View} view @param {HTMLElement} panel @param {Touch} touch */
  constructor(view, panel, touch) {
    this.view = view;
    this.panel = panel;
    this.touch = touch;
    this.specs = touch.moves.map((name) => view.store.made.controls[name]);
    const inHand = () => view.store.take(touch.moves);
    const label = this.specs.map(({ label }) => label).join(" and ");
    this.area = node("div", { class: "bp-area", pointerenter: inHand,
      pointerdown: (/** @type {PointerEvent} */ event) => this.start(event) });
    this.root = node("div", {
      class: "bp-handle", tabindex: 0, role: "slider",
      "aria-label": `${label}, in the picture`, "aria-valuemin": 0,
      "aria-valuemax": this.specs[0].texts.length - 1, focus: inHand,
      pointerdown: (/** @type {PointerEvent} */ event) => this.start(event),
      keydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
    });
    panel.append(this.area, this.root);
  }

  /** @param {Touch} touch */
  show(touch) {
    this.touch = touch;
    const { store } = this.view;
    const [left, top, right, bottom] = touch.box.map((part) => `${100 * part}%`);
    Object.assign(this.area.style, {
      left,
      top,
      right: `calc(100% - ${right})`,
      bottom: `calc(100% - ${bottom})`,
    });
    this.root.style.left = `${100 * touch.at[0]}%`;
    this.root.style.top = `${100 * touch.at[1]}%`;
    this.root.setAttribute("aria-valuenow", String(store.stands[touch.moves[0]].place));
    const sign = (/** @type {string} */ name) => store.made.controls[name].label.split(" ").at(-1);
    const texts = touch.moves.map((name) => `${sign(name)} = ${store.stands[name].text}`);
    this.root.setAttribute("aria-valuetext", texts.join(", "));
    this.root.setAttribute("aria-disabled", String(store.disabled));
  }

  /** @param {PointerEvent} down */
  start(down) {
    if (down.button !== 0 || this.view.store.disabled) return;
    // A finger beside a point that moves in two directions scrolls the page; on the point it drags.
    const onPoint = down.currentTarget === this.root;
    if (!onPoint && numberAt(this.panel, down)) return; // it is asked about; the point stays
    if (down.pointerType === "touch" && !onPoint && this.specs.length > 1) return;
    down.preventDefault();
    this.root.focus({ preventScroll: true });
    const target = /** @type {HTMLElement} */ (down.currentTarget);
    target.setPointerCapture(down.pointerId);
    const follow = (/** @type {PointerEvent} */ event) => this.follow(event);
    const end = () => {
      target.removeEventListener("pointermove", follow);
      target.removeEventListener("pointerup", end);
      target.removeEventListener("pointercancel", end);
    };
    target.addEventListener("pointermove", follow);
    target.addEventListener("pointerup", end);
    target.addEventListener("pointercancel", end);
    this.follow(down);
  }

  /** @param {PointerEvent} event */
  follow(event) {
    const panel = this.panel.getBoundingClientRect();
    const [left, top, right, bottom] = this.touch.box;
    const part = [
      ((event.clientX - panel.left) / panel.width - left) / (right - left),
      ((event.clientY - panel.top) / panel.height - bottom) / (top - bottom),
    ];
    /** @type {Places} */
    const places = {};
    this.touch.moves.forEach((name, way) => {
      const { values, log } = this.specs[way];
      const [low, high] = this.touch.from[way].map((end) => (log ? Math.log10(end) : end));
      places[name] = nearest(values, low + part[way] * (high - low));
    });
    this.view.person(places);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { store } = this.view;
    const by = event.shiftKey ? 10 : 1;
    const upright = this.touch.moves.at(-1) ?? "";
    const [across] = this.touch.moves;
    const last = this.specs[0].texts.length - 1;
    const here = store.stands[across].place;
    /** @type {Record<string, Places>} */
    const keys = {
      ArrowLeft: { [across]: here - by },
      ArrowRight: { [across]: here + by },
      ArrowDown: { [upright]: store.stands[upright].place - by },
      ArrowUp: { [upright]: store.stands[upright].place + by },
      PageDown: { [across]: here - 10 },
      PageUp: { [across]: here + 10 },
      Home: { [across]: 0 },
      End: { [across]: last },
    };
    if (!(event.key in keys)) return;
    event.preventDefault();
    this.view.person(keys[event.key]);
    this.root.scrollIntoView({ block: "nearest" }); // as the page follows any focus
  }
}
