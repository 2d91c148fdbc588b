// What every card of the course does in the browser: it keeps its keys to itself, knows when its
// kernel is gone, and makes the text around it readable.

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

const WATCH_EVERY = 1500; // milliseconds; the kernel is said to be gone long before 15 seconds
const PATIENCE = 4000; // milliseconds without a connection, which may only be a hiccup
const RUN_AGAIN = "Choose Run → Run All Cells to go on; what you did is kept.";

/**
 * Make an element a card. Return a function that ends what the card has started.
 * @param {Model} model
 * @param {HTMLElement} el
 */
export function card(model, el) {
  el.classList.add("bp-card");
  // JupyterLab would take a letter or an arrow key for a command to the notebook. Keys with Ctrl,
  // Alt or ⌘ go on to it, so that saving works everywhere.
  el.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  });
  // The text of the notebook is set for reading once it holds a card. A card that is not yet in
  // the page finds its notebook a moment later.
  const found = setTimeout(() => {
    el.closest(".jp-Notebook")?.classList.add("bp-course");
  });
  const stop = watchKernel(model, el);
  return () => {
    clearTimeout(found);
    stop();
  };
}

/**
 * Say on the card, in one sentence, when its kernel is gone; take it back when it answers again.
 * @param {Model} model
 * @param {HTMLElement} el
 */
function watchKernel(model, el) {
  const words = node("p", { class: "bp-gone", role: "alert" });
  el.append(words);
  let cutOffSince = 0;
  let restarted = false;
  const kernel = model.widget_manager?.kernel;
  // ipywidgets marks its own widgets then (jupyter-widgets-disconnected), but not those of
  // anywidget, and the kernel is soon idle again.
  /** @param {any} _ @param {string} status */
  const note = (_, status) => {
    restarted ||= status === "restarting" || status === "autorestarting";
    look();
  };

  const trouble = () => {
    const unconnected = kernel && kernel.connectionStatus !== "connected";
    cutOffSince = unconnected ? cutOffSince || Date.now() : 0;
    if (restarted || el.classList.contains("jupyter-widgets-disconnected")) {
      return `The kernel was restarted, so this stands still. ${RUN_AGAIN}`;
    }
    if (kernel && (kernel.isDisposed || ["dead", "terminating"].includes(kernel.status))) {
      return `The kernel has stopped, so this stands still. ${RUN_AGAIN}`;
    }
    if (cutOffSince && Date.now() - cutOffSince > PATIENCE) {
      return "The connection to the kernel is lost. Wait a moment; if it does not come back, " +
        "start the server again and reload this page.";
    }
    return "";
  };

  const look = () => {
    const now = trouble();
    if (words.textContent !== now) words.textContent = now; // or it would be read out again
    el.classList.toggle("bp-cut-off", now !== "");
  };
  look();
  kernel?.statusChanged?.connect(note);
  const timer = setInterval(look, WATCH_EVERY);
  return () => {
    kernel?.statusChanged?.disconnect(note);
    clearInterval(timer);
  };
}

/** Return a text that occurs once in the page. (`crypto.randomUUID` is missing on plain http.) */
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
