// "Why is dj/dw = 2.1?" A number is chosen, by name or in the picture, and says where it comes from.

import { node, setHtml } from "../../interface/card.js";

/**
 * @typedef {import("./explorer.js").View} View
 * @typedef {[sign: string, value: string, text: string, uses: string[] | null]} Reason  A number:
 *   its sign, its value after = or ≈, where it comes from, and from which numbers; null if it is
 *   given.
 */

const NUMBER = ".bp-number"; // in the picture
const OF = "bp-of-"; // and the class that says which number it is
const NEAR = 8; // pixels

/** The question below a picture, and its answer. */
export class Why {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.asked = ""; // the sign of the number that was chosen
    this.known = ""; // the signs of all numbers that are known
    this.options = "";
    /** @type {Reason[]} */
    this.reasons = [];
    const id = `${view.id}-why`;
    const fill = () => this.fill();
    this.select = node("select", { id, focus: fill, pointerenter: fill,
      change: () => this.ask(this.select.value),
      keydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && this.ask("") });
    this.answer = node("div", { class: "bp-because" });
    const question = [node("label", { for: id }, "Why is"), this.select, "?"];
    this.root = node("div", { class: "bp-why" }, node("p", {}, ...question), this.answer);
  }

  /** Ask about a number, or about none. @param {string} sign */
  ask(sign) {
    this.asked = sign;
    this.show(this.reasons);
    this.view.spoken.textContent = this.answer.firstElementChild?.textContent ?? "";
  }

  /** Ask about the number of the picture at this place of the window, if there is one there.
   * @param {MouseEvent} event */
  askAt(event) {
    const sign = this.signOf(numberAt(this.view.el, event));
    if (sign) this.ask(sign === this.asked ? "" : sign);
  }

  /** Show the reasons of a picture. @param {Reason[]} reasons */
  show(reasons) {
    this.reasons = reasons;
    const known = reasons.map(([sign]) => sign).join();
    if (this.asked || this.known !== known || this.select.matches(":focus")) this.fill();
    this.known = known;
    setHtml(this.answer, this.asked && this.because());
    for (const shown of this.view.picture.querySelectorAll(NUMBER)) {
      shown.classList.toggle("bp-chosen", this.asked !== "" && this.signOf(shown) === this.asked);
    }
  }

  /** Offer the numbers that can be chosen at present. */
  fill() {
    const made = this.reasons.filter(([sign, , , uses]) => uses || sign === this.asked);
    const offered = made.map(([sign, value]) => [sign, value ? `${sign} ${value}` : sign]);
    if (this.asked && !offered.some(([sign]) => sign === this.asked)) {
      offered.push([this.asked, this.asked]);
    }
    const options = JSON.stringify(offered);
    if (options !== this.options) {
      this.options = options;
      const none = node("option", { value: "" }, "… (choose a number)");
      this.select.replaceChildren(
        none, ...offered.map(([sign, words]) => node("option", { value: sign }, words)));
    }
    this.select.value = this.asked;
  }

  /** Return the answer as HTML: the number asked about, those it is made from, and what is given. */
  because() {
    const known = new Map(this.reasons.map((reason) => [reason[0], reason]));
    if (!known.has(this.asked)) {
      const none = node("p", {}, `${this.asked} is not known at this step.`);
      return none.outerHTML;
    }
    const waiting = [this.asked];
    /** @type {string[]} */
    const lines = [];
    /** @type {string[]} */
    const given = [];
    for (const sign of waiting) {
      const [, , text, uses] = /** @type {Reason} */ (known.get(sign));
      (uses ? lines : given).push(text);
      for (const used of uses ?? []) if (!waiting.includes(used)) waiting.push(used);
    }
    if (given.length) {
      const last = given.pop();
      lines.push(given.length ? `${given.join(", ")} and ${last} are given.` : `${last} is given.`);
    }
    return lines.map((line) => `<p>${line}</p>`).join("");
  }

  /** Return the sign of a number in the picture. @param {Element | undefined} shown */
  signOf(shown) {
    const name = [...(shown?.classList ?? [])].find((name) => name.startsWith(OF));
    const found = this.reasons.find(([sign]) => OF + sign.replaceAll(" ", "_") === name);
    return found?.[0] ?? "";
  }
}

/**
 * Return the number of the picture that a mouse or a finger is on. Its lines of text have gaps
 * between them, and a point that can be dragged may lie above it.
 * @param {Element} el @param {MouseEvent} event
 */
export function numberAt(el, { clientX, clientY }) {
  const away = (/** @type {Element} */ shown) => {
    const { left, right, top, bottom } = shown.getBoundingClientRect();
    const across = Math.max(left - clientX, clientX - right);
    return Math.max(across, top - clientY, clientY - bottom);
  };
  const near = [...el.querySelectorAll(NUMBER)].filter((shown) => away(shown) <= NEAR);
  return near.sort((one, other) => away(one) - away(other))[0];
}
