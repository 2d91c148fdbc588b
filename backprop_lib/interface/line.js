// How a card talks to Python: over one channel, in order, and without losing anything.

import { send, unique } from "./card.js";

const TYPING_PAUSE = 300; // milliseconds after the last letter, before the text is sent

/**
 * The one channel from a card to Python. A value is sent before the press that follows it, and what
 * Python has not confirmed is kept until the kernel runs again.
 * @param {import("./card.js").Model} model
 */
export function lineToPython(model) {
  const mark = unique();
  /** @type {(() => void)[]} */
  const flushes = [];
  /** @type {(() => void)[]} */
  const restores = [];
  let count = 0;
  let waiting = false;
  const flush = () => flushes.forEach((each) => each());

  return {
    mark,
    flush,
    restore: () => restores.forEach((each) => each()),
    isWaiting: () => waiting,
    /** A person who has gone on to another place keeps the focus there. */
    lookAway: () => {
      waiting = false;
    },
    /** @param {string} part @param {string} event */
    press(part, event = "press") {
      flush();
      waiting = true;
      send(model, { part, event });
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
      let unconfirmed = "";
      let timer = 0;
      const sendNow = () => {
        clearTimeout(timer);
        if (!unsent) return;
        unsent = false;
        unconfirmed = `${mark} ${++count}`;
        if (seen.length < 20) seen.push(read()); // a dead kernel cannot hold later values
        send(model, { part: first.id, event: "value", value: read(), by: unconfirmed });
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
      flushes.push(sendNow);
      restores.push(() => {
        const [known, value] = JSON.parse(kept(place) || "[[]]");
        if (value === undefined || same(value, first.value)) return;
        // If Python holds anything else, somebody has gone on elsewhere.
        if (!known.some((/** @type {any} */ one) => same(one, first.value))) return;
        write(value);
        edited();
      });
      return {
        typed,
        edited,
        /** @param {import("./parts.js").State} state */
        takes(state) {
          if (unconfirmed && state.by === unconfirmed) {
            unconfirmed = "";
            if (!unsent) kept(place, "");
          }
          if (unsent || unconfirmed) return false;
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
