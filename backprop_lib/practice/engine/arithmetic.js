// Numbers in a page: read and written as Python's `notation` does, and formulas of named numbers.

/**
 * What `notation.reading_rules` hands on.
 * @typedef {{ signs: Record<string, string>, raised: Record<string, string>, longest: number,
 *   longest_word: number, not_a_number: string, more_than_a_number: string,
 *   only_the_number: string }} ReadingRules
 * @typedef {(numbers: Record<string, number>) => number} Formula
 */

// What Python takes for a space and for a letter differs a little from what JavaScript does.
export const SPACE =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const AT_ENDS = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "gu");
const NAME_BEFORE = new RegExp(
  `^[\\p{L}\\p{Nl}\\p{No}_][\\p{L}\\p{N}_*/]*[${SPACE}]*=[${SPACE}]*`,
  "u",
);
const POWER = /[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+/gu;
const GROUPED = /(?<![\d.,])[1-9]\d{0,2}([, \t\n\r\f\v'])\d{3}(?:\1\d{3})*(?![\d,])/g;
const LEADING_ZEROS = /(?<![\d.,eE_])0+(?=\d)/g;
const DECIMAL_COMMA = /^\d*,\d+$/;
const SUM = /^[\d \t\n\r\f\v.eE_+*/()-]+$/;
const NOT_OF_A_NUMBER = new RegExp(
  `[^\\p{Nd}${SPACE}.,eE_+*/()^−\\-][^\\p{Nd}${SPACE}.,+*/()^−\\-]*`,
  "gu",
);
const DIGITS_ = "\\d(?:_?\\d)*";
const TOKEN = new RegExp(
  `[ \\t\\f]*(?:((?:${DIGITS_}\\.?(?:${DIGITS_})?|\\.${DIGITS_})(?:[eE][+-]?${DIGITS_})?)` +
    "|([\\p{L}_][\\p{L}\\p{N}_]*)|(\\*\\*|[-+*/()]))",
  "uy",
);
const WHOLE = /^[\d_]+$/;
const WHOLE_IN_PYTHON = /^(?:0[0_]*|[1-9][\d_]*)$/;

/** Return a text without the spaces at its ends. @param {string} text */
export const stripped = (text) => text.replace(AT_ENDS, "");

/** Put values, one after another, where a template has {}. @param {string} template */
export function filled(template, /** @type {(string | number)[]} */ ...values) {
  return template.replace(/\{\}/g, () => String(values.shift()));
}

/**
 * Return the number in what was typed, or why there is none.
 * @param {string} text @param {ReadingRules} rules
 * @returns {{ value: number, trouble: string }}
 */
export function readNumber(text, rules) {
  const typed = stripped(text);
  const letters = [...typed];
  const shown = letters.length <= rules.longest ? typed : `${start(letters, rules.longest)}…`;
  /** @param {string} about */
  const none = (about) => ({ value: NaN, trouble: notANumber(`“${shown}”`, about, rules) });
  let plain = inPlainSigns(typed, rules);
  if (DECIMAL_COMMA.test(plain.replace(/^[+\- ]+/, ""))) plain = plain.replaceAll(",", ".");
  if ([...plain].length > rules.longest || !SUM.test(plain)) return none(typed);
  /** @type {Formula} */
  let formula;
  try {
    formula = readFormula(stripped(plain));
  } catch {
    return none(typed);
  }
  const value = valueOf(formula, {});
  return Number.isFinite(value) ? { value, trouble: "" } : none("");
}

/** @param {string[]} letters @param {number} count */
const start = (letters, count) => letters.slice(0, count).join("");

/** @param {string} typed @param {ReadingRules} rules */
function inPlainSigns(typed, { signs, raised }) {
  return Array.from(
    typed
      .replace(NAME_BEFORE, "")
      .replace(POWER, (power) => `**(${Array.from(power, (sign) => raised[sign]).join("")})`),
    (sign) => signs[sign] ?? sign,
  )
    .join("")
    .replace(GROUPED, (grouped, separator) => grouped.replaceAll(separator, ""))
    .replace(LEADING_ZEROS, "");
}

/** @param {string} quoted @param {string} typed @param {ReadingRules} rules */
function notANumber(quoted, typed, rules) {
  if (!/\p{Nd}/u.test(typed)) return filled(rules.not_a_number, quoted);
  const found = typed.match(NOT_OF_A_NUMBER) ?? [];
  if (found.length === 1 && [...found[0]].length <= rules.longest_word) {
    return filled(rules.only_the_number, quoted, found[0]);
  }
  return filled(rules.more_than_a_number, quoted);
}

/**
 * Return the value of a formula, or NaN if there is none.
 * @param {Formula} formula @param {Record<string, number>} numbers
 */
export function valueOf(formula, numbers) {
  try {
    return formula(numbers);
  } catch {
    return NaN;
  }
}

/**
 * Return a formula that is written as in Python, of + − * / ** and abs. Nothing is evaluated as
 * code.
 * @param {string} text @param {string[]} [names] - the numbers that it may use
 * @returns {Formula}
 */
export function readFormula(text, names = []) {
  const tokens = tokensOf(text);
  let at = 0;
  /** @param {string[]} wanted */
  const take = (...wanted) => (wanted.includes(tokens[at]) ? tokens[at++] : "");
  /** @param {() => Formula} part @param {string[]} signs @returns {Formula} */
  const chain = (part, ...signs) => {
    let left = part();
    for (let sign = take(...signs); sign; sign = take(...signs)) {
      left = OPERATIONS[sign](left, part());
    }
    return left;
  };
  /** @returns {Formula} */
  const sum = () => chain(term, "+", "-");
  /** @returns {Formula} */
  const term = () => chain(factor, "*", "/");
  /** @returns {Formula} */
  function factor() {
    const sign = take("+", "-");
    if (sign) {
      const operand = factor();
      return sign === "-" ? (numbers) => -operand(numbers) : operand;
    }
    const base = atom();
    return take("**") ? OPERATIONS["**"](base, factor()) : base;
  }
  /** @returns {Formula} */
  function atom() {
    const token = tokens[at++];
    if (token === "(") return closed();
    if (token === "abs" && names.length && take("(")) {
      const inside = closed();
      return (numbers) => Math.abs(inside(numbers));
    }
    if (names.includes(token)) return (numbers) => numbers[token];
    const value = numberIn(token ?? "");
    return () => value;
  }
  function closed() {
    const inside = sum();
    if (!take(")")) throw new SyntaxError();
    return inside;
  }
  const formula = sum();
  if (at < tokens.length) throw new SyntaxError();
  return formula;
}

/** @param {string} text */
function tokensOf(text) {
  const tokens = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < text.length; ) {
    const found = TOKEN.exec(text);
    if (!found) throw new SyntaxError();
    tokens.push(found[1] ?? found[2] ?? found[3]);
  }
  return tokens;
}

/** @param {string} token */
function numberIn(token) {
  if (!/^[\d.]/.test(token)) throw new SyntaxError();
  if (WHOLE.test(token) && !WHOLE_IN_PYTHON.test(token)) throw new SyntaxError();
  return Number(token.replaceAll("_", ""));
}

/** @type {Record<string, (left: Formula, right: Formula) => Formula>} */
const OPERATIONS = {
  "+": (left, right) => (numbers) => left(numbers) + right(numbers),
  "-": (left, right) => (numbers) => left(numbers) - right(numbers),
  "*": (left, right) => (numbers) => left(numbers) * right(numbers),
  "/": (left, right) => (numbers) => divided(left(numbers), right(numbers)),
  "**": (left, right) => (numbers) => toThePower(left(numbers), right(numbers)),
};

// Where Python raises an error, these do, too.

/** @param {number} left @param {number} right */
function divided(left, right) {
  if (right === 0) throw new RangeError();
  return left / right;
}

/** @param {number} base @param {number} exponent */
function toThePower(base, exponent) {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  const power = exponent === 2 ? base * base : base ** exponent;
  const finite = Number.isFinite(base) && Number.isFinite(exponent);
  if (finite && !Number.isFinite(power)) throw new RangeError();
  return power;
}

/**
 * Return a number as a person writes it, with at most this many significant digits.
 * @param {number} value @param {number} digits
 */
export function number(value, digits) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const sign = value < 0 ? "−" : "";
  const [mantissa, power] = rounded(Math.abs(value), digits).split("e");
  const exponent = Number(power);
  const trimmed = (/** @type {string} */ text) => text.replace(/\.?0+$/, "");
  if (exponent < -4 || exponent >= digits) {
    const raised = Array.from(String(exponent), (digit) => SUPERSCRIPT[digit]).join("");
    const short = mantissa.includes(".") ? trimmed(mantissa) : mantissa;
    return short === "1" ? `${sign}10${raised}` : `${sign}${short}·10${raised}`;
  }
  const all = mantissa.replace(".", "");
  const whole = exponent < 0 ? "0" : all.slice(0, exponent + 1);
  const rest = exponent < 0 ? "0".repeat(-exponent - 1) + all : all.slice(exponent + 1);
  return sign + (rest ? trimmed(`${whole}.${rest}`) : whole);
}

/** @type {Record<string, string>} */
const SUPERSCRIPT = Object.fromEntries(
  Array.from("-0123456789", (digit, place) => [digit, Array.from("⁻⁰¹²³⁴⁵⁶⁷⁸⁹")[place]]),
);

/**
 * Return a positive number in the form 1.5e-3. Python rounds a number half-way between two to the
 * even digit, JavaScript to the larger one.
 * @param {number} value @param {number} digits
 */
function rounded(value, digits) {
  const [mantissa, power] = value.toExponential(60).split("e");
  const even = /[02468]\.?$/.test(mantissa.slice(0, digits + 1));
  const half = /^50*$/.test(mantissa.slice(digits + 1));
  if (even && half) return `${mantissa.slice(0, digits + 1)}e${power}`;
  return value.toExponential(digits - 1);
}
