// Brings the explorers of a page without a kernel to life, from the pictures stored in the page.

import { render } from "./explorer.js";

/** @param {Element} root */
async function bringToLife(root) {
  const shown = /** @type {HTMLElement} */ (root.querySelector(".bp-card"));
  const stored = root.querySelector("script[type='application/gzip']");
  if (!stored) return;
  stored.remove(); // so that the script of another explorer on the page skips this one
  if (!window.DecompressionStream) {
    shown.append("To move the controls, open this page in a browser from 2023 or later.");
    return;
  }
  const bytes = Uint8Array.from(atob(stored.textContent ?? ""), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const state = await new Response(unpacked).json();
  const live = document.createElement("div");
  const model = {
    get: (/** @type {string} */ name) => state[name],
    set() {},
    save_changes() {},
    send() {},
    on() {},
    off() {},
  };
  render({ model, el: live });
  shown.replaceWith(live);
}

document.querySelectorAll(".bp-on-page").forEach(bringToLife);
