// Evaluated in a page, with the handle of a slider and the picture that follows it. It records when
// a key goes down on the handle, when a changed picture has been painted, when an explorer sends a
// move to the kernel, and when pictures drawn ahead have come.
([handle, picture, kind]) => {
  const canvas = picture.querySelector("canvas");
  const image = () => picture.querySelector("img");
  const explorer = handle.closest(".bp-explorer");
  const frames = []; // times at which a new picture was on the screen
  const moves = []; // times at which an explorer asked the kernel for its picture
  const ahead = []; // times at which pictures drawn ahead came
  const QUIET = 1500; // after so many milliseconds without a new picture, none is on its way
  const NO_MORE = 600; // after so many without pictures ahead, no more are being drawn
  let pressed = 0;
  let pointed = 0;
  let lastFrame = 0;

  const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  // Return the first time after another one; throw an error if it does not come.
  const next = async (times, after) => {
    const deadline = after + 5000;
    while (!(times.at(-1) > after)) {
      if (performance.now() > deadline) throw new Error("nothing new within 5 s");
      await sleep(5);
    }
    return times.find((time) => time > after);
  };

  // A message posted while a frame is being made arrives when it has been painted.
  const changed = () =>
    requestAnimationFrame((frame) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        if (frame !== lastFrame) frames.push(performance.now()); // many changes, one frame
        lastFrame = frame;
      };
      port2.postMessage(null);
    });

  if (kind === "svg") {
    // Its elements stay and only their attributes change.
    const all = { attributes: true, childList: true, characterData: true, subtree: true };
    new MutationObserver(changed).observe(picture, all);
  } else if (kind === "canvas") {
    const draw = CanvasRenderingContext2D.prototype.drawImage;
    CanvasRenderingContext2D.prototype.drawImage = function (...what) {
      draw.apply(this, what);
      if (this.canvas === canvas) changed();
    };
  } else {
    let shown = image();
    new MutationObserver(() => {
      if (kind === "text") {
        changed();
      } else if (image() && image() !== shown) {
        shown = image();
        shown.decode().then(changed, () => {}); // replaced before it was decoded: never seen
      }
    }).observe(picture, { childList: true, characterData: true, subtree: true });
  }
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (message) {
    const text = typeof message === "string" ? message : new TextDecoder().decode(message);
    if (text.includes('"kind":"move"')) moves.push(performance.now());
    send.call(this, message);
  };
  const unpack = Response.prototype.json;
  Response.prototype.json = async function () {
    const unpacked = await unpack.call(this);
    if (unpacked.frames?.length) ahead.push(performance.now());
    return unpacked;
  };
  handle.addEventListener("keydown", () => (pressed = performance.now()), { capture: true });
  const control = handle.closest(".bp-control");
  control?.addEventListener("pointerenter", () => (pointed = performance.now()));

  const press = (key, slider = handle) => {
    if (!slider.matches("input")) {
      slider.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      return;
    }
    slider[key === "ArrowRight" ? "stepUp" : "stepDown"](); // the browser's own slider
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const step = (slider) =>
    press(slider.valueAsNumber < Number(slider.max) ? "ArrowRight" : "ArrowLeft", slider);
  const snapshot = () => {
    if (kind === "canvas") return canvas.toDataURL();
    if (kind === "svg") {
      const paths = [...picture.querySelectorAll("svg path")];
      return paths.map((path) => path.getAttribute("d")).join();
    }
    if (kind === "image") return image().src;
    if (!explorer) return picture.innerHTML;
    return [...picture.querySelectorAll("svg")].map((svg) => svg.outerHTML).join();
  };

  window.stopwatch = {
    // Milliseconds from the last key press to the painted picture, and whether it was drawn ahead:
    // then the kernel was not asked before it was painted.
    async answer() {
      const painted = await next(frames, pressed);
      const asked = moves.some((sent) => sent >= pressed && sent <= painted);
      return { milliseconds: painted - pressed, ahead: !asked };
    },

    // Milliseconds from pointing at the control to the first pictures drawn ahead for it.
    async firstPictures() {
      return (await next(ahead, pointed)) - pointed;
    },

    // Wait until no more pictures are drawn ahead.
    async rest() {
      const start = performance.now();
      while (performance.now() - Math.max(start, ahead.at(-1) ?? 0) < NO_MORE) await sleep(20);
    },

    // Move another slider by a step: the pictures known for this one are then of no use.
    async moveAnother() {
      step([...explorer.querySelectorAll("input[type=range]")].find((one) => one !== handle));
      await this.rest();
    },

    // Move the slider by a step without pointing at it.
    step() {
      pressed = performance.now();
      step(handle);
    },

    // Key presses at a steady rate, to and fro, that end where they began.
    async drag(seconds, rate, turn) {
      const before = snapshot();
      const start = performance.now();
      for (let event = 0; event < seconds * rate; event++) {
        const wait = start + (event * 1000) / rate - performance.now();
        if (wait > 0) await sleep(wait);
        press(Math.floor(event / turn) % 2 ? "ArrowLeft" : "ArrowRight");
      }
      const end = performance.now();
      while (performance.now() - Math.max(end, frames.at(-1)) < QUIET) await sleep(50);
      return {
        rate: (1000 * seconds * rate) / (end - start),
        frames: frames.filter((painted) => painted > start && painted <= end).length,
        seconds: (end - start) / 1000,
        settled: frames.at(-1) - end,
        right: snapshot() === before,
      };
    },
  };
}
