// The learner's progress as a page keeps it: the progress file of JupyterLite beside the page, so
// that what is answered here counts there, and the other way round.

import { changeText, readText } from "./browser_files.js";

/**
 * Where progress is kept. `change` reads the document anew, changes it and writes it in one step,
 * so that pages that are open side by side keep each other's entries. `kept` waits for
 * all changes and returns whether they are written.
 * @typedef {Record<string, any>} ProgressDocument
 * @typedef {{
 *   read(): Promise<ProgressDocument | null>,
 *   change(fn: (document: ProgressDocument) => ProgressDocument): Promise<void>,
 *   kept(): Promise<boolean>,
 *   unreportedTrouble(): string,
 * }} ProgressInPage
 */

const PROGRESS = "progress.json";
// A kernel of JupyterLite reads and writes in two steps, within a fraction of these milliseconds.
const CROSSING = 10_000;
const MOMENT = 1000;

/**
 * An entry that this page wrote, and all that it has replaced, as JSON.
 * @typedef {{ section: string, name: string, entry: any, replaced: string[], at: number }} Written
 */

/**
 * Keep progress in the browser's storage for this site, or in memory if that is refused.
 * @param {ProgressDocument} blank - the document in which nothing is kept yet
 * @param {{ cannot_save: string, could_not_be_read: string }} words
 * @returns {ProgressInPage}
 */
export function progressInBrowser(blank, words) {
  let latest = blank; // what was last known of the file, and what could not be written since
  /** @type {((document: ProgressDocument) => ProgressDocument)[]} */
  let unsaved = [];
  let trouble = "";
  let reported = "";

  // Changes are made one after the other, in the order in which a person made them.
  let last = Promise.resolve();
  let waiting = 0;
  const root = document.documentElement;

  /** @param {string | undefined} text */
  const readable = (text) => (text?.trim() ? documentIn(text, blank) : { ...blank });

  /** @type {Map<string, Written>} */
  const own = new Map();

  /** @param {(document: ProgressDocument) => ProgressDocument} fn */
  async function keep(fn) {
    latest = fn(latest);
    unsaved.push(fn);
    try {
      await setAsideUnreadable();
      await changeText(PROGRESS, (text) => {
        const before = putBack(readable(text) ?? { ...blank });
        const after = unsaved.reduce((document, change) => change(document), before);
        remember(before, after);
        latest = after;
        return written(after);
      });
      unsaved = [];
      setTimeout(() => queue(lookAgain), MOMENT);
    } catch (error) {
      console.warn("progress is not written", error);
      trouble = words.cannot_save;
    }
  }

  async function setAsideUnreadable() {
    const text = await readText(PROGRESS);
    if (readable(text)) return;
    await changeText(`progress.unread-${Date.now()}.json`, () => text ?? "");
    trouble = words.could_not_be_read;
  }

  /** @param {ProgressDocument} before @param {ProgressDocument} after */
  function remember(before, after) {
    for (const section of Object.keys(blank).filter((key) => key !== "version")) {
      for (const [name, entry] of Object.entries(after[section])) {
        const replaced = JSON.stringify(before[section][name]) ?? "";
        if (JSON.stringify(entry) === replaced) continue;
        const earlier = own.get(`${section} ${name}`)?.replaced ?? [];
        const all = [...earlier, replaced];
        own.set(`${section} ${name}`, { section, name, entry, replaced: all, at: Date.now() });
      }
    }
  }

  /**
   * Return the document with what this page wrote, where a kernel has brought back what was there
   * before: it had read the file before this page wrote, and wrote it after.
   * @param {ProgressDocument} document
   */
  function putBack(document) {
    let whole = document;
    for (const [key, { section, name, entry, replaced, at }] of own) {
      if (Date.now() - at > CROSSING) own.delete(key);
      else if (replaced.includes(JSON.stringify(document[section][name]) ?? "")) {
        whole = { ...whole, [section]: { ...whole[section], [name]: entry } };
      }
    }
    return whole;
  }

  async function lookAgain() {
    const text = await readText(PROGRESS);
    const document = text === undefined ? null : readable(text); // deleted, to start anew
    if (!document || putBack(document) === document) return;
    await changeText(PROGRESS, (now) => {
      const latest = readable(now);
      return latest ? written(putBack(latest)) : (now ?? "");
    });
    setTimeout(() => queue(lookAgain), MOMENT);
  }

  /** @param {() => Promise<void>} action */
  function queue(action) {
    root.toggleAttribute("data-keeping", ++waiting > 0);
    last = last
      .then(action)
      .catch((error) => console.warn("progress is not kept", error))
      .finally(() => root.toggleAttribute("data-keeping", --waiting > 0));
    return last;
  }

  return {
    async read() {
      if (unsaved.length) return latest;
      try {
        const document = readable(await readText(PROGRESS));
        if (document) latest = document;
        return document;
      } catch {
        trouble = words.cannot_save;
        return latest;
      }
    },
    change: (fn) => queue(() => keep(fn)),
    kept: () => last.then(() => !unsaved.length),
    unreportedTrouble() {
      const now = trouble === reported ? "" : trouble;
      reported = trouble;
      return now;
    },
  };
}

/** @param {ProgressDocument} document */
export const written = (document) => `${JSON.stringify(document, null, 1)}\n`;

/**
 * Return the document in a text, with all sections of a blank one; null if it does not fit.
 * @param {string} text @param {ProgressDocument} blank @returns {ProgressDocument | null}
 */
export function documentIn(text, blank) {
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
