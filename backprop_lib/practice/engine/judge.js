// Judges an answer on a page without a kernel: the same outcomes, in the same words, as Python's.
// What Python knows of an exercise, and all words, come from `without_kernel.py`.

import { same } from "../../interface/line.js";
import {
  SPACE,
  filled,
  number,
  readFormula,
  readNumber,
  stripped,
  valueOf,
} from "./arithmetic.js";
import { fingerprint } from "./fingerprint.js";

/**
 * @typedef {import("./arithmetic.js").Formula} Formula
 * @typedef {import("./arithmetic.js").ReadingRules} ReadingRules
 * @typedef {{ status: string, message: string, misconception: string | null }} Outcome
 * @typedef {{ panel: string, blank_panel: string, words: string, text: string, verdict: string }}
 *   StatusWords  How an outcome is shown; {} stands for its message.
 * @typedef {{ reading: ReadingRules, statuses: Record<string, StatusWords>,
 *   verdicts: Record<string, [string, string]>, steps: Record<string, string>, digits: number,
 *   not_the_number: string, wrong_place: string, changed: string, no_more_hints: string,
 *   cannot_save: string, could_not_be_read: string, blank: Record<string, any> }} Words
 * @typedef {{ key: string, advice: string }} Mistake
 * @typedef {{ formula: string, names: string[] }} WrittenRule
 * @typedef {{ kind: "number", takeaway: string, answer: number, tolerance: number,
 *   accepted: [number, number] | null, mistakes: (Mistake & { wrong: number })[] }} NumberRules
 * @typedef {{ kind: "choice", outcomes: Record<string, Outcome> }} ChoiceRules
 * @typedef {{ kind: "order", takeaway: string, steps: [string, string][], right: string[][],
 *   mistakes: (Mistake & { wrong: string[] })[] }} OrderRules
 * @typedef {{ draw: number, example: Record<string, number>, given: string, solution: string }}
 *   Draw
 * @typedef {{ name: string, label: string, right: WrittenRule,
 *   mistakes: (Mistake & { rule: WrittenRule })[] }} StepLine
 * @typedef {{ kind: "steps", takeaway: string, labels: Record<string, string>,
 *   lines: StepLine[], draws: Draw[] }} StepRules
 * @typedef {NumberRules | ChoiceRules | OrderRules | StepRules} Rules
 * @typedef {{ kind: string, said: string, misconception: string | null }} Verdict
 * @typedef {Record<string, number[]>} Held  For each name the numbers with which to go on.
 */

const PLAIN = new RegExp(
  `^(?:[^\\n]*=)?[${SPACE}]*[-+−–]?[${SPACE}]*([0-9]*)[.,]?([0-9]*)[${SPACE}]*$`,
  "u",
);

/** @param {string} status @param {string} [message] @param {string | null} [misconception] */
export const outcome = (status, message = "", misconception = null) => ({
  status,
  message,
  misconception,
});

/**
 * Return the outcome for an answer. A worked step is judged with the numbers of a draw.
 * @param {Rules} rules @param {any} answer @param {Words} words @param {Draw} [draw]
 * @returns {Outcome}
 */
export function judge(rules, answer, words, draw) {
  switch (rules.kind) {
    case "number":
      return judgeNumber(rules, answer, words);
    case "choice":
      return rules.outcomes[answer];
    case "order":
      return judgeOrder(rules, answer, words);
    case "steps":
      return judgeSteps(rules, answer, words, draw ?? rules.draws[0]);
  }
}

/**
 * Return the mark by which this answer is recognised, as `Exercise.mark` does.
 * @param {Rules} rules @param {any} answer @param {Outcome} judged @param {Words} words
 * @param {Draw} [draw]
 */
export function mark(rules, answer, { status, message, misconception }, words, draw) {
  if (rules.kind === "number" && status === "incorrect" && misconception === null) {
    return fingerprint(answer, words.not_the_number);
  }
  const text = filled(words.statuses[status].text, message).trimEnd();
  return fingerprint(answer, ...(draw ? [`draw ${draw.draw}`] : []), text);
}

/** @param {NumberRules} rules @param {string} text @param {Words} words */
function judgeNumber(rules, text, words) {
  if (!stripped(text)) return outcome("not attempted");
  const { value, trouble } = readNumber(text, words.reading);
  if (trouble) return outcome("error", trouble);
  const is = (/** @type {number} */ wanted) =>
    Math.abs(value - wanted) <= rules.tolerance * Math.abs(wanted);
  const [least, largest] = rules.accepted ?? [];
  const right =
    least === undefined || largest === undefined
      ? is(rules.answer)
      : least <= value && value <= largest;
  if (right) return outcome("passed", rules.takeaway);
  const made = rules.mistakes.find(({ wrong }) => is(wrong));
  if (made) return outcome("incorrect", made.advice, made.key);
  return outcome("incorrect", filled(words.not_the_number, number(value, 10)));
}

/** @param {OrderRules} rules @param {string[]} order @param {Words} words */
function judgeOrder(rules, order, words) {
  if (rules.right.some((right) => same(right, order))) return outcome("passed", rules.takeaway);
  const made = rules.mistakes.find(({ wrong }) =>
    same(wrong, order.filter((step) => wrong.includes(step))),
  );
  if (made) return outcome("incorrect", made.advice, made.key);
  const place = order.findIndex((step, at) => step !== rules.steps[at][0]);
  const [, step] = rules.steps.find(([key]) => key === order[place]) ?? [];
  return outcome("incorrect", filled(words.wrong_place, place + 1, step ?? ""));
}

/** @param {StepRules} rules @param {string[]} texts @param {Words} words @param {Draw} draw */
function judgeSteps(rules, texts, words, draw) {
  const judged = verdicts(rules, texts, words, draw);
  for (const [place, { kind, said, misconception }] of judged.entries()) {
    const message = `${rules.lines[place].label}: ${said}`;
    if (kind === "wrong") return outcome("incorrect", message, misconception);
    if (kind === "error") return outcome("error", message);
  }
  if (judged.length === rules.lines.length) return outcome("passed", rules.takeaway);
  const { label } = rules.lines[judged.length];
  if (judged.length) return outcome("right so far", filled(words.steps.go_on, label));
  const begun = texts.some((text) => stripped(text));
  return outcome("not attempted", begun ? filled(words.steps.begin, label) : "");
}

/**
 * Return a verdict on each number, up to the first that is missing or cannot be read.
 * @param {StepRules} rules @param {string[]} texts @param {Words} words @param {Draw} draw
 */
export function verdicts(rules, texts, words, draw) {
  /** @type {Held} */
  const held = Object.fromEntries(
    Object.entries(draw.example).map(([name, value]) => [name, [value]]),
  );
  const right = rightNumbers(rules, draw);
  /** @type {Set<string>} */
  const off = new Set();
  /** @type {Verdict[]} */
  const given = [];
  for (const [place, line] of rules.lines.entries()) {
    const text = stripped(texts[place] ?? "");
    if (!text) break;
    const typed = readTyped(text, words);
    if (typed.trouble) return [...given, verdict("error", typed.trouble)];
    const [judged, own] = verdictOn(rules, line, typed, { held, off, right, draw }, words);
    held[line.name] = own;
    if (judged.kind !== "right") off.add(line.name);
    given.push(judged);
  }
  return given;
}

/** @param {string} kind @param {string} [said] @param {string | null} [misconception] */
const verdict = (kind, said = "", misconception = null) => ({ kind, said, misconception });

/**
 * A number as it was typed: its value, its digits, and the unit of the last one.
 * @typedef {{ value: number, trouble: string, digits: number, unit: number }} Typed
 * @param {string} text @param {Words} words @returns {Typed}
 */
function readTyped(text, words) {
  const plain = PLAIN.exec(text);
  const read = readNumber(plain ? text.replaceAll(",", ".") : text, words.reading);
  if (!plain) return { ...read, digits: 0, unit: 0 };
  const digits = `${plain[1]}${plain[2]}`.replace(/^0+/, "").length;
  return { ...read, digits, unit: Number(`1e-${plain[2].length}`) };
}

/** Return whether it is this value, maybe rounded or cut off.
 * @param {Typed} typed @param {number} value @param {Words} words */
function fits(typed, value, words) {
  const off = Math.abs(typed.value - value);
  if (off <= 1e-9 * Math.abs(value) + 1e-12) return true;
  return typed.digits >= words.digits && off < typed.unit * (1 - 1e-9);
}

/**
 * Return the verdict, and the numbers with which the learner may go on.
 * @param {StepRules} rules @param {StepLine} line @param {Typed} typed
 * @param {{ held: Held, off: Set<string>, right: Record<string, number>, draw: Draw }} so_far
 * @param {Words} words @returns {[Verdict, number[]]}
 */
function verdictOn(rules, line, typed, { held, off, right, draw }, words) {
  const { steps } = words;
  const following = [...values(line.right, held)].find((value) => fits(typed, value, words));
  const own = following === undefined ? [] : [typed.value, following];
  const doubtful = line.right.names.filter((name) => off.has(name));
  if (own.length && !doubtful.length) return [verdict("right"), own];
  const equation = (/** @type {string} */ name, whose = "") =>
    `${whose}${rules.labels[name]} = ${number(held[name][0], 10)}`;
  const before = listed(doubtful.map((name) => equation(name)));
  if (fits(typed, right[line.name], words)) {
    const said = own.length || !before ? "" : filled(steps.does_not_follow, before);
    return [verdict("right", said), [typed.value, right[line.name]]];
  }
  if (own.length) return [verdict("follows", filled(steps.follows, before)), own];
  /** @type {{ away: number, key: string, advice: string, value: number } | undefined} */
  let made;
  for (const { key, advice, rule } of line.mistakes) {
    for (const value of values(rule, held)) {
      const away = Math.abs(typed.value - value);
      const nearer = !made || away < made.away;
      if (fits(typed, value, words) && nearer) made = { away, key, advice, value };
    }
  }
  if (made) return [verdict("wrong", made.advice, made.key), [typed.value, made.value]];
  const [wanted] = values(line.right, held);
  const parts = line.right.names.map((name) => equation(name, name in draw.example ? "" : "your "));
  return [verdict("wrong", about(line, typed, wanted, parts, words)), [typed.value]];
}

/**
 * Return what to say of a wrong number that no known mistake makes.
 * @param {StepLine} line @param {Typed} typed @param {number} wanted @param {string[]} parts
 * @param {Words} words
 */
function about(line, typed, wanted, parts, words) {
  const { steps, digits } = words;
  const off = Math.abs(typed.value - wanted);
  const said = number(typed.value, 10);
  const isShort = 0 < typed.digits && typed.digits < digits;
  if (isShort && off <= (typed.unit / 2) * (1 + 1e-9)) return filled(steps.rounded, said);
  if (off <= 0.02 * Math.abs(wanted)) return filled(steps.close, said);
  const plain = { value: 0, trouble: "", digits: 0, unit: 0 };
  const shifts = [0.01, 0.1, 10, 100];
  if (shifts.some((shift) => fits({ ...plain, value: typed.value / shift }, wanted, words))) {
    return steps.point;
  }
  return filled(steps.not_right, said, line.label, listed(parts));
}

/** @type {Map<string, Formula>} */
const formulas = new Map();

/** @param {WrittenRule} rule @param {Record<string, number>} numbers */
function valueFrom({ formula, names }, numbers) {
  const known = formulas.get(formula) ?? readFormula(formula, [...names, "abs"]);
  formulas.set(formula, known);
  return valueOf(known, numbers);
}

/**
 * Yield the values of a rule. The one for the numbers as they were typed comes first.
 * @param {WrittenRule} rule @param {Held} held
 * @returns {Generator<number, void>}
 */
function* values(rule, held) {
  /** @type {Record<string, number>[]} */
  let all = [{}];
  for (const name of rule.names) {
    all = all.flatMap((numbers) => held[name].map((value) => ({ ...numbers, [name]: value })));
  }
  for (const numbers of all) yield valueFrom(rule, numbers);
}

/** @param {StepRules} rules @param {Draw} draw */
function rightNumbers(rules, draw) {
  const numbers = { ...draw.example };
  for (const { name, right } of rules.lines) numbers[name] = valueFrom(right, numbers);
  return numbers;
}

/** @param {string[]} parts */
function listed(parts) {
  const first = parts.slice(0, -1);
  const last = parts.at(-1) ?? "";
  return first.length ? `${first.join(", ")} and ${last}` : last;
}

/** Return plain text as HTML, as Python's `notation.as_html` does. @param {string} text */
export function asHtml(text) {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#x27;")
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .replaceAll("\n", "<br>");
}

/**
 * Return an outcome as HTML for a card, with what else the learner must know.
 * @param {Outcome} judged @param {Words} words @param {string} [note]
 */
export function panel({ status, message }, words, note = "") {
  const { panel: full, blank_panel: blank } = words.statuses[status];
  const more = note ? `<br>${asHtml(note)}` : "";
  return message || more ? filled(full, asHtml(message) + more) : blank;
}

/**
 * Return what the learner reads below an option.
 * @param {Outcome} judged @param {Words} words @param {string} [note]
 */
export function reason({ status, message }, words, note = "") {
  const more = note ? `<br>${asHtml(note)}` : "";
  return filled(words.statuses[status].words, asHtml(message) + more);
}

/**
 * Return a verdict for a line: its colour, and the words as HTML.
 * @param {Verdict} judged @param {Words} words
 */
export function shownVerdict({ kind, said }, words) {
  const [colour, template] = words.verdicts[kind];
  return [colour, filled(template, asHtml(said)).trimEnd()];
}
