// The mark of an answer, the same as Python's `fingerprint` makes of it.

/**
 * Return eight hexadecimal digits that are the same for the same answer and the same words.
 * @param {string | string[]} answer @param {...string} more
 */
export function fingerprint(answer, ...more) {
  const written = Array.isArray(answer)
    ? `[${answer.map(asPython).join(", ")}]`
    : asPython(answer);
  const text = [written.replace(/ at 0x[0-9a-f]+/gi, ""), ...more].join("\0");
  return sha256(new TextEncoder().encode(text.replace(/\p{Cs}/gu, "?"))).slice(0, 8);
}

/** Return a text as Python's `repr` writes it. @param {string} text */
export function asPython(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const letters = Array.from(text, (letter) => {
    if (letter === quote || letter === "\\") return `\\${letter}`;
    if (letter in ESCAPED) return ESCAPED[letter];
    if (letter === " " || !/[\p{C}\p{Z}]/u.test(letter)) return letter;
    const code = /** @type {number} */ (letter.codePointAt(0));
    const hex = code.toString(16);
    if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
    return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
  });
  return quote + letters.join("") + quote;
}

/** @type {Record<string, string>} */
const ESCAPED = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const PRIMES = [...Array(312).keys()].filter(
  (n) => n > 1 && ![...Array(n).keys()].some((divisor) => divisor > 1 && n % divisor === 0),
);
const fraction = (/** @type {number} */ root) => ((root % 1) * 2 ** 32) | 0;
const FIRST = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const CONSTANTS = PRIMES.map((prime) => fraction(Math.cbrt(prime)));

/**
 * Return the SHA-256 digest of these bytes. (`crypto.subtle` is missing on plain http, on which a
 * school may serve the pages.)
 * @param {Uint8Array} bytes
 */
function sha256(bytes) {
  const size = Math.ceil((bytes.length + 9) / 64) * 64;
  const view = new DataView(new ArrayBuffer(size));
  new Uint8Array(view.buffer).set(bytes);
  view.setUint8(bytes.length, 0x80);
  view.setUint32(size - 8, Math.floor((bytes.length * 8) / 2 ** 32));
  view.setUint32(size - 4, bytes.length * 8);
  const turned = (/** @type {number} */ word, /** @type {number} */ by) =>
    (word >>> by) | (word << (32 - by));
  let hash = FIRST;
  for (let block = 0; block < size; block += 64) {
    /** @type {number[]} */
    const words = [];
    let [a, b, c, d, e, f, g, h] = hash;
    CONSTANTS.forEach((constant, i) => {
      if (i < 16) words.push(view.getInt32(block + 4 * i));
      else {
        const [early, late] = [words[i - 15], words[i - 2]];
        const one = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
        const two = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
        words.push((words[i - 16] + one + words[i - 7] + two) | 0);
      }
      const mixed = (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g));
      const next = (h + mixed + constant + words[i]) | 0;
      const most = (a & b) ^ (a & c) ^ (b & c);
      const last = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + most;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + next) | 0, c, b, a, (next + last) | 0];
    });
    hash = [a, b, c, d, e, f, g, h].map((word, place) => (word + hash[place]) | 0);
  }
  return hash.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}
