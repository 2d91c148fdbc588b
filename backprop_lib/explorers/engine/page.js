// Brings the explorers of a page without a kernel to life, from the pictures stored in the page or in
// a file beside it.

import { node } from "../../interface/card.js";
import { render } from "./explorer.js";

const AT_HAND = "1500px"; // how far from the window an explorer comes to life

/** @param {Element} root */
async function bringToLife(root) {
  const shown = /** @type {HTMLElement} */ (root.querySelector(".bp-card"));
  const stored = /** @type {HTMLElement} */ (root.querySelector("script[type='application/gzip']"));
  const say = (/** @type {string} */ words) => shown.append(node("p", {}, words));
  if (!window.DecompressionStream) {
    return say("To move the controls, open this page in a browser from 2023 or later.");
  }
  const packed = await packedIn(stored).catch(() => "");
  if (!packed) return say("The controls could not be fetched. Reload the page to try again.");
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
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
  const focused = document.activeElement === shown;
  shown.replaceWith(live);
  if (focused) live.querySelector("input")?.focus();
}

/**
 * Return an explorer's packed pictures. A file of them is a script, and not fetched as data, so that
 * a page that was opened from a disk has them too.
 * @param {HTMLElement} stored
 * @returns {Promise<string>}
 */
async function packedIn(stored) {
  const { file } = stored.dataset;
  if (!file) return stored.textContent ?? "";
  await new Promise((load, error) => {
    document.head.append(node("script", { src: file, load, error }));
  });
  return /** @type {any} */ (window).backpropFrames[file];
}

const coming = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) wake(target);
  },
  { rootMargin: AT_HAND },
);

const awake = new WeakSet();

/** @param {Element} root */
function wake(root) {
  if (awake.has(root)) return;
  awake.add(root);
  coming.unobserve(root);
  bringToLife(root);
}

document.querySelectorAll(".bp-on-page:not([data-met])").forEach((/** @type {any} */ root) => {
  root.dataset.met = ""; // so that the script of another explorer on the page skips this one
  coming.observe(root);
  // Its controls are locked while it sleeps, so the Tab key stops at the card and wakes it.
  const shown = root.querySelector(".bp-card");
  Object.assign(shown, { tabIndex: 0, role: "group", ariaLabel: "An explorer, about to open" });
  shown.addEventListener("focus", () => wake(root), { once: true });
});
