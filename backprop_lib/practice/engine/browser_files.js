// The files that JupyterLite keeps in the browser. A page beside JupyterLite reads and writes them
// too, so that a learner has one progress file, wherever they answer.

/** The name of JupyterLite's storage, and of its part that holds the files. */
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
 * Do something with the kept files, and return what it requested last.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(files: IDBObjectStore) => IDBRequest<T>} action
 * @returns {Promise<T>}
 */
async function inStorage(mode, action) {
  const storage = await opened();
  try {
    const transaction = storage.transaction(FILES, mode);
    const request = action(transaction.objectStore(FILES));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
    return request.result;
  } finally {
    storage.close(); // JupyterLite could not change its storage while it is open here
  }
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
  });
}

/** @param {string} path @returns {Promise<Kept | undefined>} */
export const keptFile = (path) => inStorage("readonly", (files) => files.get(path));

/** @returns {Promise<string[]>} */
export const keptPaths = () =>
  inStorage("readonly", (files) => /** @type {any} */ (files.getAllKeys()));

/** @param {string} path */
export const removeFile = (path) => inStorage("readwrite", (files) => files.delete(path));

/**
 * Return the text of a file, or undefined if there is none.
 * @param {string} path
 */
export async function readText(path) {
  const kept = await keptFile(path);
  return kept && textOf(kept);
}

/** @param {Kept} kept @returns {string} */
function textOf({ format, content }) {
  if (format === "json") return JSON.stringify(content);
  if (format !== "base64") return content;
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/**
 * Replace the text of a file by what `change` makes of it, in one step: nobody writes in between.
 * @param {string} path
 * @param {(text: string | undefined) => string} change
 */
export function changeText(path, change) {
  return inStorage("readwrite", (files) => {
    const request = files.get(path);
    request.onsuccess = () => {
      const kept = request.result;
      const text = change(kept && textOf(kept));
      files.put({ ...described(path, kept), ...asText(text) }, path);
    };
    return request;
  });
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
 * Move a file into a folder, which is made if there is none.
 * @param {string} path
 * @param {string} folder
 */
export function moveInto(path, folder) {
  return inStorage("readwrite", (files) => {
    const request = files.get(path);
    request.onsuccess = () => {
      const target = `${folder}/${path}`;
      const empty = { type: "directory", format: "json", mimetype: "", content: null, size: 0 };
      files.put({ ...described(folder), ...empty }, folder);
      files.put({ ...request.result, path: target }, target);
      files.delete(path);
    };
    return request;
  });
}
