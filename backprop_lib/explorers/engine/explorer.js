// An explorer in the browser: its controls, its picture, and what it knows before the kernel
// answers. The kernel has the last word; see explorer.py.

import { card, node, setHtml, setText, unique } from "../../interface/card.js";
import { Panel } from "./panel.js";
import { Store } from "./store.js";
import { Why } from "./why.js";

/**
 * @typedef {import("../../interface/card.js").Model} Model
 * @typedef {import("./ahead.js").Places} Places
 */

const BUSY = "The kernel is busy. The picture follows as soon as it answers.";
const PLAY_FIRST = 500; // milliseconds for each of the first steps
const PLAY_LATER = 150; // and for each later step, which changes little
const FIRST_STEPS = 8;
const WIDE = 440; // points: a wider panel is scrolled in a narrow window, and not shrunk
const PLAY_LIVE = 50; // for each step of a training that is watched

/** One place on the page where an explorer is shown. */
export class View {
  /** @param {Store} store @param {HTMLElement} el */
  constructor(store, el) {
    this.store = store;
    this.id = `v${unique()}`;
    this.playing = 0;
    this.stepped = 0;
    this.lit = -1; // the step that is lit up
    /** @type {(() => void)[]} */
    this.updates = [];
    const names = Object.keys(store.made.controls);
    this.steps = names.find((name) => store.made.controls[name].kind === "steps");
    this.controls = node("div", { class: "bp-controls" }, ...names.map((name) => this.control(name)));
    this.spoken = node("p", { class: "bp-spoken", role: "status" });
    this.notice = node("p", { class: "bp-notice", role: "status" });
    // Beside the buttons, where there is room for it: below them it would push the picture down.
    this.buttons = node("div", { class: "bp-row bp-buttons" }, ...this.makeButtons(), this.notice);
    this.panels = store.made.panels.map(([width, height]) => new Panel(this, width, height));
    this.picture = node("div", { class: "bp-picture" }, ...this.panels.map((panel) => panel.root));
    if (store.made.panels.some(([width]) => width > WIDE)) this.picture.classList.add("bp-wide");
    this.sentence = node("p", { class: "bp-sentence", role: "status", "aria-live": "polite" });
    this.table = node("div", {
      class: "bp-table", tabindex: 0, role: "group", "aria-label": "The numbers in a table",
      pointerover: (/** @type {any} */ event) => this.light(rowOf(event.target)),
      pointerleave: () => this.light(-1),
      blur: () => this.light(-1),
      keydown: (/** @type {KeyboardEvent} */ event) => this.walkRows(event),
    });
    this.why = store.made.why ? new Why(this) : null;
    this.stage = node("div", { class: "bp-stage" }, this.picture, this.sentence,
      ...(this.why ? [this.why.root] : []), this.table);
    const veil = node("p", { class: "bp-veil" }, "Predict first. Then the picture opens.");
    el.classList.add("bp-explorer");
    const under = node("div", { class: "bp-under" }, this.stage, veil);
    el.append(this.controls, this.buttons, under, this.spoken);
    this.el = el;
    this.observer = new IntersectionObserver((entries) => {
      if (entries.at(-1)?.isIntersecting) store.seen.add(this);
      else store.seen.delete(this);
    });
    this.observer.observe(el);
    this.heights = this.keepHeight();
    this.heights.observe(this.sentence);
    this.widths = new ResizeObserver(() => this.letKeysScroll());
    this.widths.observe(this.picture);
    this.update = this.update.bind(this);
    store.views.add(this.update);
    this.update();
  }

  /** @param {string} name */
  control(name) {
    const spec = this.store.made.controls[name];
    const quantity = spec.quantity && `--bp-c: var(--bp-${spec.quantity.replace("_", "-")})`;
    // While a training plays, its next pictures are the ones worth drawing ahead.
    const inHand = () => this.playing && this.live ? undefined : this.store.take([name]);
    const root = node("div", { class: `bp-control bp-${spec.kind}`, style: quantity,
      pointerenter: inHand, focusin: inHand });
    root.append(...(spec.kind === "choice" ? this.choice(name) : this.slider(name)));
    return root;
  }

  /** @param {string} name */
  slider(name) {
    const { store } = this;
    const spec = store.made.controls[name];
    const last = spec.texts.length - 1;
    const id = `${this.id}-${name}`;
    const slider = node("input", { type: "range", id, min: 0, max: last, step: 1, autocomplete: "off",
      input: () => this.person({ [name]: slider.valueAsNumber }) });
    // A finger that scrolls the page from here does not mean to move the slider.
    let before = store.standing();
    slider.addEventListener("pointerdown", () => (before = store.standing()));
    slider.addEventListener("pointercancel", () => store.takeBack(before));
    const field = node("input", {
      type: "text",
      class: "bp-field",
      "aria-label": `${spec.label}, as a number`,
      autocomplete: "off",
      spellcheck: "false",
    });
    const fit = () => (field.style.width = `${Math.max(field.value.length, 3) + 2.5}ch`);
    field.addEventListener("input", fit);
    let held = ""; // what the field held before a person typed
    const commit = () => {
      if (field.value === shown()) return;
      held = field.value;
      store.type(name, field.value);
    };
    field.addEventListener("change", commit);
    field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter") commit();
      if (event.key === "Escape") field.value = shown();
    });
    const shown = () => {
      const { text, at } = store.stands[name];
      const typed = store.typed[name];
      return typed && (typed.at ?? at) === at ? typed.text : text;
    };
    this.updates.push(() => {
      const { place, text } = store.stands[name];
      // Set only what differs: a slider that is being dragged must not be pushed back.
      if (slider.valueAsNumber !== place) slider.value = String(place);
      slider.style.setProperty("--bp-fill", `${(100 * place) / last}%`);
      slider.setAttribute("aria-valuetext", text);
      slider.disabled = field.disabled = store.disabled;
      const now = shown();
      if (now !== held || field !== field.getRootNode().activeElement) {
        field.value = held = now;
        fit();
      }
    });
    return [node("label", { for: id }, spec.label), field, slider];
  }

  /** @param {string} name */
  choice(name) {
    const { store } = this;
    const spec = store.made.controls[name];
    const inputs = spec.texts.map((_, place) =>
      node("input", {
        type: "radio",
        name: `${this.id}-${name}`,
        change: () => this.person({ [name]: place }),
      }),
    );
    this.updates.push(() => {
      inputs.forEach((input, place) => {
        input.checked = place === store.stands[name].place;
        input.disabled = store.disabled;
      });
    });
    const options = inputs.map((input, place) => node("label", {}, input, spec.texts[place]));
    return [node("fieldset", {}, node("legend", {}, spec.label), ...options)];
  }

  makeButtons() {
    const { store, steps } = this;
    /** @type {HTMLElement[]} */
    const made = [];
    /** @param {string} words @param {() => void} press */
    const button = (words, press, kind = "") => {
      const root = node("button", { type: "button", class: kind, click: press }, words);
      this.updates.push(() => (root.disabled = store.disabled));
      made.push(root);
      return root;
    };
    if (steps) {
      const inHand = () => store.take([steps]);
      const play = button("Play", () => (this.playing ? this.pause() : this.play()), "bp-primary");
      this.updates.push(() => (play.textContent = this.playing ? "Pause" : "Play"));
      const { phases = [] } = store.made.controls[steps];
      const walkers = phases.map(([words]) => button(words, () => this.walk(1)));
      if (!phases.length) {
        walkers.push(button("Step back", () => this.walk(-1)));
        walkers.push(button("Step forward", () => this.walk(1)));
      } else this.updates.push(() => this.lockPhases(walkers, phases));
      for (const walker of [play, ...walkers]) {
        walker.addEventListener("pointerenter", inHand);
        walker.addEventListener("focus", inHand);
      }
    }
    if (store.made.ghosts && !store.alone) {
      const keep = button("Keep this run", () => {
        store.press("keep");
        this.spoken.textContent = "The run is kept in the picture.";
      });
      const forget = button("Remove kept runs", () => {
        store.press("forget");
        this.spoken.textContent = "The kept runs are removed.";
        keep.focus({ preventScroll: true }); // the pressed button goes
      });
      this.updates.push(() => (forget.hidden = !store.truth.kept));
    }
    if (Object.keys(store.made.controls).length) button("Reset", () => this.reset(), "bp-quiet");
    return made;
  }

  /**
   * Let only the button of the present phase be pressed. The focus goes on from a button whose phase
   * is over; after the last one it goes to the table, where one press too many does nothing.
   * @param {HTMLButtonElement[]} walkers @param {[string, number][]} phases
   */
  lockPhases(walkers, phases) {
    const { place } = this.store.stands[/** @type {string} */ (this.steps)];
    const now = phases.findIndex(([, last]) => place < last);
    const left = walkers.find((walker, n) => n !== now && walker.matches(":focus"));
    walkers.forEach((walker, n) => (walker.disabled = this.store.disabled || n !== now));
    if (left) (walkers[now] ?? this.table).focus({ preventScroll: true });
  }

  reset() {
    this.pause();
    this.store.reset();
  }

  /** Return whether the steps are those of a training that is watched. */
  get live() {
    return Boolean(this.steps && this.store.made.controls[this.steps].live);
  }

  /**
   * Move controls for a person, which ends playing, unless a training is watched and goes on. On a
   * page without a kernel only one control is away from home at a time, so there it ends.
   * @param {Places} places
   */
  person(places) {
    const { steps, store } = this;
    if (!steps || !this.playing || !this.live || steps in places || store.alone) {
      this.pause();
      store.move(places);
    } else store.move(places, [steps]);
  }

  /** @param {number} by */
  walk(by) {
    const { steps, store } = this;
    if (steps) this.person({ [steps]: store.stands[steps].place + by });
  }

  play() {
    const { steps, store } = this;
    if (!steps) return;
    const last = store.made.controls[steps].texts.length - 1;
    if (store.stands[steps].place >= last) store.move({ [steps]: 0 });
    this.stepped = 0;
    const next = () => {
      const { place } = store.stands[steps];
      if (place >= last || store.disabled || !this.el.isConnected) return this.pause();
      this.playing = setTimeout(next, pace());
      store.move({ [steps]: place + 1 });
    };
    const pace = () => {
      if (this.live) return PLAY_LIVE;
      return this.stepped++ < FIRST_STEPS ? PLAY_FIRST : PLAY_LATER;
    };
    this.playing = setTimeout(next, this.live ? PLAY_LIVE : PLAY_FIRST);
    this.update();
  }

  pause() {
    clearTimeout(this.playing);
    if (!this.playing) return;
    this.playing = 0;
    this.update();
  }

  update() {
    const { store } = this;
    const { picture, truth } = store;
    const veiled = store.model.get("veiled");
    for (const update of this.updates) update();
    // A screen reader would speak each step of what plays: it speaks the last one.
    this.sentence.setAttribute("aria-live", this.playing ? "off" : "polite");
    setText(this.notice, [...truth.notices, ...(store.waiting ? [BUSY] : [])].join(" "));
    this.el.classList.toggle("bp-waiting", store.waiting);
    this.el.classList.toggle("bp-veiled", veiled);
    this.el.dataset.settled = String(store.settled());
    this.el.classList.toggle("bp-failed", Boolean(picture.failed));
    this.stage.inert = veiled;
    if (picture.failed) {
      setText(this.sentence, picture.failed);
      return;
    }
    this.panels.forEach((panel, place) => panel.show(picture, place, store.ahead.stills));
    setHtml(this.sentence, picture.sentence);
    this.why?.show(picture.why);
    this.table.hidden = !picture.table;
    setHtml(this.table, picture.table);
  }

  /** Light up a step in the table and on its path; -1 puts it out. @param {number} step */
  light(step) {
    if (step === this.lit) return;
    this.lit = step;
    for (const lit of this.stage.querySelectorAll(".bp-lit")) lit.classList.remove("bp-lit");
    if (step < 0) return;
    this.table.querySelectorAll("tbody tr")[step]?.classList.add("bp-lit");
    for (const path of this.picture.querySelectorAll(".bp-steps")) {
      path.querySelectorAll("use")[step]?.classList.add("bp-lit");
    }
  }

  /** Go through the rows of the table by the arrow keys. @param {KeyboardEvent} event */
  walkRows(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const rows = this.table.querySelectorAll("tbody tr");
    if (!by || !rows.length) return;
    event.preventDefault();
    const from = this.lit < 0 && by < 0 ? rows.length : this.lit;
    const step = Math.min(Math.max(from + by, 0), rows.length - 1);
    this.light(step);
    rows[step].scrollIntoView({ block: "nearest" });
  }

  /** Let the sentence keep the height it once had, so that what is below it does not jump. */
  keepHeight() {
    let width = 0;
    let height = 0;
    return new ResizeObserver(([{ borderBoxSize }]) => {
      const [{ inlineSize, blockSize }] = borderBoxSize;
      if (inlineSize !== width) [width, height] = [inlineSize, 0];
      else if (blockSize > height) height = blockSize;
      else return;
      this.sentence.style.minHeight = `${height}px`;
    });
  }

  /** A picture that is wider than its place can be focused, so that arrow keys scroll it. */
  letKeysScroll() {
    const { scrollWidth, clientWidth } = this.picture;
    const scrolls = { tabindex: "0", role: "group", "aria-label": "The picture, which scrolls" };
    for (const [name, value] of Object.entries(scrolls)) {
      if (scrollWidth > clientWidth) this.picture.setAttribute(name, value);
      else this.picture.removeAttribute(name);
    }
  }

  remove() {
    this.pause();
    this.heights.disconnect();
    this.widths.disconnect();
    this.observer.disconnect();
    this.store.seen.delete(this);
    this.store.views.delete(this.update);
  }
}

/** Return the step of the row of the table that holds an element, or -1. @param {Element} target */
function rowOf(target) {
  const row = target.closest("tbody tr");
  return row ? [...(row.parentElement?.children ?? [])].indexOf(row) : -1;
}

/** @type {Map<string, Store>} the stores of this module's explorers, by the explorer's own name */
const stores = new Map();

/** Show an explorer in an element; return a function that takes it away again. */
export function render(/** @type {{ model: Model, el: HTMLElement }} */ { model, el }) {
  const name = model.get("_name");
  const store = stores.get(name) ?? new Store(model);
  stores.set(name, store);
  const end = card(model, el);
  const view = new View(store, el);
  return () => {
    view.remove();
    end();
  };
}

export default { render };
