// The files that JupyterLite keeps in the browser. A page beside JupyterLite reads and writes them
// too, so that a learner has one progress file, wherever they answer.

/**
 * The name of JupyterLite's storage, and of its part that holds the files. Sites at one address, as
 * those of one owner on GitHub Pages, share it.
 */
const STORAGE = "Back-propagation under your finger";
const FILES = "files";

/**
 * A file or a folder as JupyterLite keeps it.
 * @typedef {{
 *   name: string, path: string, type: string, format: string | null, mimetype: string,
 *   content: any, size: number, created: string, last_modified: string, writable: boolean,
 * }} Kept
 */

/**
 * Do something with the kept files in one step: nobody else writes in between. Meanwhile `action`
 * may wait for what it asks of the files, and for nothing else.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(files: IDBObjectStore) => Promise<T>} action
 * @returns {Promise<T>}
 */
export async function inOneStep(mode, action) {
  const storage = await opened();
  try {
    const transaction = storage.transaction(FILES, mode);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
    done.catch(() => {}); // it is awaited below, unless the action fails first
    const result = await action(transaction.objectStore(FILES));
    await done;
    return result;
  } finally {
    storage.close(); // JupyterLite could not change its storage while it is open here
  }
}

/**
 * Return what the files answer.
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function answerTo(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @returns {Promise<IDBDatabase>} */
async function opened() {
  const storage = await opening();
  if (storage.objectStoreNames.contains(FILES)) return storage;
  storage.close();
  return opening(storage.version + 1);
}

/** @param {number} [version] @returns {Promise<IDBDatabase>} */
function opening(version) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(STORAGE, version);
    request.onupgradeneeded = () => {
      if (!request.result.objectStoreNames.contains(FILES)) request.result.createObjectStore(FILES);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("another tab holds the storage"));
  });
}

/** @returns {Promise<string[]>} */
export const keptPaths = () =>
  inOneStep("readonly", async (files) => (await answerTo(files.getAllKeys())).map(String));

/**
 * Return the text of a file, or undefined if there is none.
 * @param {string} path
 * @returns {Promise<string | undefined>}
 */
export function readText(path) {
  return inOneStep("readonly", async (files) => {
    const kept = await answerTo(files.get(path));
    return kept && textOf(kept);
  });
}

/** @param {Kept} kept @returns {string} */
export function textOf({ format, content }) {
  if (format === "json") return JSON.stringify(content);
  if (format !== "base64") return content;
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/**
 * Replace the text of a file by what `change` makes of it, in one step.
 * @param {string} path
 * @param {(text: string | undefined) => string} change
 */
export function changeText(path, change) {
  return inOneStep("readwrite", async (files) => {
    const kept = await answerTo(files.get(path));
    const text = change(kept && textOf(kept));
    await putText(files, path, text, kept);
  });
}

/**
 * Put a text into a file.
 * @param {IDBObjectStore} files
 * @param {string} path
 * @param {string} text
 * @param {Kept} [kept] - what was there
 */
export function putText(files, path, text, kept) {
  return answerTo(files.put({ ...described(path, kept), ...asText(text) }, path));
}

/** @param {string} text */
function asText(text) {
  const size = new TextEncoder().encode(text).length;
  return { type: "file", format: "text", mimetype: "application/json", content: text, size };
}

/** @param {string} path @param {Kept} [kept] */
function described(path, kept) {
  const now = new Date().toISOString();
  const name = path.split("/").at(-1);
  return { name, path, created: kept?.created ?? now, last_modified: now, writable: true };
}

/**
 * Move a file into a folder, which is made if there is none. A file that is there stays.
 * @param {IDBObjectStore} files
 * @param {Kept} kept
 * @param {string} folder
 * @returns {Promise<string>} its new path
 */
export async function moveInto(files, kept, folder) {
  let place = folder;
  for (let count = 2; await answerTo(files.getKey(`${place}/${kept.path}`)); count++) {
    place = `${folder}-${count}`;
  }
  const path = `${place}/${kept.path}`;
  const empty = { type: "directory", format: "json", mimetype: "", content: null, size: 0 };
  await answerTo(files.put({ ...described(place), ...empty }, place));
  await answerTo(files.put({ ...kept, path }, path));
  await answerTo(files.delete(kept.path));
  return path;
}
