// How a card talks to Python: without losing anything, though messages may overtake each other.

import { send, unique } from "./card.js";

const TYPING_PAUSE = 300; // milliseconds after the last letter, before the text is sent

/**
 * The line from a card to Python. A kernel may process messages in two threads, so it may process a
 * later one first. Each value has a number, so Python never goes back to an older value. A press
 * carries the values that were set before it. What Python has not confirmed is kept until the kernel
 * runs again.
 * @param {import("./card.js").Model} model
 */
export function lineToPython(model) {
  const mark = unique();
  /** @type {{ send(): void, takeUnconfirmed(): any[], restore(): void }[]} */
  const controls = [];
  let count = 0;
  let waiting = false;

  return {
    mark,
    flush: () => controls.forEach((each) => each.send()),
    restore: () => controls.forEach((each) => each.restore()),
    isWaiting: () => waiting,
    /** A person who has gone on to another place keeps the focus there. */
    lookAway: () => {
      waiting = false;
    },
    /** @param {string} part @param {string} event */
    press(part, event = "press") {
      waiting = true;
      const values = controls.flatMap((each) => each.takeUnconfirmed());
      send(model, { part, event, values });
    },
    /**
     * Return what a control calls: `edited` if its value has changed, `typed` if a letter of it
     * has, and `takes` to learn whether it may show the value in a state. It may if Python knows
     * all that was done here.
     * @param {import("./parts.js").State} first
     * @param {() => any} read @param {(value: any) => void} write
     */
    control(first, read, write) {
      const place = `backprop_lib ${model.get("_name")} ${first.id}`;
      let seen = [first.value]; // what Python may hold, the last confirmed value first
      let unsent = false;
      let sent = 0; // the number of the value that Python has not confirmed
      let timer = 0;
      const takeUnconfirmed = () => {
        clearTimeout(timer);
        if (unsent) {
          unsent = false;
          sent = ++count;
          if (seen.length < 20) seen.push(read()); // a dead kernel cannot hold later values
        }
        return sent ? [{ part: first.id, event: "value", value: read(), by: [mark, sent] }] : [];
      };
      const sendNow = () => {
        if (unsent) takeUnconfirmed().forEach((message) => send(model, message));
      };
      const typed = () => {
        unsent = true;
        clearTimeout(timer);
        kept(place, JSON.stringify([seen, read()]));
        timer = window.setTimeout(sendNow, TYPING_PAUSE);
      };
      const edited = () => {
        typed();
        sendNow();
      };
      const restore = () => {
        const [known, value] = JSON.parse(kept(place) || "[[]]");
        if (value === undefined || same(value, first.value)) return;
        // If Python holds anything else, somebody has gone on elsewhere.
        if (!known.some((/** @type {any} */ one) => same(one, first.value))) return;
        write(value);
        edited();
      };
      controls.push({ send: sendNow, takeUnconfirmed, restore });
      return {
        typed,
        edited,
        /** @param {import("./parts.js").State} state */
        takes(state) {
          if (sent && same(state.by, [mark, sent])) {
            sent = 0;
            if (!unsent) kept(place, "");
          }
          if (unsent || sent) return false;
          seen = [state.value];
          return true;
        },
      };
    },
  };
}

/**
 * Keep a text for this tab of the browser, if one is given; return the text that is kept, or null if
 * there is none. A browser may be set to keep nothing.
 * @param {string} place @param {string} [text]
 */
function kept(place, text) {
  try {
    if (text !== undefined) sessionStorage.setItem(place, text);
    return sessionStorage.getItem(place);
  } catch {
    return null;
  }
}

/** Return whether two values of JSON are the same. @param {any} one @param {any} other */
export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
