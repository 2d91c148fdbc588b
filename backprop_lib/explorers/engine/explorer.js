// An explorer in the browser: its controls, its picture, and what it knows before the kernel
// answers. The kernel stays the truth; see explorer.py.

import { card, node, unique } from "../../interface/card.js";
import { Ahead, around } from "./ahead.js";

/**
 * @typedef {import("../../interface/card.js").Model} Model
 * @typedef {import("./ahead.js").Picture} Picture
 * @typedef {import("./ahead.js").Places} Places
 * @typedef {import("./ahead.js").Touch} Touch
 * @typedef {{ label: string, kind: "number" | "steps" | "choice", quantity: string,
 *   texts: string[], values: number[], log: boolean, home: string }} Spec
 * @typedef {{ place: number, text: string, at: string }} Stand  Where a control stands.
 */

const SETTLED = 60; // milliseconds without a move after which the kernel's own picture is asked for
const AT_LATEST = 250; // milliseconds after which it is asked for even during a drag
const BUSY_AFTER = 2500; // milliseconds without an answer after which a picture is said to be old
const BUSY = "The kernel is busy. The picture follows as soon as it answers.";
const ASK_AGAIN = 6000; // milliseconds without an answer, which may be lost
const PLAY_FIRST = 500; // milliseconds for each of the first steps
const PLAY_LATER = 150; // and for each that follows, which move little
const FIRST_STEPS = 8;
const NEAR_DOT = 9; // pixels

/** What all views of one explorer share: where its controls stand and which picture that is. */
class Store {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.client = unique();
    /** @type {{ controls: Record<string, Spec>, panels: [number, number][], ghosts: boolean }} */
    this.made = model.get("_made_of");
    this.ahead = new Ahead((message) => this.send(message));
    /** @type {Record<string, Stand>} */
    this.stands = {};
    /** @type {Record<string, { text: string, at?: string }>} what was typed, and for which value */
    this.typed = {};
    /** @type {Set<() => void>} */
    this.views = new Set();
    /** @type {Set<string>} the controls in hand */
    this.hand = new Set();
    /** @type {Set<View>} the views that are on the screen */
    this.seen = new Set();
    this.unsent = { places: /** @type {Places} */ ({}), typed: {}, presses: /** @type {string[]} */ ([]) };
    this.moves = 0; // sent to the kernel
    this.answered = 0;
    this.sentAt = 0;
    this.movedAt = 0;
    this.answeredAt = 0;
    /** @type {Picture & { notices: string[], ghosts: number }} */
    this.truth = model.get("_shown");
    /** @type {Picture} */
    this.picture = this.truth;
    this.timer = 0;
    // A page without a kernel has the pictures for each control while the others stand at home.
    /** @type {{ home: Places, pictures: Picture[] } | undefined} */
    this.alone = model.get("_alone");
    this.alone?.pictures.forEach((picture) => this.ahead.pictures.set(picture.key, picture));
    this.ahead.keepStills(model.get("_stills"));
    this.adopt();
    model.on("change:_shown", () => this.receive());
    for (const trait of ["disabled", "veiled"]) model.on(`change:${trait}`, () => this.tell());
    model.on("msg:custom", async (message, buffers) => {
      if (message.kind !== "frames" || message.client !== this.client) return;
      await this.ahead.receive(message, buffers[0]);
      this.show();
      this.go();
    });
  }

  get disabled() {
    return this.model.get("disabled");
  }

  /** Return the key of the picture for these places, or for where the controls stand. */
  key(/** @type {Places} */ places = {}) {
    const at = Object.entries(this.stands).map(([name, stand]) =>
      name in places ? String(places[name]) : stand.at,
    );
    return [this.truth.ghosts, ...at].join("|");
  }

  /** @param {any} message */
  send(message) {
    this.model.send({ client: this.client, ...message });
  }

  /** Take the kernel's picture, which may be one of a move that is no longer the last. */
  receive() {
    const truth = this.model.get("_shown");
    this.ahead.keepStills(this.model.get("_stills"));
    const ghostsChanged = truth.ghosts !== this.truth.ghosts;
    this.truth = truth;
    this.answered = Math.max(this.answered, truth.answers[this.client] ?? 0);
    this.answeredAt = Date.now();
    if (!truth.failed) this.ahead.keep(truth);
    if (this.settled()) this.adopt();
    else if (ghostsChanged || this.picture.key !== this.key()) this.picture = truth;
    this.show();
    this.go();
  }

  /** Return whether the kernel has answered all moves. */
  settled() {
    const { places, typed, presses } = this.unsent;
    const unsent = Object.keys(places).length + Object.keys(typed).length + presses.length;
    return !unsent && this.answered >= this.moves;
  }

  /** Let the controls stand where the kernel says. */
  adopt() {
    for (const [name, [place, text, at]] of Object.entries(this.model.get("_shown").controls)) {
      // What was typed, such as 1/3, stays in the field while the control stands at its value.
      if (!this.typed[name]?.text.trim() || this.truth.notices.length) delete this.typed[name];
      else if (this.typed[name]) this.typed[name].at ??= at;
      this.stands[name] = { place, text, at };
    }
    this.picture = this.truth;
  }

  /** @param {Places} places */
  move(places) {
    if (this.disabled) return;
    for (const [name, wanted] of Object.entries(places)) {
      const { texts } = this.made.controls[name];
      const place = Math.min(Math.max(wanted, 0), texts.length - 1);
      this.stands[name] = { place, text: texts[place], at: String(place) };
      delete this.typed[name];
      this.unsent.places[name] = place;
    }
    this.hand = new Set(Object.keys(places));
    if (this.alone && !this.ahead.get(this.key())) this.goHome(places);
    this.movedAt = Date.now();
    this.show();
    this.go();
  }

  /** Without a kernel: put the controls that are not moved to where the pictures have them. */
  goHome(/** @type {Places} */ places) {
    for (const [name, place] of Object.entries(this.alone?.home ?? {})) {
      if (name in places) continue;
      this.stands[name] = { place, text: this.made.controls[name].texts[place], at: String(place) };
    }
  }

  /** @param {string} name @param {string} text */
  type(name, text) {
    if (this.disabled) return;
    if (this.alone) return this.typeAlone(name, text);
    this.typed[name] = { text };
    delete this.unsent.places[name];
    this.unsent.typed = { ...this.unsent.typed, [name]: text };
    this.go();
  }

  /** Without a kernel: go to the place nearest to the number. @param {string} name @param {string} text */
  typeAlone(name, text) {
    const { texts, values, log } = this.made.controls[name];
    const exact = texts.indexOf(text.trim().replace("-", "−"));
    const [over, under = "1"] = text.replace("−", "-").replace(",", ".").split("/");
    const number = Number(over) / Number(under);
    const along = log ? Math.log10(number) : number;
    if (exact >= 0) this.move({ [name]: exact });
    else if (text.trim() && !Number.isNaN(along)) this.move({ [name]: nearest(values, along) });
    else this.tell();
  }

  /** @param {string} what */
  press(what) {
    this.unsent.presses.push(what);
    this.go();
  }

  reset() {
    const homes = Object.entries(this.made.controls).map(([name, { home }]) => [name, Number(home)]);
    this.typed = {};
    // A control that starts between two places is put back by the kernel.
    if (homes.some(([, place]) => Number.isNaN(place))) this.press("reset");
    else this.move(Object.fromEntries(homes));
    this.hand.clear();
  }

  /** Show the picture for where the controls stand, if it is known. */
  show() {
    const known = this.ahead.get(this.key());
    if (known) this.picture = known;
    this.tell();
  }

  /** Return whether the picture is an old one, because the kernel has not answered for long. */
  get waiting() {
    const since = Math.max(Math.min(this.movedAt, this.sentAt), this.answeredAt);
    return this.answered < this.moves && this.picture.key !== this.key() && Date.now() - since > BUSY_AFTER;
  }

  tell() {
    for (const view of this.views) view();
  }

  /** Send what is to be sent: moves first, then questions for pictures ahead. */
  go() {
    clearTimeout(this.timer);
    if (this.alone) return;
    const now = Date.now();
    const { places, typed, presses } = this.unsent;
    const toSend = Object.keys(places).length + Object.keys(typed).length + presses.length;
    const waiting = this.answered < this.moves && now - this.sentAt < ASK_AGAIN;
    if (toSend && !waiting) {
      // The kernel may take its time for a picture that is shown already.
      const shown = this.picture.key === this.key() && !presses.length && !Object.keys(typed).length;
      const due = Math.min(this.movedAt + SETTLED, this.sentAt + AT_LATEST);
      if (shown && now < due) {
        this.timer = setTimeout(() => this.go(), due - now);
      } else {
        this.unsent = { places: {}, typed: {}, presses: [] };
        this.sentAt = now;
        this.send({ kind: "move", move: ++this.moves, places, typed, presses });
        setTimeout(() => this.tell(), BUSY_AFTER + 100);
      }
    } else if (this.answered < this.moves) {
      this.timer = setTimeout(() => this.again(), ASK_AGAIN);
    }
    if (this.hand.size && this.seen.size && !this.disabled && !document.hidden) {
      this.ahead.ask(this.wanted());
    }
  }

  /** Ask again where the controls stand: an answer may have been lost with a connection. */
  again() {
    if (this.answered >= this.moves) return;
    this.ahead.giveUp();
    for (const [name, { place, at }] of Object.entries(this.stands)) {
      if (at === String(place)) this.unsent.places[name] = place;
    }
    this.go();
  }

  /** Return the pictures worth drawing ahead, the nearest first, for the controls in hand. */
  *wanted() {
    /** @type {Places} */
    const here = {};
    for (const [name, { place, at }] of Object.entries(this.stands)) {
      if (at === String(place)) here[name] = place;
    }
    const ways = [...this.hand].map((name) => {
      const count = this.made.controls[name].texts.length;
      return { name, places: [...around(this.stands[name].place, count)] };
    });
    for (let step = 0; step < Math.max(...ways.map(({ places }) => places.length)); step++) {
      for (const { name, places } of ways) {
        if (step >= places.length) continue;
        const there = { ...here, [name]: places[step] };
        yield /** @type {[string, Places]} */ ([this.key(there), there]);
      }
    }
  }

  /** Draw ahead for these controls. @param {string[]} names */
  take(names) {
    this.hand = new Set(names);
    this.go();
  }
}

/** One place on the page where an explorer is shown. */
class View {
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
    this.buttons = node("div", { class: "bp-row bp-buttons" }, ...this.makeButtons());
    this.notice = node("p", { class: "bp-notice", role: "status" });
    this.panels = store.made.panels.map(([width, height]) => new Panel(this, width, height));
    this.picture = node("div", { class: "bp-picture" }, ...this.panels.map((panel) => panel.root));
    this.sentence = node("p", { class: "bp-sentence", role: "status", "aria-live": "polite" });
    this.table = node("div", {
      class: "bp-table", tabindex: 0, role: "region", "aria-label": "The steps in numbers",
      pointerover: (/** @type {any} */ event) => this.light(rowOf(event.target)),
      pointerleave: () => this.light(-1),
    });
    this.stage = node("div", { class: "bp-stage" }, this.picture, this.sentence, this.table);
    const veil = node("p", { class: "bp-veil" }, "Predict first. Then this opens.");
    el.classList.add("bp-explorer");
    el.append(this.controls, this.buttons, this.notice, node("div", { class: "bp-under" }, this.stage, veil));
    this.el = el;
    this.observer = new IntersectionObserver((entries) => {
      if (entries.at(-1)?.isIntersecting) {
        if (!this.table.scrollTop) this.table.scrollTop = this.table.scrollHeight;
        store.seen.add(this);
      } else store.seen.delete(this);
    });
    this.observer.observe(el);
    this.update = this.update.bind(this);
    store.views.add(this.update);
    this.update();
  }

  /** @param {string} name */
  control(name) {
    const spec = this.store.made.controls[name];
    const quantity = spec.quantity && `--bp-c: var(--bp-${spec.quantity.replace("_", "-")})`;
    const inHand = () => this.store.take([name]);
    const root = node("div", { class: `bp-control bp-${spec.kind}`, style: quantity, "data-name": name,
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
    const field = node("input", { type: "text", class: "bp-field", "aria-label": `${spec.label}, as a number`,
      autocomplete: "off", spellcheck: "false", inputmode: "text" });
    const commit = () => {
      if (field.value !== shown()) store.type(name, field.value);
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
    let before = "";
    this.updates.push(() => {
      const { place, text } = store.stands[name];
      // Set only what differs: a slider that is being dragged must not be pushed back.
      if (slider.valueAsNumber !== place) slider.value = String(place);
      slider.style.setProperty("--bp-fill", `${(100 * place) / last}%`);
      slider.setAttribute("aria-valuetext", text);
      slider.disabled = field.disabled = store.disabled;
      const now = shown();
      if (now !== before || field !== field.getRootNode().activeElement) {
        field.value = before = now;
        field.style.width = `${Math.max(now.length, 4) + 3}ch`;
      }
    });
    return [node("label", { for: id }, spec.label), field, slider];
  }

  /** @param {string} name */
  choice(name) {
    const { store } = this;
    const spec = store.made.controls[name];
    const inputs = spec.texts.map((_, place) =>
      node("input", { type: "radio", name: `${this.id}-${name}`, change: () => this.person({ [name]: place }) }),
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
      const back = button("Step back", () => this.walk(-1));
      const forward = button("Step forward", () => this.walk(1));
      for (const walker of [play, back, forward]) {
        walker.addEventListener("pointerenter", inHand);
        walker.addEventListener("focus", inHand);
      }
    }
    if (store.made.ghosts && !store.alone) {
      button("Keep this run", () => {
        this.kept = true;
        store.press("keep");
      });
      const forget = button("Remove kept runs", () => {
        this.kept = false;
        store.press("forget");
      });
      this.updates.push(() => (forget.hidden = !this.kept));
    }
    button("Reset", () => this.reset(), "bp-quiet");
    return made;
  }

  reset() {
    this.pause();
    this.store.reset();
  }

  /** Move controls because a person did. @param {Places} places */
  person(places) {
    this.pause();
    this.store.move(places);
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
      this.playing = setTimeout(next, this.stepped++ < FIRST_STEPS ? PLAY_FIRST : PLAY_LATER);
      store.move({ [steps]: place + 1 });
    };
    this.playing = setTimeout(next, PLAY_FIRST);
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
    this.table.hidden = !picture.table;
    if (setHtml(this.table, picture.table) && !this.table.matches(":hover")) {
      this.table.scrollTop = this.table.scrollHeight; // the newest step is in view
    }
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

  remove() {
    this.pause();
    this.observer.disconnect();
    this.store.seen.delete(this);
    this.store.views.delete(this.update);
  }
}

/** One panel of a picture: two layers of one size, and the points that can be dragged. */
class Panel {
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

  /** Return the step whose dot is at this place of the window, or -1. @param {number} x @param {number} y */
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
      class: `bp-handle ${touch.moves.length > 1 ? "bp-both" : ""}`, tabindex: 0, role: "slider",
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
    Object.assign(this.area.style, { left, top, right: `calc(100% - ${right})`, bottom: `calc(100% - ${bottom})` });
    this.root.style.left = `${100 * touch.at[0]}%`;
    this.root.style.top = `${100 * touch.at[1]}%`;
    this.root.setAttribute("aria-valuenow", String(store.stands[touch.moves[0]].place));
    const texts = touch.moves.map((name) => `${name} = ${store.stands[name].text}`);
    this.root.setAttribute("aria-valuetext", texts.join(", "));
    this.root.setAttribute("aria-disabled", String(store.disabled));
  }

  /** @param {PointerEvent} down */
  start(down) {
    if (down.button !== 0 || this.view.store.disabled) return;
    // A finger on the area of a point in two dimensions scrolls the page; on the point it drags.
    if (down.pointerType === "touch" && down.currentTarget === this.area && this.specs.length > 1) return;
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
  }
}

/** Return the number of the value nearest to this one. @param {number[]} values @param {number} wanted */
function nearest(values, wanted) {
  let best = 0;
  values.forEach((value, place) => {
    if (Math.abs(value - wanted) < Math.abs(values[best] - wanted)) best = place;
  });
  return best;
}

/** Return the number of the step that a row of the table shows. @param {Element} target */
function rowOf(target) {
  const row = target.closest("tbody tr");
  return row ? [...(row.parentElement?.children ?? [])].indexOf(row) : -1;
}

/** @type {WeakMap<Element, string>} */
const htmlOf = new WeakMap();

/** Set what an element holds and return whether it differs from before. @param {Element} element @param {string} html */
function setHtml(element, html) {
  if (htmlOf.get(element) === html) return false;
  htmlOf.set(element, html);
  element.innerHTML = html;
  return true;
}

/** @param {Element} element @param {string} text */
function setText(element, text) {
  htmlOf.delete(element);
  if (element.textContent !== text) element.textContent = text;
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
