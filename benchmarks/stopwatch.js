// Evaluated in a page, with the handle of a slider and the picture that follows it. It records when
// a key goes down on the handle, when a changed picture has been painted, and how many of the
// slider's messages to the kernel have no picture yet.
([handle, picture, kind]) => {
  const canvas = picture.querySelector("canvas");
  const image = () => picture.querySelector("img");
  const frames = []; // times at which a new picture was on the screen
  const QUIET = 1500; // after so many milliseconds without a new picture, none is on its way
  let pressed = 0;
  let lastFrame = 0;
  let pending = 0; // messages sent that no picture has answered
  let asked = ""; // the value in the last of these messages
  let behind = 0; // the largest number pending when a picture came

  const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

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
    new MutationObserver((records) => {
      if (kind === "text") {
        // One record for each picture that replaced another, even if two came in one task.
        pending -= records.filter((record) => record.addedNodes.length).length;
        behind = Math.max(behind, pending);
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
    const move = text.match(/"method":"update","state":\{"value":([^,}]*)/);
    if (move && move[1] !== asked) pending++; // a value sent twice changes no picture
    if (move) asked = move[1];
    send.call(this, message);
  };
  handle.addEventListener("keydown", () => (pressed = performance.now()), { capture: true });

  const press = (key) => {
    if (!handle.matches("input")) {
      handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      return;
    }
    handle[key === "ArrowRight" ? "stepUp" : "stepDown"](); // the browser's own slider
    handle.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const snapshot = () => {
    if (kind === "canvas") return canvas.toDataURL();
    if (kind === "svg") {
      const paths = [...picture.querySelectorAll("svg path")];
      return paths.map((path) => path.getAttribute("d")).join();
    }
    if (kind === "image") return image().src;
    return (picture.querySelector("[role=img]") ?? picture).innerHTML;
  };

  window.stopwatch = {
    // Milliseconds from the last key press to the painted picture.
    async answer() {
      const deadline = pressed + 5000;
      while (!(frames.at(-1) > pressed)) {
        if (performance.now() > deadline) throw new Error("no new picture within 5 s");
        await sleep(5);
      }
      return frames.find((painted) => painted > pressed) - pressed;
    },

    // Key presses at a steady rate, to and fro, that end where they began.
    async drag(seconds, rate, turn) {
      const before = snapshot();
      pending = behind = 0;
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
        behind: kind === "text" ? behind : null,
        right: snapshot() === before,
      };
    },
  };
}
