// The learner's progress as a page keeps it: the document of `progress.json`, in the browser.

/**
 * Where progress is kept. `change` reads the document anew, changes it and writes it, so that pages
 * that are open side by side keep each other's entries.
 * @typedef {Record<string, any>} ProgressDocument
 * @typedef {{
 *   read(): Promise<ProgressDocument | null>,
 *   change(fn: (document: ProgressDocument) => ProgressDocument): Promise<void>,
 *   unreportedTrouble(): string,
 * }} ProgressInPage
 */

const PLACE = "backprop_lib progress.json";

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

  function load() {
    if (inMemory) return inMemory;
    /** @type {string | null} */
    let text = null;
    try {
      text = localStorage.getItem(PLACE);
    } catch {
      trouble = words.cannot_save;
    }
    return text ? (documentIn(text, blank) ?? setAside(text)) : null;
  }

  /** @param {string} text */
  function setAside(text) {
    try {
      let count = 1;
      while (localStorage.getItem(`${PLACE} unread ${count}`) !== null) count += 1;
      localStorage.setItem(`${PLACE} unread ${count}`, text);
      localStorage.removeItem(PLACE);
      trouble = words.could_not_be_read;
    } catch {
      inMemory = blank; // what cannot be moved out of the way is not written over
      trouble = words.cannot_save;
    }
    return null;
  }

  return {
    async read() {
      return load();
    },
    async change(fn) {
      const changed = fn({ ...blank, ...load() });
      if (inMemory) {
        inMemory = changed;
        return;
      }
      try {
        localStorage.setItem(PLACE, JSON.stringify(changed));
      } catch {
        inMemory = changed;
        trouble = words.cannot_save;
      }
    },
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
