// Brings the exercises of a page without a kernel to life. Their cards are those of JupyterLab; in
// place of Python's `Form`, `WorkedStepForm` and `Help`, this tells them what to show.

import { same } from "../../interface/line.js";
import { render } from "../../interface/parts.js";
import { judge, mark, outcome, panel, reason, shownVerdict, verdicts } from "./judge.js";
import { progressInBrowser } from "./progress_in_page.js";

/**
 * @typedef {import("../../interface/parts.js").State} State
 * @typedef {import("./judge.js").Outcome} Outcome
 * @typedef {import("./judge.js").Words} Words
 * @typedef {import("./judge.js").Draw} Draw
 * @typedef {import("./progress_in_page.js").ProgressDocument} ProgressDocument
 * @typedef {import("./progress_in_page.js").ProgressInPage} ProgressInPage
 * @typedef {{ name: string, card: Record<string, any>, ids: Record<string, string>,
 *   what_to_do: string, hints: string[], solution: string,
 *   rules: import("./judge.js").Rules }} Data  What Python puts into the page.
 */

const NOT_COUNTED = ["not attempted", "right so far"];

/** An exercise, and what its card shows. */
export class ExerciseOnPage {
  /** @param {Data} data @param {Words} words @param {ProgressInPage} progress */
  constructor(data, words, progress) {
    this.data = data;
    this.rules = data.rules;
    this.words = words;
    this.progress = progress;
    /** @type {Record<string, any>} */
    this.state = { ...data.card };
    /** @type {Map<string, State>} */
    this.parts = new Map();
    const add = (/** @type {State} */ part) => {
      this.parts.set(part.id, part);
      part.parts?.forEach(add);
    };
    this.state._parts.forEach(add);
    this.control = this.part("control");
    this.hintsShown = 0;
    this.solutionShown = false;
    this.moved = false; // whether a step of an order was moved
    /** @type {{ answer: any, outcome: Outcome } | null} */
    this.judged = null;
    /** @type {Draw | undefined} */
    this.draw = this.rules.kind === "steps" ? this.rules.draws[0] : undefined;
    /** @type {Map<string, Set<() => void>>} */
    this.callbacks = new Map();
    /** @type {import("../../interface/card.js").Model} */
    this.model = {
      get: (name) => this.state[name],
      set() {},
      save_changes() {},
      send: (content) => this.receive(content),
      on: (name, callback) => {
        this.callbacks.set(name, (this.callbacks.get(name) ?? new Set()).add(callback));
      },
      off: (name, callback) => {
        if (callback) this.callbacks.get(name)?.delete(callback);
      },
    };
  }

  /** Return the part of this name. @param {string} name */
  part(name) {
    return /** @type {State} */ (this.parts.get(this.data.ids[name]));
  }

  /** The current answer, or null if there is none. */
  get answer() {
    const { value } = this.control;
    if (this.rules.kind === "order") return this.moved ? value : null;
    if (this.rules.kind === "steps") {
      return value.some((/** @type {string} */ text) => text.trim()) ? value : null;
    }
    return value;
  }

  /**
   * Do what Python would do.
   * @typedef {{ part: string, event: string, value?: any, by?: [string, number] }} Done
   * @param {Done & { values?: Done[] }} done
   */
  receive({ part, event, value, by, values = [] }) {
    values.forEach((each) => this.receive(each));
    if (part === this.control.id && event === "value") {
      const changed = !same(value, this.control.value);
      this.control.value = value;
      if (changed) this.onChange();
      // The card keeps a text for its tab until it is told that the text is kept for good.
      this.progress.kept().then((kept) => {
        if (kept) this.control.by = by;
        this.tell("change:_parts");
      });
    } else if (part === this.control.id) this.check();
    else if (part === this.data.ids.check) this.check();
    else if (part === this.data.ids.hint) this.help(1);
    else if (part === this.data.ids.solution) this.help(0, true);
    else if (part === this.data.ids.new_numbers) this.newNumbers();
    this.tell("change:_parts");
  }

  /** @param {string} event */
  tell(event) {
    this.callbacks.get(event)?.forEach((callback) => callback());
  }

  check() {
    const { answer } = this;
    if (answer === null || answer === "") {
      this.show(outcome("not attempted", this.data.what_to_do));
      return;
    }
    const judged = { answer, outcome: this.judge(answer) };
    this.judged = judged;
    this.show(judged.outcome);
    this.count(judged).then(() => {
      const note = this.progress.unreportedTrouble();
      if (!note || this.judged !== judged) return;
      this.show(judged.outcome, note);
      this.tell("change:_parts");
    });
  }

  /** Count the try, unless this answer was judged last. @param {{ answer: any, outcome: Outcome }} judged */
  async count({ answer, outcome: judged }) {
    if (NOT_COUNTED.includes(judged.status)) return;
    const { name } = this.data;
    const own = this.mark(answer, judged);
    await this.progress.change((kept) => {
      if (kept.judged[name]?.mark === own) return kept;
      const counted = withEntry(kept, "exercises", name, (entry) => oneMore(entry, judged));
      return withEntry(counted, "judged", name, () => ({ mark: own }));
    });
  }

  /** @param {any} answer */
  judge(answer) {
    return judge(this.rules, answer, this.words, this.draw);
  }

  /** @param {any} answer @param {Outcome} judged */
  mark(answer, judged) {
    return mark(this.rules, answer, judged, this.words, this.draw);
  }

  /** Keep the answer, and show an outcome only if it is that of this answer. */
  onChange() {
    this.moved = true;
    this.keep();
    if (!this.judged) this.show(outcome("not attempted"));
    else if (same(this.answer, this.judged.answer)) this.show(this.judged.outcome);
    else this.takeBack();
  }

  keep() {
    const { draw } = this;
    const answer = draw ? this.control.value : this.answer;
    if (answer === null) return;
    this.progress.change((kept) =>
      withEntry(kept, "answers", this.data.name, () => ({
        answer,
        ...(draw ? { draw: draw.draw } : {}),
      })),
    );
  }

  /** @param {Outcome} shown @param {string} [note] */
  show(shown, note = "") {
    const feedback = this.part("feedback");
    const { verdict } = this.words.statuses[shown.status];
    feedback.value = panel(shown, this.words, note);
    if (this.rules.kind === "choice") {
      feedback.spoken = Boolean(verdict && this.answer);
      this.control.verdicts = feedback.spoken
        ? { [this.answer]: [verdict, reason(shown, this.words, note)] }
        : {};
    }
    if (this.rules.kind === "steps") {
      this.markLines(this.judged ? this.rules.lines.length : 0);
    }
  }

  takeBack() {
    const feedback = this.part("feedback");
    feedback.value = this.words.changed;
    if (this.rules.kind === "choice") {
      feedback.spoken = false;
      this.control.verdicts = {};
    }
    if (this.rules.kind === "steps") {
      const { value } = this.control;
      const before = this.judged?.answer ?? [];
      const first = value.findIndex(
        (/** @type {string} */ text, /** @type {number} */ at) => text !== before[at],
      );
      this.markLines(first < 0 ? value.length : first);
    }
  }

  /** Show the verdicts on this many lines. @param {number} count */
  markLines(count) {
    const { rules, draw } = this;
    if (rules.kind !== "steps" || !draw) return;
    const judged = verdicts(rules, this.control.value, this.words, draw).slice(0, count);
    this.control.verdicts = Object.fromEntries(
      judged.map((each, at) => [rules.lines[at].name, shownVerdict(each, this.words)]),
    );
  }

  /** Show more hints, or the solution. @param {number} more @param {boolean} [solution] */
  help(more, solution = this.solutionShown) {
    const { hints } = this.data;
    this.hintsShown = Math.min(this.hintsShown + more, hints.length);
    this.solutionShown = solution;
    const shown = hints.slice(0, this.hintsShown);
    if (shown.length && shown.length === hints.length) shown.push(this.words.no_more_hints);
    if (solution) shown.push(this.draw?.solution ?? this.data.solution);
    this.part("help").value = `<div class="bp-help">${shown.join("")}</div>`;
  }

  /** Ask about other numbers, and go to the first line. */
  newNumbers() {
    if (this.rules.kind !== "steps") return;
    const others = this.rules.draws.filter(
      ({ draw, given }) => draw > 0 && given !== this.draw?.given,
    );
    if (others.length) this.turnTo(others[Math.floor(Math.random() * others.length)]);
    this.judged = null;
    this.control.value = this.control.value.map(() => "");
    this.keep();
    this.show(outcome("not attempted"));
    this.state._focus = [this.control.id, this.state._focus[1] + 1];
    this.tell("change:_focus");
  }

  /** @param {Draw} draw */
  turnTo(draw) {
    this.draw = draw;
    this.part("given").value = draw.given;
    this.hintsShown = 0;
    this.solutionShown = false;
    this.part("help").value = "";
  }

  /** Show the answer that was kept, unless it does not fit. @param {ProgressDocument | null} kept */
  showKept(kept) {
    const { name } = this.data;
    const answered = kept?.answers?.[name] ?? {};
    if (!this.fits(answered)) return;
    if (this.rules.kind === "steps") {
      const asked = this.rules.draws.find(({ draw }) => draw === (answered.draw ?? 0));
      if (!asked) return; // numbers that were drawn in JupyterLab, and are not in this page
      this.turnTo(asked);
    }
    this.control.value = answered.answer;
    this.moved = true;
    const { answer } = this;
    if (!(kept?.exercises?.[name]?.tried > 0) || answer === null) return;
    const judged = this.judge(answer);
    const known = kept?.judged?.[name]?.mark ?? "";
    if (known === "" || known === this.mark(answer, judged)) {
      this.judged = { answer, outcome: judged };
      this.show(judged);
    } else this.takeBack();
  }

  /** @param {{ answer?: any }} answered */
  fits({ answer }) {
    const { value } = this.control;
    const keys = () => this.control.options.map((/** @type {string[]} */ [key]) => key);
    const isTexts =
      Array.isArray(answer) && answer.every((/** @type {any} */ each) => typeof each === "string");
    switch (this.rules.kind) {
      case "number":
        return typeof answer === "string";
      case "choice":
        return keys().includes(answer);
      case "order":
        return isTexts && same([...answer].sort(), [...value].sort());
      case "steps":
        return isTexts && answer.length === value.length;
    }
  }
}

/**
 * Return the document with an entry that has changed.
 * @param {ProgressDocument} kept @param {string} section @param {string} name
 * @param {(entry: Record<string, any>) => Record<string, any>} change - what to set in the entry
 */
function withEntry(kept, section, name, change) {
  const entry = kept[section]?.[name] ?? {};
  const changed = { ...entry, ...change(entry) };
  return { ...kept, [section]: { ...kept[section], [name]: changed } };
}

/**
 * Return the tries with one more, as `Tries.and_one_more` does.
 * @param {Record<string, any>} entry @param {Outcome} judged
 */
function oneMore(entry, { status, misconception }) {
  const tried = (Number.isInteger(entry.tried) && entry.tried > 0 ? entry.tried : 0) + 1;
  const misconceptions = Array.isArray(entry.misconceptions) ? entry.misconceptions : [];
  if (entry.passed === true) return { tried, passed: true, misconceptions };
  if (status === "passed") return { tried, passed: true, misconceptions, passed_at: tried };
  const met = misconception === null ? [] : [misconception];
  return { tried, passed: false, misconceptions: [...misconceptions, ...met] };
}

/** @param {Element} root @param {Words} words @param {ProgressInPage} progress */
async function bringToLife(root, words, progress) {
  const stored = root.querySelector("script[type='application/json']");
  if (!stored) return;
  const exercise = new ExerciseOnPage(JSON.parse(stored.textContent ?? ""), words, progress);
  exercise.showKept(await progress.read());
  const live = document.createElement("div");
  root.replaceChildren(live);
  render({ model: exercise.model, el: live });
}

const stored = document.getElementById("bp-words");
if (stored) {
  const words = /** @type {Words} */ (JSON.parse(stored.textContent ?? ""));
  const progress = progressInBrowser(words.blank, words);
  for (const root of document.querySelectorAll(".bp-exercise-on-page")) {
    bringToLife(root, words, progress);
  }
}
