// What the course adds to JupyterLite: nobody loses what they wrote when the site changes, and a
// link to a notebook opens it.

import { keptFile, keptPaths, moveInto, removeFile } from "../../../backprop_lib/practice/engine/browser_files.js";

const EDITION = "backprop_edition";

const plugin = {
  id: "backprop-course:plugin",
  autoStart: true,
  /** JupyterLite opens a document only when this is done. */
  async activate() {
    const config = JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "{}");
    document.addEventListener("click", (event) => openNotebook(event, config), true);
    try {
      const { moved, folder } = await giveWay(config.backpropEditions);
      if (moved.length) tell(moved, folder);
    } catch (error) {
      console.warn("this browser keeps no files", error); // as in some private windows
    }
  },
};

/**
 * Let the notebooks of the site be seen where the browser has kept those of an older edition. A
 * notebook that somebody changed is moved into a folder of its own, as by `make update`.
 * @param {Record<string, string>} editions - the edition of each notebook of the site
 */
async function giveWay(editions) {
  const folder = `mine-${new Date().toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "")}`;
  const moved = [];
  const kept = new Set(await keptPaths());
  for (const [name, edition] of Object.entries(editions)) {
    if (!kept.has(name)) continue;
    const notebook = (await keptFile(name))?.content;
    const before = notebook?.metadata?.[EDITION];
    // A notebook without an edition was brought here by somebody; it is theirs.
    if (before === undefined || before === edition) continue;
    if (editionOf(notebook) === before) {
      await removeFile(name);
    } else {
      await moveInto(name, folder);
      moved.push(name);
    }
  }
  return { moved, folder };
}

/**
 * Return the mark of what stands in the cells of a notebook, as `edition` in tools/lite.py does.
 * @param {any} notebook
 */
function editionOf(notebook) {
  const sources = notebook.cells.map((/** @type {any} */ cell) => [cell.source].flat().join(""));
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

/** @param {string[]} moved @param {string} folder */
function tell(moved, folder) {
  const bar = document.createElement("div");
  bar.setAttribute("role", "alert");
  bar.style.cssText =
    "position: fixed; inset: auto 0 0 0; z-index: 10000; display: flex; flex-wrap: wrap; gap: 8px 16px;" +
    "align-items: baseline; padding: 12px 16px; background: #fff3cd; color: #3a2d00;" +
    "font: 15px/1.5 system-ui, sans-serif; box-shadow: 0 -2px 8px rgb(0 0 0 / 25%);";
  bar.append("The course has changed. What you wrote is kept, as you left it: ");
  for (const name of moved) {
    const link = document.createElement("a");
    link.href = addressOf(`${folder}/${name}`);
    link.textContent = `your ${name}`;
    link.style.color = "#0b3d91";
    bar.append(link);
  }
  const done = document.createElement("button");
  done.textContent = "Close";
  done.style.cssText = "margin-left: auto; min-height: 32px; padding: 0 16px; font: inherit;";
  done.addEventListener("click", () => bar.remove());
  bar.append(done);
  document.body.append(bar);
}

/** @param {string} path */
function addressOf(path) {
  return `../notebooks/index.html?path=${encodeURIComponent(path)}`;
}

/**
 * Open a link to a notebook of the course in a tab, whatever the host makes of JupyterLite's own
 * address for it.
 * @param {MouseEvent} event
 * @param {{backpropEditions: Record<string, string>}} config
 */
function openNotebook(event, config) {
  const link = event.target instanceof Element && event.target.closest(".jp-Notebook a[href]");
  const name = link && decodeURIComponent(link.getAttribute("href") ?? "").match(/\d\d_\w+\.ipynb/)?.[0];
  if (!name || !(name in config.backpropEditions)) return;
  event.preventDefault();
  event.stopPropagation();
  window.open(addressOf(name), "_blank");
}

export default plugin;
