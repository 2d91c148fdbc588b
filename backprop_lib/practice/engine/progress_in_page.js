// The learner's progress as a page keeps it: the progress file of JupyterLite beside the page, so
// that what is answered here counts there, and the other way round.

import { changeText, readText } from "./browser_files.js";

/**
 * Where progress is kept. `change` reads the document anew, changes it and writes it in one step,
 * so that pages that are open side by side keep each other's entries. `kept` waits until all
 * changes are written.
 * @typedef {Record<string, any>} ProgressDocument
 * @typedef {{
 *   read(): Promise<ProgressDocument | null>,
 *   change(fn: (document: ProgressDocument) => ProgressDocument): Promise<void>,
 *   kept(): Promise<void>,
 *   unreportedTrouble(): string,
 * }} ProgressInPage
 */

const PROGRESS = "progress.json";

/**
 * Keep progress in the browser's storage for this site, or in memory if that is refused.
 * @param {ProgressDocument} blank - the document in which nothing is kept yet
 * @param {{ cannot_save: string, could_not_be_read: string }} words
 * @returns {ProgressInPage}
 */
export function progressInBrowser(blank, words) {
  /** @type {ProgressDocument | null} */
  let inMemory = null;
  let trouble = "";
  let reported = "";

  // Changes are made one after the other, in the order in which a person made them.
  let last = Promise.resolve();
  let waiting = 0;
  const root = document.documentElement;

  /** @param {string | undefined} text */
  const readable = (text) => (text?.trim() ? documentIn(text, blank) : { ...blank });

  /** @param {(document: ProgressDocument) => ProgressDocument} fn */
  async function keep(fn) {
    if (inMemory) {
      inMemory = fn(inMemory);
      return;
    }
    let unread = "";
    try {
      await changeText(PROGRESS, (text) => {
        const document = readable(text);
        unread = document ? "" : (text ?? "");
        return `${JSON.stringify(fn(document ?? { ...blank }), null, 1)}\n`;
      });
      if (unread) {
        trouble = words.could_not_be_read;
        await changeText(`progress.unread-${Date.now()}.json`, () => unread);
      }
    } catch {
      inMemory = fn({ ...blank });
      trouble = words.cannot_save;
    }
  }

  return {
    async read() {
      if (inMemory) return inMemory;
      try {
        const text = await readText(PROGRESS);
        return text === undefined ? null : readable(text);
      } catch {
        trouble = words.cannot_save;
        return null;
      }
    },
    change(fn) {
      root.toggleAttribute("data-keeping", ++waiting > 0);
      last = last.then(() => keep(fn)).finally(() => {
        root.toggleAttribute("data-keeping", --waiting > 0);
      });
      return last;
    },
    kept: () => last,
    unreportedTrouble() {
      const now = trouble === reported ? "" : trouble;
      reported = trouble;
      return now;
    },
  };
}

/** @param {string} text @param {ProgressDocument} blank @returns {ProgressDocument | null} */
function documentIn(text, blank) {
  try {
    const document = JSON.parse(text);
    const isObject = (/** @type {any} */ value) =>
      typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isObject(document) || document.version !== blank.version) return null;
    const whole = { ...blank, ...document };
    const sections = Object.keys(blank).filter((key) => key !== "version");
    const fits = sections.every(
      (key) => isObject(whole[key]) && Object.values(whole[key]).every(isObject),
    );
    return fits ? whole : null;
  } catch {
    return null;
  }
}
