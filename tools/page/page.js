// A wide table, a long formula or a long line of code is scrolled in a place of its own, which arrow
// keys have to reach.

const look = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth;
    if (scrolls) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
});

document.querySelectorAll("pre, .wide, .formula, .text p:has(> math)").forEach((box) => look.observe(box));

// Over plain http from another machine there is no service worker, and so Python cannot keep files.
if (!isSecureContext) {
  document.querySelectorAll(".stays").forEach((words) => {
    words.textContent =
      "This site is served over plain http from another machine. The browser keeps what you do on " +
      "these pages, but it keeps no progress after you choose Run it here.";
  });
  document.querySelectorAll(".run-kept").forEach((words) => words.remove());
}

// JupyterLite needs a server: from a disk it would be a blank page.
if (location.protocol === "file:") {
  document.querySelectorAll('a[href^="lite/"]').forEach((link) => {
    if (link.closest("nav, .ways")) link.setAttribute("hidden", "");
    else link.replaceWith(link.textContent ?? ""); // a sentence stays whole
  });
  const cost = document.querySelector("#cost");
  if (cost) {
    const command = document.createElement("code");
    command.textContent = "python3 -m http.server --bind 127.0.0.1";
    cost.replaceChildren(
      "To use Run it here, start a server: type ",
      command,
      " in this folder (on Windows, py in place of python3), then open http://127.0.0.1:8000.",
    );
  }
}
