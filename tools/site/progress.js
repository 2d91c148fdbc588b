// The landing page's view of a learner's progress: how far they are, and the file out and in.

import { changeText, readText } from "../../backprop_lib/practice/engine/browser_files.js";

const PATH = "progress.json";
const VERSION = 1; // of records.py

/** @typedef {Record<string, any>} Entries */

/**
 * Return the progress in a text.
 * @param {string} text
 * @returns {Record<string, any>}
 */
function parsed(text) {
  let document;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Error("It is not JSON.");
  }
  const isProgress = document instanceof Object && !Array.isArray(document) && "version" in document;
  if (!isProgress) throw new Error("It is not a progress file of this course.");
  if (document.version !== VERSION) throw new Error(`Its version is not ${VERSION}.`);
  return document;
}

/**
 * Return what is in either of two progress files. If both know something, what was brought counts;
 * of two records of tries, the better one does.
 * @param {Record<string, any>} here
 * @param {Record<string, any>} brought
 */
function joined(here, brought) {
  const both = { ...here, ...brought };
  for (const [section, entries] of Object.entries(here)) {
    if (!(entries instanceof Object) || !(brought[section] instanceof Object)) continue;
    both[section] = { ...entries, ...brought[section] };
    if (section !== "exercises") continue;
    for (const [name, entry] of Object.entries(entries)) {
      if (isBetter(entry, both.exercises[name])) both.exercises[name] = entry;
    }
  }
  return both;
}

/** @param {Entries} one @param {Entries} other */
function isBetter(one, other) {
  if (Boolean(one.passed) !== Boolean(other.passed)) return Boolean(one.passed);
  return (one.tried ?? 0) > (other.tried ?? 0);
}

/** @param {Record<string, any>} document */
const written = (document) => `${JSON.stringify(document, null, 1)}\n`;

/** Let the two buttons do what they say, and show their section. */
function offer() {
  const section = document.getElementById("progress");
  const said = document.getElementById("progress-said");
  if (!section || !said) return;
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json,application/json";
  input.addEventListener("change", async () => {
    const [file] = input.files ?? [];
    input.value = ""; // so that the same file can be brought again
    if (!file) return;
    said.textContent = await bring(file).catch(
      (error) => `${file.name} was not taken. ${error.message}`,
    );
    await show();
  });
  document.getElementById("bring-progress")?.addEventListener("click", () => input.click());
  document.getElementById("save-progress")?.addEventListener("click", async () => {
    said.textContent = await save().catch((error) => error.message);
  });
  section.hidden = false;
}

async function save() {
  const text = await readText(PATH);
  if (!text) return "Nothing is kept in this browser yet.";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = PATH;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return `Saved as ${PATH}. On a computer with the course, it belongs into the folder notebooks.`;
}

/** @param {string} text */
function readable(text) {
  try {
    return parsed(text);
  } catch {
    return {};
  }
}

/** @param {File} file */
async function bring(file) {
  const brought = parsed(await file.text());
  let kept = "";
  await changeText(PATH, (text) => {
    if (!text) return written(brought);
    kept = text;
    return written(joined(readable(text), brought));
  });
  if (!kept) return `${file.name} is now your progress in this browser.`;
  const before = `progress.before-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.json`;
  await changeText(before, () => kept);
  return `${file.name} is joined with your progress in this browser. What was here is kept as ${before}.`;
}

/** Show how many exercises of each notebook were passed. */
async function show() {
  const text = await readText(PATH);
  const passed = readable(text ?? "").exercises ?? {};
  for (const place of document.querySelectorAll("[data-exercises]")) {
    const names = (place.getAttribute("data-exercises") ?? "").split(" ").filter(Boolean);
    const done = names.filter((name) => passed[name]?.passed).length;
    place.textContent = done ? `${done} of ${names.length} exercises passed` : "";
  }
}

offer();
show().catch((error) => console.warn("this browser keeps no progress", error));
// What was answered in another tab shows when this one is looked at again.
addEventListener("focus", () => show().catch(() => {}));
