// The landing page's view of a learner's progress: how far they are, and the file out and in.

import {
  answerTo,
  inOneStep,
  putText,
  readText,
  textOf,
} from "../../backprop_lib/practice/engine/browser_files.js";
import { documentIn, written } from "../../backprop_lib/practice/engine/progress_in_page.js";

const PATH = "progress.json";
const CANNOT_KEEP =
  "This browser lets this page keep nothing. A private window may be the reason.";
const NOT_PROGRESS = "it is not a progress file of this course.";
const blank = JSON.parse(document.getElementById("blank-progress")?.textContent ?? "{}");

/** @typedef {Record<string, any>} Entries */

const OF_AN_EXERCISE = ["exercises", "answers", "judged"];

/**
 * Return what is in either of two progress files. If both know something, what was brought counts;
 * an exercise that was passed only here keeps its entries.
 * @param {Record<string, any>} here
 * @param {Record<string, any>} brought
 */
function joined(here, brought) {
  const both = { ...here, ...brought };
  for (const [section, entries] of Object.entries(here)) {
    if (!(entries instanceof Object) || !(brought[section] instanceof Object)) continue;
    both[section] = { ...entries, ...brought[section] };
  }
  for (const [name, entry] of Object.entries(here.exercises)) {
    if (!entry.passed || both.exercises[name].passed) continue;
    for (const section of OF_AN_EXERCISE) {
      if (name in here[section]) both[section][name] = here[section][name];
    }
  }
  return both;
}

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
    said.textContent = await bring(file).catch(() => CANNOT_KEEP);
    await show();
  });
  document.getElementById("bring-progress")?.addEventListener("click", () => input.click());
  document.getElementById("save-progress")?.addEventListener("click", async () => {
    said.textContent = await save().catch(() => CANNOT_KEEP);
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
  return `Saved as ${PATH}. On a computer with the course, put it in the folder notebooks.`;
}

/** @param {File} file */
async function bring(file) {
  const read = documentIn(await file.text(), blank);
  if (!read) return `${file.name} was not loaded: ${NOT_PROGRESS}`;
  const { handed_in: label, ...brought } = read; // what is kept here is not that copy
  const now = new Date().toISOString().replaceAll(":", "").slice(0, 21);
  const before = `progress.before-${now}.json`;
  const had = await inOneStep("readwrite", async (files) => {
    const kept = await answerTo(files.get(PATH));
    const here = kept && documentIn(textOf(kept), blank);
    if (kept) await putText(files, before, textOf(kept));
    await putText(files, PATH, written(here ? joined(here, brought) : brought), kept);
    return Boolean(kept);
  });
  const is = had ? "Your progress now also holds what is in" : "Your progress is now that of";
  const handedIn =
    "It is a copy to hand in: it holds your tries, predictions and explanations, but not the answers " +
    "and functions that you typed.";
  const answers = "Where both had an answer, you see the one that passed, or that of the file.";
  return [
    `${is} ${file.name}.`,
    label ? handedIn : had ? answers : "",
    had ? `What was here before is in the list of files as ${before}.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** Show how many exercises of each notebook were passed. */
async function show() {
  const text = await readText(PATH);
  const kept = text === undefined ? blank : documentIn(text, blank);
  const said = document.getElementById("progress-said");
  if (!kept && said) said.textContent = "Your progress in this browser cannot be read.";
  const passed = kept?.exercises ?? {};
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
