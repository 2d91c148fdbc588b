// What the course adds to JupyterLite: nobody loses what they wrote when the site changes, a visitor
// learns if the browser keeps nothing, a link to a notebook opens it, and a notebook looks and stays
// as a learner expects while Python starts.

import { answerTo, inOneStep, moveInto } from "../../../backprop_lib/practice/engine/browser_files.js";

/**
 * The edition of each notebook of the site, by file name.
 * @typedef {Record<string, string>} Editions
 */

const EDITION = "backprop_edition";
const MOVED = "backprop_lib moved notebooks";
const NEWS = "backprop_lib";
const LOOK_AFTER = 10_000; // milliseconds, in which JupyterLite has started all that it needs
const KEEPS_NOTHING =
  "This browser does not keep your progress and your notebooks here. You can go on, but all of it " +
  "is gone when you close this tab. Before you do, choose File → Download.";
const KEEPS_NO_PROGRESS =
  "This browser does not keep your progress here: it is gone when you close this tab. What you write " +
  "in a notebook is kept.";
const STARTS =
  "Python is starting in your browser, which takes about 15 seconds. Choose Run All Cells now or " +
  "later; you can read in the meantime.";
const STARTS_FOR_LONG =
  "Python is still starting. On a slow line it takes a minute or two the first time. If it does not " +
  "start then, choose File → Save Notebook and reload this page.";
const LONG = 60_000; // milliseconds

const plugin = {
  id: "backprop-course:plugin",
  autoStart: true,
  /** JupyterLite opens a document only when this is done. */
  async activate(/** @type {any} */ app) {
    const config = JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "{}");
    /** @type {Editions} */
    const editions = await newestEditions(config.backpropEditions);
    document.addEventListener("click", (event) => openNotebook(event, editions), true);
    try {
      remember(await giveWay(editions));
      setTimeout(() => navigator.serviceWorker?.controller || tell(KEEPS_NO_PROGRESS), LOOK_AFTER);
    } catch (error) {
      console.warn("this browser keeps no files", error); // as in some private windows
      tell(KEEPS_NOTHING);
    }
    showMoved();
    window.addEventListener("storage", showMoved);
    talkToOtherTabs(editions);
    setForReading(app);
    runInPlaceWithAKernel(app);
    app.started.then(() => whileItStarts(app));
  },
};

/**
 * Return the editions that the server has now. A browser may still have the list of an older site,
 * and older notebooks, which it then fetches anew.
 * @param {Editions} known
 */
async function newestEditions(known) {
  try {
    const answer = await fetch("../jupyter-lite.json", { cache: "no-cache" });
    /** @type {Editions} */
    const now = (await answer.json())["jupyter-config-data"].backpropEditions;
    const changed = Object.keys(now).filter((name) => now[name] !== known[name]);
    const stale = changed.map((name) => `../files/${name}`);
    if (changed.length) stale.push("../api/contents/all.json");
    await Promise.all(stale.map((address) => fetch(address, { cache: "reload" })));
    return now;
  } catch (error) {
    console.warn("the list of editions cannot be fetched", error);
    return known;
  }
}

/**
 * Let the notebooks of the site be seen where the browser has kept those of an older edition. A
 * notebook that somebody changed is moved into a folder of its own, as by `make update`.
 * @param {Editions} editions
 * @returns {Promise<string[]>} where the changed notebooks are now
 */
function giveWay(editions) {
  const now = new Date().toISOString().slice(0, 19);
  const folder = `mine-${now.replace("T", "-").replaceAll(":", "")}`;
  return inOneStep("readwrite", async (files) => {
    const moved = [];
    for (const [name, edition] of Object.entries(editions)) {
      const kept = await answerTo(files.get(name));
      const before = kept?.content?.metadata?.[EDITION];
      // A notebook without an edition was brought here by somebody; it is theirs.
      if (before === undefined || before === edition) continue;
      if (editionOf(kept.content) === before) await answerTo(files.delete(name));
      else moved.push(await moveInto(files, kept, folder));
    }
    return moved;
  });
}

/**
 * Return the mark of what stands in the cells of a notebook, as `edition` in tools/lite.py does.
 * @param {any} notebook
 */
function editionOf(notebook) {
  const cells = notebook.cells ?? [];
  const sources = cells.map((/** @type {any} */ cell) => [cell.source].flat().join(""));
  const bytes = new TextEncoder().encode(JSON.stringify(sources));
  return crc32(bytes).toString(16).padStart(8, "0");
}

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

/** Return the moved notebooks of which nobody has said yet that they know. @returns {string[]} */
const unread = () => JSON.parse(localStorage.getItem(MOVED) ?? "[]");

/** @param {string[]} moved */
function remember(moved) {
  if (moved.length) localStorage.setItem(MOVED, JSON.stringify([...unread(), ...moved]));
}

/** Say in every tab which notebooks were moved, until somebody closes the bar. */
function showMoved() {
  let moved;
  try {
    moved = unread();
  } catch {
    return; // storage is refused, so nothing was moved
  }
  document.getElementById("backprop-moved")?.remove();
  if (!moved.length) return;
  tell("", "backprop-moved").prepend(
    "There is a new edition of the course. Your own copies are kept: ",
    ...moved.flatMap((path) => [linkTo(path), " "]),
  );
  const close = document.querySelector("#backprop-moved button");
  close?.addEventListener("click", () => localStorage.removeItem(MOVED));
}

/** @param {string} path */
function linkTo(path) {
  const link = document.createElement("a");
  link.href = addressOf(path);
  link.textContent = path;
  link.style.color = "#0b3d91";
  return link;
}

/**
 * Show a bar at the bottom of the page, in place of the one with the same name.
 * @param {string} words @param {string} [name]
 */
function tell(words, name = "backprop-bar") {
  document.getElementById(name)?.remove();
  const bar = document.createElement("div");
  bar.id = name;
  bar.setAttribute("role", "alert");
  bar.style.cssText = "border-top: 1px solid #d9c37a; padding: 10px 16px; overflow-wrap: anywhere;";
  const close = document.createElement("button");
  close.textContent = "Close";
  close.style.cssText = "margin-left: 12px; min-height: 32px; padding: 0 16px; font: inherit;";
  close.addEventListener("click", () => bar.remove());
  bar.append(words, close);
  bars().append(bar);
  return bar;
}

/** Return what holds the bars, one above the other. */
function bars() {
  const made = document.getElementById("backprop-bars") ?? document.createElement("div");
  made.id = "backprop-bars";
  made.style.cssText =
    "position: fixed; inset: auto 0 0 0; z-index: 10000; background: #fff3cd; color: #3a2d00;" +
    "font: 15px/1.5 system-ui, sans-serif; box-shadow: 0 -2px 8px rgb(0 0 0 / 25%);";
  document.body.append(made);
  return made;
}

/**
 * Let tabs that show an older edition say so: what they save would stand for the new one.
 * @param {Editions} editions
 */
function talkToOtherTabs(editions) {
  const own = JSON.stringify(editions);
  const news = new BroadcastChannel(NEWS);
  news.addEventListener("message", ({ data }) => {
    if (data === own) return;
    tell("There is a new edition of the course. Reload this page to get it; what you wrote is kept.");
  });
  news.postMessage(own);
}

/** Let a tab with a notebook have its name, so that several tabs can be told apart. */
function nameTab() {
  const file = new URLSearchParams(location.search).get("path")?.split("/").at(-1);
  const name = file?.replace(/\.ipynb$/, "");
  if (name && !document.title.startsWith(name)) document.title = `${name} · ${document.title}`;
}

/**
 * Give a notebook the look of the course before its first card, which otherwise brings it.
 * @param {any} app
 */
function setForReading(app) {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("./card.css", import.meta.url).href;
  document.head.append(style);
  app.shell.node.classList.add("bp-course");
}

/**
 * Let cells wait for the kernel of their notebook: if there is none yet, JupyterLab drops the
 * request to run them, and may ask which kernel to use. Let a learner who runs all cells stay where they
 * are: JupyterLab would go to the last cell.
 * @param {any} app
 */
function runInPlaceWithAKernel(app) {
  const execute = app.commands.execute.bind(app.commands);
  app.commands.execute = async (/** @type {string} */ id, /** @type {any} */ given) => {
    const { sessionContext: session, content: notebook } = app.shell.currentWidget ?? {};
    if (id.startsWith("notebook:run-") && session && !session.session?.kernel) {
      await Promise.race([session.ready, new Promise((go) => setTimeout(go, LONG))]);
    }
    if (id !== "notebook:run-all-cells" || !notebook) return execute(id, given);
    const cell = notebook.activeCellIndex;
    notebook.scrollToItem = async () => {};
    const done = execute(id, given); // it scrolls before it returns
    delete notebook.scrollToItem;
    notebook.activeCellIndex = cell;
    return done;
  };
}

/**
 * Say that Python starts until it has started: until then, nothing that a visitor does shows.
 * @param {any} app
 */
function whileItStarts(app) {
  let said = "";
  const opened = Date.now();
  const look = setInterval(() => {
    const kernel = app.shell.currentWidget?.sessionContext?.session?.kernel;
    if (!kernel) return;
    nameTab();
    if (["unknown", "starting"].includes(kernel.status)) {
      const words = Date.now() - opened < LONG ? STARTS : STARTS_FOR_LONG;
      if (words !== said) tell(words, "backprop-starting");
      said = words;
    } else {
      clearInterval(look);
      document.getElementById("backprop-starting")?.remove();
    }
  }, 300);
}

/** @param {string} path */
function addressOf(path) {
  return `../notebooks/index.html?path=${encodeURIComponent(path)}`;
}

/**
 * Open a link to a notebook of the course in a tab, whatever the host makes of JupyterLite's own
 * address for it.
 * @param {MouseEvent} event @param {Editions} editions
 */
function openNotebook(event, editions) {
  const { target } = event;
  const link = target instanceof Element && target.closest(".jp-Notebook a[href]");
  if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin) return;
  const name = Object.keys(editions).find((each) => link.href.endsWith(each));
  if (!name || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  window.open(addressOf(name), "_blank");
}

export default plugin;
