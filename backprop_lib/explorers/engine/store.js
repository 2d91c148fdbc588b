// What all views of one explorer share: where its controls stand, which picture that is, and when
// the kernel is asked for it.

import { send, unique } from "../../interface/card.js";
import { Ahead, around } from "./ahead.js";

/**
 * @typedef {import("../../interface/card.js").Model} Model
 * @typedef {import("./ahead.js").Picture} Picture
 * @typedef {import("./ahead.js").Places} Places
 * @typedef {import("./explorer.js").View} View
 * @typedef {{ label: string, kind: "number" | "steps" | "choice", quantity: string,
 *   texts: string[], values: number[], log: boolean, home: string,
 *   phases?: [string, number][], live?: boolean }} Spec
 * @typedef {{ place: number, text: string, at: string }} Stand  Where a control stands.
 * @typedef {{ places: Places, typed: Record<string, string>, presses: string[] }} Done  What a
 *   person did: controls moved, values typed, buttons pressed.
 */

const SETTLED = 60; // milliseconds without a move after which the kernel's own picture is asked for
const AT_LATEST = 1000; // milliseconds after which it is asked for even during a drag
const BUSY_AFTER = 2500; // milliseconds without an answer after which the kernel is called busy
const ASK_AGAIN = 6000; // milliseconds without an answer after which it may be lost

/** What all views of one explorer share: where its controls stand and which picture that is. */
export class Store {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.client = unique();
    /** @type {{ controls: Record<string, Spec>, panels: [number, number][], ghosts: boolean,
     *   why: boolean }} */
    this.made = model.get("_made_of");
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
    /** @type {Done} */
    this.unsent = nothing();
    /** @type {Done} what was sent last */
    this.sent = nothing();
    this.moves = 0; // sent to the kernel
    this.answered = 0;
    this.sentAt = 0;
    this.movedAt = 0;
    this.unsentSince = 0;
    this.answeredAt = 0;
    /** @type {Picture & { notices: string[], ghosts: number, kept: boolean }} */
    this.truth = model.get("_shown");
    /** @type {Picture} */
    this.picture = this.truth;
    this.timer = 0;
    this.restTimer = 0;
    // A page without a kernel has the pictures for each control while the others stand at home.
    /** @type {{ home: Places, pictures: Picture[] } | undefined} */
    this.alone = model.get("_alone");
    this.ahead = new Ahead((message) => this.send(message), Boolean(this.alone));
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
    send(this.model, { client: this.client, ...message });
  }

  /** Take the kernel's picture, which may answer an earlier move than the last one. */
  receive() {
    const truth = this.model.get("_shown");
    this.ahead.keepStills(this.model.get("_stills"));
    const ghostsChanged = truth.ghosts !== this.truth.ghosts;
    this.truth = truth;
    this.answered = Math.max(this.answered, truth.answers[this.client] ?? 0);
    this.answeredAt = Date.now();
    if (!truth.failed) this.ahead.keep(truth);
    // What was refused does not stay in its field, even if more was done before the answer came.
    for (const name of truth.notices.length ? Object.keys(this.typed) : []) {
      if (!(name in this.unsent.typed)) delete this.typed[name];
    }
    if (this.answered >= this.moves) this.adopt();
    if (this.settled() || ghostsChanged || this.picture.key !== this.key()) this.picture = truth;
    this.show();
    this.go();
  }

  /** Return whether the kernel has answered all moves. */
  settled() {
    return isNothing(this.unsent) && this.answered >= this.moves;
  }

  /** Let the controls stand where the kernel says, but for those that have been moved since. */
  adopt() {
    for (const [name, [place, text, at]] of Object.entries(this.model.get("_shown").controls)) {
      if (name in this.unsent.places || name in this.unsent.typed) continue;
      // What was typed, such as 1/3, stays in the field while the control stands at its value.
      if (!this.typed[name]?.text.trim() || this.truth.notices.length) delete this.typed[name];
      else if (this.typed[name]) this.typed[name].at ??= at;
      this.stands[name] = { place, text, at };
    }
  }

  /**
   * Move controls, and draw ahead for them or for others.
   * @param {Places} places
   * @param {string[]} [hand]
   */
  move(places, hand) {
    if (this.disabled) return;
    for (const [name, wanted] of Object.entries(places)) {
      const { texts } = this.made.controls[name];
      const place = Math.min(Math.max(wanted, 0), texts.length - 1);
      this.stands[name] = { place, text: texts[place], at: String(place) };
      delete this.typed[name];
      delete this.unsent.typed[name];
      this.unsent.places[name] = place;
    }
    this.hand = new Set(hand ?? Object.keys(places));
    this.movedAt = Date.now();
    this.unsentSince ||= this.movedAt;
    if (this.alone && !this.ahead.get(this.key())) this.goHome(Object.keys(places));
    this.show();
    // The kernel draws the picture that is waited for first; its answer lets it draw ahead.
    this.go(this.picture.key === this.key());
  }

  /**
   * Without a kernel: put the other controls where the stored pictures have them. If a point has
   * moved two controls, the one further from there stays.
   */
  goHome(/** @type {string[]} */ moved) {
    const home = this.alone?.home ?? {};
    const away = (/** @type {string} */ name) =>
      Math.abs(this.stands[name].place - home[name]) / this.made.controls[name].texts.length;
    const [stays] = moved.sort((one, other) => away(other) - away(one));
    for (const [name, place] of Object.entries(home)) {
      if (name === stays) continue;
      this.stands[name] = { place, text: this.made.controls[name].texts[place], at: String(place) };
    }
  }

  /** Return where the controls stand and what is typed in their fields. */
  standing() {
    return { stands: { ...this.stands }, typed: { ...this.typed } };
  }

  /**
   * Let the controls that have moved since stand where they did.
   * @param {ReturnType<Store["standing"]>} before
   */
  takeBack({ stands, typed }) {
    const moved = Object.keys(stands).filter((name) => this.stands[name].at !== stands[name].at);
    const isAtPlace = (/** @type {string} */ name) => stands[name].at === String(stands[name].place);
    const atPlaces = moved.filter(isAtPlace).map((name) => [name, stands[name].place]);
    if (atPlaces.length) this.move(Object.fromEntries(atPlaces));
    for (const name of moved.filter((each) => !isAtPlace(each))) {
      this.type(name, typed[name]?.text ?? stands[name].text);
    }
  }

  /** @param {string} name @param {string} text */
  type(name, text) {
    if (this.disabled) return;
    if (this.alone) return this.typeAlone(name, text);
    this.typed[name] = { text };
    delete this.unsent.places[name];
    this.unsent.typed[name] = text;
    this.tell();
    this.go();
  }

  /**
   * Without a kernel: go to the place nearest to the number.
   * @param {string} name
   * @param {string} text
   */
  typeAlone(name, text) {
    const { texts, values, log } = this.made.controls[name];
    const found = /^([^/]+)(?:\/([^/]+))?$/.exec(text.replace("−", "-").replace(",", "."));
    const number = found ? Number(found[1]) / Number(found[2] ?? 1) : NaN;
    const along = log ? Math.log10(number) : number;
    const exact = texts.indexOf(text.trim());
    const known = exact >= 0 || (text.trim() && !Number.isNaN(along));
    this.truth.notices = known || !text.trim() ? [] : [`“${text}” is not a number.`];
    if (known) this.move({ [name]: exact >= 0 ? exact : nearest(values, along) });
    else this.tell();
  }

  /** @param {string} what */
  press(what) {
    this.unsent.presses.push(what);
    this.tell();
    this.go();
  }

  reset() {
    const homes = Object.entries(this.made.controls).map(([name, { home }]) => [name, Number(home)]);
    this.typed = {};
    // A control that starts between two places is put back by the kernel.
    if (homes.some(([, place]) => Number.isNaN(place))) {
      Object.assign(this.unsent, { places: {}, typed: {} });
      this.press("reset");
    } else this.move(Object.fromEntries(homes));
    this.hand.clear();
  }

  /** Show the picture for where the controls stand, if it is known. */
  show() {
    const known = this.ahead.get(this.key());
    if (known) this.picture = known;
    this.tell();
  }

  /** Return whether the picture is out of date, because the kernel is slow to answer. */
  get waiting() {
    const since = Math.max(Math.min(this.movedAt, this.sentAt), this.answeredAt);
    const unanswered = this.answered < this.moves && Date.now() - since > BUSY_AFTER;
    return unanswered && this.picture.key !== this.key();
  }

  tell() {
    for (const view of this.views) view();
  }

  /** Send what is to be sent: moves first, then, unless it is put off, requests for pictures ahead. */
  go(ahead = true) {
    clearTimeout(this.timer);
    clearTimeout(this.restTimer);
    if (this.alone) return;
    const now = Date.now();
    const waiting = this.answered < this.moves && now - this.sentAt < ASK_AGAIN;
    if (!isNothing(this.unsent) && !waiting) {
      // If its picture is shown already, a move can wait: then a drag sends few messages.
      const onlyMoved = isNothing({ ...this.unsent, places: {} });
      const shown = onlyMoved && this.picture.key === this.key();
      const due = Math.min(this.movedAt + SETTLED, this.unsentSince + AT_LATEST);
      if (shown && now < due) {
        this.timer = setTimeout(() => this.go(), due - now);
      } else {
        this.addUnanswered();
        this.sent = this.unsent;
        this.unsent = nothing();
        this.sentAt = now;
        this.unsentSince = 0;
        this.send({ kind: "move", move: ++this.moves, ...this.sent });
        setTimeout(() => this.tell(), BUSY_AFTER + 100);
      }
    } else if (this.answered < this.moves) {
      this.timer = setTimeout(() => this.again(), ASK_AGAIN);
    }
    if (ahead && this.hand.size && this.seen.size && !this.disabled && !document.hidden) {
      this.ahead.ask(this.wanted());
      const { resting } = this.ahead;
      if (resting) this.restTimer = setTimeout(() => this.go(), resting);
    }
  }

  /** Send again what was not answered: it may be lost with a connection. */
  again() {
    if (this.answered >= this.moves) return;
    this.ahead.giveUp();
    this.addUnanswered();
    this.go();
  }

  /**
   * Add to what is to be sent what was sent last, if it was not answered. Only buttons are not
   * pressed again.
   */
  addUnanswered() {
    if (this.answered >= this.moves) return;
    const { places, typed } = this.unsent;
    for (const [name, place] of Object.entries(this.sent.places)) {
      if (!(name in typed)) places[name] ??= place;
    }
    for (const [name, text] of Object.entries(this.sent.typed)) {
      if (!(name in places)) typed[name] ??= text;
    }
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

/** @returns {Done} */
function nothing() {
  return { places: {}, typed: {}, presses: [] };
}

/** @param {Done} done */
function isNothing({ places, typed, presses }) {
  return !Object.keys(places).length && !Object.keys(typed).length && !presses.length;
}

/**
 * Return the number of the value nearest to this one.
 * @param {number[]} values
 * @param {number} wanted
 */
export function nearest(values, wanted) {
  let best = 0;
  values.forEach((value, place) => {
    if (Math.abs(value - wanted) < Math.abs(values[best] - wanted)) best = place;
  });
  return best;
}
