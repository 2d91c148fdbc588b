// The front end of a card made of parts. Python's `_parts` is a list of states; each state has a
// view, which is built once and then only renewed, so that focus, caret and live regions stay.

import { card, node } from "./card.js";
import { lineToPython } from "./line.js";

const SPOKEN_AT = [30, 10]; // seconds left, as a clock reads them out

/**
 * What Python says of a part.
 * @typedef {{id: string, kind: string, hidden: boolean, [field: string]: any}} State
 * A part in the page. `renew` shows a state; `focus` moves the keyboard there, if it can.
 * @typedef {{el: HTMLElement, renew(state: State): void, focus?(): void}} View
 * @typedef {ReturnType<typeof lineToPython>} Line
 */

/** @param {{model: import("./card.js").Model, el: HTMLElement}} widget */
export function render({ model, el }) {
  const end = card(model, el);
  el.classList.toggle("bp-slim", model.get("_slim"));
  const line = lineToPython(model);
  /** @type {Map<string, View>} */
  const views = new Map();

  /** @param {State} state @returns {HTMLElement} */
  const build = (state) => {
    const view = state.kind === "row" ? rowView(state, build) : KINDS[state.kind](state, line);
    view.el.classList.add("bp-part");
    views.set(state.id, view);
    renew(state);
    return view.el;
  };
  /** @param {State} state */
  const renew = (state) => {
    const view = /** @type {View} */ (views.get(state.id));
    view.el.hidden = state.hidden;
    view.renew(state);
    if (state.kind === "row") state.parts.forEach(renew);
  };
  const renewAll = () => model.get("_parts").forEach(renew);
  const moveFocus = () => {
    renewAll(); // only now may the part become visible
    if (line.isWaiting()) views.get(model.get("_focus")[0])?.focus?.();
  };

  el.append(...model.get("_parts").map(build));
  const question = el.querySelector(".bp-question");
  if (question) {
    question.id = `bp-${line.mark}-question`;
    el.setAttribute("role", "group"); // otherwise each of its boxes is only "Your number"
    el.setAttribute("aria-labelledby", question.id);
  }
  line.restore();
  model.on("change:_parts", renewAll);
  model.on("change:_focus", moveFocus);
  el.addEventListener("focusout", line.flush);
  window.addEventListener("pagehide", line.flush);
  document.addEventListener("focusin", line.lookAway);
  return () => {
    line.flush();
    model.off("change:_parts", renewAll);
    model.off("change:_focus", moveFocus);
    window.removeEventListener("pagehide", line.flush);
    document.removeEventListener("focusin", line.lookAway);
    end();
  };
}

/** @param {State} state @param {(state: State) => HTMLElement} build @returns {View} */
function rowView(state, build) {
  return { el: node("div", { class: "bp-row" }, ...state.parts.map(build)), renew() {} };
}

/** @type {Record<string, (state: State, line: Line) => View>} */
const KINDS = {
  html: () => htmlView(node("div")),
  live: () => {
    const el = node("div", { role: "status", "aria-live": "polite", tabindex: "-1" });
    const view = htmlView(el);
    return {
      el,
      renew(state) {
        el.classList.toggle("bp-spoken", state.spoken);
        view.renew(state);
      },
      focus: () => el.focus(),
    };
  },
  button: (first, line) => {
    const el = node("button", { type: "button", click: () => line.press(first.id) });
    return {
      el,
      renew(state) {
        if (el.textContent !== state.words) el.textContent = state.words;
        el.disabled = state.disabled;
        el.classList.toggle("bp-primary", state.rank === "primary");
        el.classList.toggle("bp-quiet", state.rank === "quiet");
      },
      focus: () => el.focus(),
    };
  },
  line: (first, line) => {
    const box = node("input", { type: "text", autocomplete: "off", spellcheck: "false" });
    box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter" && !event.isComposing) line.press(first.id, "enter");
    });
    return boxView(first, line, box);
  },
  text: (first, line) => {
    const box = node("textarea", { rows: "7" });
    const words = node("div", { class: "bp-words" });
    const count = () => {
      const number = box.value.split(/\s+/).filter(Boolean).length;
      const counted = number === 1 ? "1 word" : `${number} words`;
      words.textContent = first.note ? `${counted} · ${first.note}` : counted;
    };
    box.addEventListener("input", count);
    const view = boxView(first, line, box);
    view.el.append(words);
    return {
      ...view,
      renew(state) {
        view.renew(state);
        count();
      },
    };
  },
  lines: linesView,
  clock: clockView,
  choice: choiceView,
  ticks: ticksView,
  order: orderView,
};

/** @param {HTMLElement} el @returns {View} */
function htmlView(el) {
  let shown = "";
  return {
    el,
    renew(state) {
      if (state.value === shown) return; // otherwise a screen reader would read it again
      const unfolded = Array.from(el.querySelectorAll("details"), (each) => each.open);
      shown = el.innerHTML = state.value;
      el.querySelectorAll("details").forEach((each, place) => {
        each.open = unfolded[place] ?? false;
      });
      el.querySelectorAll("a[data-notebook]").forEach(openInLab);
    },
  };
}

/**
 * Let JupyterLab open a link to a notebook in a tab. Without JupyterLab, it stays a link.
 * @param {Element} link
 */
function openInLab(link) {
  link.addEventListener("click", () => {
    // JupyterLab's address ends with the path of the notebook that was clicked into.
    const here = decodeURIComponent(location.pathname).match(/\/tree\/(.*?)[^/]*$/);
    const path = `${here?.[1] ?? ""}${link.getAttribute("href")}`;
    link.setAttribute("data-commandlinker-command", "docmanager:open");
    link.setAttribute("data-commandlinker-args", JSON.stringify({ path }));
  });
}

/** @param {State} first @param {Line} line @param {any} box @returns {View} */
function boxView(first, line, box) {
  box.placeholder = first.placeholder;
  const write = (/** @type {string} */ value) => {
    box.value = value;
  };
  const control = line.control(first, () => box.value, write);
  box.addEventListener("input", () => control.typed());
  const name = node("span", { class: "bp-name" }, first.label);
  return {
    el: node("div", {}, node("label", { class: `bp-${first.kind}` }, name, box)),
    renew(state) {
      box.disabled = state.disabled;
      if (control.takes(state) && box.value !== state.value) write(state.value);
    },
    focus: () => box.focus(),
  };
}

/** @param {State} first @param {Line} line @returns {View} */
function linesView(first, line) {
  const name = `bp-${line.mark}-${first.id}`;
  const rows = optionsOf(first).map(([key, words], place) => {
    const reason = node("div", { class: "bp-reason", id: `${name}-${key}` });
    const attributes = { type: "text", autocomplete: "off", spellcheck: "false" };
    const box = node("input", {
      ...attributes,
      "aria-describedby": reason.id,
      input: () => control.typed(),
      keydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Enter" && !event.isComposing) goOn(place);
      },
    });
    const label = node("label", { class: "bp-line" }, node("span", { class: "bp-name" }, words), box);
    return { key, box, reason, el: node("div", {}, label, reason) };
  });
  /** @param {number} place */
  function goOn(place) {
    const next = rows[place + 1]?.box;
    if (!next) line.press(first.id, "enter");
    next?.focus();
    next?.select(); // as Tab does
  }
  const write = (/** @type {string[]} */ value) => {
    rows.forEach(({ box }, place) => {
      if (box.value !== value[place]) box.value = value[place]; // otherwise the caret would move
    });
  };
  const control = line.control(first, () => rows.map(({ box }) => box.value), write);
  const el = group(first, ...rows.map((row) => row.el));
  el.classList.add("bp-lines");
  return {
    el,
    renew(state) {
      el.disabled = state.disabled;
      if (control.takes(state)) write(state.value);
      for (const row of rows) showVerdict(row, state.verdicts[row.key]);
    },
    focus: () => rows[0].box.focus(),
  };
}

/**
 * @param {{el: HTMLElement, reason: HTMLElement}} row
 * @param {[string, string] | undefined} judged - how the row was judged, and why
 */
function showVerdict({ el, reason }, [verdict, why] = ["", ""]) {
  el.className = verdict && `bp-judged bp-${verdict}`;
  if (reason.innerHTML !== why) reason.innerHTML = why;
}

/** @param {State} state @returns {[string, string][]} */
const optionsOf = (state) => state.options;

/** @param {State} first @param {...Node} children */
function group(first, ...children) {
  return node("fieldset", {}, node("legend", { class: "bp-name" }, first.label), ...children);
}

/**
 * A clock that a person starts and stops, or turns off. A screen reader reads out the time that is
 * left at a few moments only, and that it is up.
 * @param {State} first @param {Line} line @returns {View}
 */
function clockView(first, line) {
  const { seconds } = first;
  let on = first.value;
  let end = 0; // the moment at which the time is up
  let timer = 0; // 0 while the clock stands still
  const time = node("span", { class: "bp-time", role: "timer" });
  const said = node("span", { class: "bp-spoken", "aria-live": "polite" });
  const startOrStop = () => {
    if (!timer) return start();
    stop(`You took ${seconds - secondsLeft()} s.`);
    put(said, time.textContent);
  };
  const button = node("button", { type: "button", class: "bp-start", click: startOrStop });
  const turn = node("button", {
    type: "button",
    class: "bp-quiet",
    click: () => {
      write(!on);
      control.edited();
    },
  });
  const control = line.control(first, () => on, write);

  const secondsLeft = () => Math.ceil((end - performance.now()) / 1000);
  /** @param {HTMLElement} el @param {string} words */
  const put = (el, words) => {
    if (el.textContent !== words) el.textContent = words; // otherwise it would be read out again
  };
  const show = (/** @type {string} */ words) => {
    put(time, words);
    put(button, timer ? "Stop" : `Start the ${seconds} seconds`);
  };
  function tick() {
    const left = secondsLeft();
    if (left > 0) {
      show(`${left} s`);
      if (SPOKEN_AT.includes(left)) put(said, `${left} seconds left`);
    } else {
      stop("Time is up.");
      put(said, "Time is up.");
    }
  }
  function start() {
    end = performance.now() + seconds * 1000;
    timer = window.setInterval(tick, 100); // it ends by itself, even if the card is gone by then
    put(said, "");
    tick();
  }
  /** @param {string} words */
  function stop(words) {
    clearInterval(timer);
    timer = 0;
    show(words);
  }
  /** @param {boolean} value */
  function write(value) {
    if (value !== on || !time.textContent) stop(`${seconds} s`);
    on = value;
    button.hidden = time.hidden = !on;
    turn.textContent = on ? "Turn the clock off" : "Turn the clock on";
  }
  write(on);
  const name = node("span", { class: "bp-name" }, first.label);
  return {
    el: node(
      "div",
      { class: "bp-clock", role: "group", "aria-label": first.label },
      ...[name, button, time, turn, said],
    ),
    renew(state) {
      if (control.takes(state)) write(state.value);
    },
  };
}

/** @param {State} first @param {Line} line @returns {View} */
function choiceView(first, line) {
  const name = `bp-${line.mark}-${first.id}`;
  const rows = optionsOf(first).map(([key, words]) => {
    const reason = node("div", { class: "bp-reason", id: `${name}-${key}` });
    const attributes = { type: "radio", name, value: key, "aria-describedby": reason.id };
    const input = node("input", { ...attributes, change: () => control.edited() });
    const option = node("label", { class: "bp-option" }, input, node("span", {}, words));
    return { key, input, reason, el: node("div", {}, option, reason) };
  });
  const chosen = () => rows.find((row) => row.input.checked);
  const write = (/** @type {string | null} */ value) => {
    for (const row of rows) row.input.checked = row.key === value;
  };
  const control = line.control(first, () => chosen()?.key ?? null, write);
  const el = group(first, ...rows.map((row) => row.el));
  return {
    el,
    renew(state) {
      el.disabled = state.disabled;
      if (control.takes(state)) write(state.value);
      for (const row of rows) {
        row.el.hidden = state.judged_only && !state.verdicts[row.key];
        showVerdict(row, state.verdicts[row.key]);
      }
    },
    focus: () => (chosen() ?? rows[0]).input.focus(),
  };
}

/**
 * Return a text in which formulas are not broken over lines.
 * @param {string} text
 */
const unbroken = (text) => text.replace(/ ([=·−]) /g, "\u00a0$1\u00a0");

/** @param {State} first @param {Line} line @returns {View} */
function ticksView(first, line) {
  /** @type {any[]} */
  const boxes = first.options.map((/** @type {string} */ point) =>
    node("input", { type: "checkbox", value: point, change: () => control.edited() }),
  );
  const read = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const write = (/** @type {string[]} */ value) => {
    for (const box of boxes) box.checked = value.includes(box.value);
  };
  const control = line.control(first, read, write);
  const row = (/** @type {any} */ box) =>
    node("label", { class: "bp-option" }, box, node("span", {}, unbroken(box.value)));
  const el = group(first, ...boxes.map(row));
  return {
    el,
    renew(state) {
      el.disabled = state.disabled;
      if (control.takes(state)) write(state.value);
    },
    focus: () => boxes[0]?.focus(),
  };
}

/** @param {State} first @param {Line} line @returns {View} */
function orderView(first, line) {
  const said = node("div", { class: "bp-spoken", "aria-live": "polite" });
  const list = node("ol", { class: "bp-order" });
  /** @returns {any[]} */
  const rows = () => Array.from(list.children);
  const control = line.control(first, () => rows().map((row) => row.dataset.key), write);

  /** @param {string[]} keys */
  function write(keys) {
    const focused = document.activeElement;
    const now = new Map(rows().map((row) => [row.dataset.key, row]));
    keys.forEach((key, place) => {
      if (rows()[place] !== now.get(key)) list.insertBefore(now.get(key), rows()[place]);
    });
    number();
    // A row that moves loses the focus, though the person is still there.
    if (focused instanceof HTMLElement && list.contains(focused)) focused.focus();
  }
  function number() {
    rows().forEach((row, place) => {
      row.querySelector(".bp-place").textContent = place + 1;
    });
  }
  /** @param {any} row @param {number} by */
  function move(row, by) {
    const keys = rows().map((each) => each.dataset.key);
    const place = keys.indexOf(row.dataset.key);
    const target = Math.min(Math.max(place + by, 0), keys.length - 1);
    const what = row.querySelector(".bp-step").textContent;
    said.textContent = `${target + 1} of ${keys.length}: ${what}`;
    if (target === place) return;
    keys.splice(target, 0, ...keys.splice(place, 1));
    write(keys);
    control.edited();
  }
  /** @param {any} row @param {number} by */
  function moveInView(row, by) {
    move(row, by);
    row.scrollIntoView({ block: "nearest" }); // the person goes on from there
  }
  /** @param {any} row @param {PointerEvent} start */
  function drag(row, start) {
    const target = /** @type {Element} */ (start.target);
    // A finger on the words scrolls the page; a finger on the grip drags.
    const grip = start.pointerType === "mouse" || target.closest(".bp-grip");
    if (target.closest("button") || !grip || start.button !== 0) return;
    start.preventDefault();
    row.classList.add("bp-dragged");
    const taken = row.getBoundingClientRect();
    const heldAt = start.clientY - (taken.top + taken.height / 2); // from the middle of the row
    /** @param {PointerEvent} event */
    const follow = (event) => {
      const others = rows().filter((each) => each !== row);
      const above = others.filter((each) => {
        const box = each.getBoundingClientRect();
        return box.top + box.height / 2 <= event.clientY - heldAt;
      });
      const by = above.length - rows().indexOf(row);
      if (by) move(row, by);
    };
    const stop = () => {
      row.classList.remove("bp-dragged");
      for (const ending of ["pointerup", "pointercancel"]) removeEventListener(ending, stop);
      removeEventListener("pointermove", follow);
    };
    // On the window, not by pointer capture, which a row loses when it is moved in the page.
    addEventListener("pointermove", follow);
    for (const ending of ["pointerup", "pointercancel"]) addEventListener(ending, stop);
  }

  for (const [key, words] of optionsOf(first)) {
    /** @param {string} sign @param {string} way @param {number} by */
    const arrow = (sign, way, by) =>
      node("button", { "aria-label": `${way}: ${words}`, click: () => moveInView(row, by) }, sign);
    const row = node(
      "li",
      { "data-key": key, pointerdown: (/** @type {PointerEvent} */ event) => drag(row, event) },
      node("span", { class: "bp-grip", "aria-hidden": "true" }, "⠿"),
      node("span", { class: "bp-place", "aria-hidden": "true" }),
      node("span", { class: "bp-step" }, unbroken(words)),
      arrow("↑", "Move up", -1),
      arrow("↓", "Move down", 1),
    );
    list.append(row);
  }
  write(first.value);
  const el = group(first, list, said);
  return {
    el,
    renew(state) {
      el.disabled = state.disabled;
      if (control.takes(state)) write(state.value);
    },
    focus: () => list.querySelector("button").focus(),
  };
}

export default { render };
