// What every card of the course does in the browser: it keeps its keys and presses to itself, knows
// when its kernel is gone, and makes the text around it readable.

/**
 * What anywidget hands to a widget's front end.
 * @typedef {{
 *   get(name: string): any,
 *   set(name: string, value: any): void,
 *   save_changes(): void,
 *   send(content: any): void,
 *   on(name: string, callback: (...args: any[]) => void): void,
 *   off(name: string, callback?: (...args: any[]) => void): void,
 *   widget_manager?: any,
 * }} Model
 */

const NO_SHORTCUTS = "data-lm-suppress-shortcuts"; // JupyterLab's own name
// With Ctrl, Alt or ⌘, these insert, merge, move, split, fold or run cells in JupyterLab.
const CHANGES_CELLS = [
  ...["Enter", "Backspace", "Delete", "m", "M", "-", "_"],
  ...["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"],
];
const SLIP = 24; // pixels by which a mouse may slip during a press
const WATCH_EVERY = 1500; // milliseconds between two looks at the kernel
const PATIENCE = 4000; // milliseconds without a connection that are not reported yet
const RESTARTED = ["restarting", "autorestarting", "starting"];
const STOPPED = ["dead", "terminating"];
const RUN_AGAIN = "Choose Run → Run All Cells to go on; what you did is kept.";
// JupyterLab's first run then only starts a kernel.
const STARTS_FIRST = "If nothing runs, choose it again.";
const CUT_OFF =
  "The connection to the kernel is lost. Wait a moment; if it does not come back, " +
  "start the server again and reload this page.";

/**
 * Make an element a card. Return a function that ends what the card has started.
 * @param {Model} model
 * @param {HTMLElement} el
 */
export function card(model, el) {
  el.classList.add("bp-card");
  // JupyterLab would take a letter or an arrow key for a command to the notebook. Other keys with
  // Ctrl, Alt or ⌘ go on to it, so that saving works everywhere.
  const isOwn = (/** @type {KeyboardEvent} */ { key, ctrlKey, metaKey, altKey }) =>
    !(ctrlKey || metaKey || altKey) || CHANGES_CELLS.includes(key);
  el.addEventListener("keydown", (event) => {
    if (isOwn(event)) event.stopPropagation();
  });
  // Notebook 7 looks at a key before it reaches the card, unless its target says that it should not.
  const mark = (/** @type {KeyboardEvent} */ event) => {
    const target = /** @type {Element} */ (event.target);
    if (el.contains(target)) target.toggleAttribute(NO_SHORTCUTS, isOwn(event));
  };
  window.addEventListener("keydown", mark, true);
  holdPresses(el);
  // The text of the notebook is set for reading once it holds a card. A card that is not yet in
  // the page finds its notebook a moment later.
  const found = setTimeout(() => {
    el.closest(".jp-Notebook")?.classList.add("bp-course");
  });
  const stop = watchKernel(model, el);
  return () => {
    clearTimeout(found);
    window.removeEventListener("keydown", mark, true);
    stop();
  };
}

/**
 * Let a press of a button count though the page moves under it: JupyterLab scrolls when a press
 * makes another cell the active one, and the button is then let go of somewhere else. A press is
 * taken back by moving the mouse away, as everywhere.
 * @param {HTMLElement} el
 */
function holdPresses(el) {
  el.addEventListener("pointerdown", (event) => {
    const pressed = /** @type {Element} */ (event.target).closest("button, label");
    if (!pressed || event.pointerType !== "mouse" || event.button !== 0) return;
    const away = (/** @type {any} */ now) => {
      if (Math.hypot(now.clientX - event.clientX, now.clientY - event.clientY) > SLIP) {
        pressed.releasePointerCapture(event.pointerId);
      }
    };
    const done = () => {
      pressed.removeEventListener("pointermove", away);
      pressed.removeEventListener("lostpointercapture", done);
    };
    pressed.addEventListener("pointermove", away);
    pressed.addEventListener("lostpointercapture", done);
    pressed.setPointerCapture(event.pointerId);
  });
}

/**
 * Say on the card when its kernel is gone. A lost connection is no longer reported once it is back.
 * @param {Model} model
 * @param {HTMLElement} el
 */
function watchKernel(model, el) {
  const words = node("p", { class: "bp-gone", role: "alert" });
  el.append(words);
  const kernelNow = () => model.widget_manager?.kernel;
  const kernel = kernelNow();
  let lost = ""; // a kernel that was restarted knows nothing of this card, even when it runs again
  let cutOffSince = 0;

  // A restart can be over between two looks, so each status is checked as it comes.
  const onStatus = (/** @type {any} */ _, /** @type {string} */ status) => look(status);

  const trouble = (/** @type {string} */ status) => {
    if (RESTARTED.includes(status)) lost ||= "The kernel was restarted";
    if (STOPPED.includes(status)) lost ||= "The kernel has stopped";
    if (kernel && kernelNow()?.id !== kernel.id) lost ||= "The kernel has stopped";
    if (el.classList.contains("jupyter-widgets-disconnected")) lost ||= "The kernel was restarted";
    if (lost) {
      const more = lost.endsWith("stopped") ? ` ${STARTS_FIRST}` : "";
      return `${lost}, so this stands still. ${RUN_AGAIN}${more}`;
    }
    const connected = !kernel || kernel.connectionStatus === "connected";
    cutOffSince = connected ? 0 : cutOffSince || Date.now();
    if (cutOffSince && Date.now() - cutOffSince > PATIENCE) return CUT_OFF;
    return "";
  };

  const look = (/** @type {string} */ status) => {
    const now = trouble(status);
    if (words.textContent !== now) words.textContent = now; // otherwise it would be read out again
    el.classList.toggle("bp-cut-off", now !== "");
  };
  look("");
  kernel?.statusChanged?.connect(onStatus);
  const timer = setInterval(() => look(kernel?.status ?? ""), WATCH_EVERY);
  return () => {
    clearInterval(timer);
    kernel?.statusChanged?.disconnect(onStatus);
  };
}

/**
 * Send a message to Python. Where the kernel is gone there is nobody to take it, and ipywidgets
 * throws; the card says that its kernel is gone, and what a person did goes on in the browser.
 * @param {Model} model @param {any} content
 */
export function send(model, content) {
  try {
    model.send(content);
  } catch (error) {
    console.debug("no kernel takes this message", error);
  }
}

/** Return a text that is unique in the page. (`crypto.randomUUID` is missing on plain http.) */
export function unique() {
  return Math.random().toString(36).slice(2, 12);
}

/**
 * Make an element with these attributes and children. An attribute that is false is left out; one
 * that is a function is a listener.
 * @param {string} tag
 * @param {Record<string, any>} attributes
 * @param {...(Node | string)} children
 * @returns {any}
 */
export function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(name, value);
    }
  }
  made.append(...children);
  return made;
}

/** @type {WeakMap<Element, string>} */
const htmlOf = new WeakMap();

/**
 * Set what an element holds, if it differs from before.
 * @param {Element} element
 * @param {string} html
 */
export function setHtml(element, html) {
  if (htmlOf.get(element) === html) return;
  htmlOf.set(element, html);
  element.innerHTML = html;
}

/** @param {Element} element @param {string} text */
export function setText(element, text) {
  htmlOf.delete(element);
  if (element.textContent !== text) element.textContent = text;
}
