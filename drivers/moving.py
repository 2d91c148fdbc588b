"""Make the README's pictures from notebook 03 in a real JupyterLab: `python -m drivers.moving`.

The pointer drags the learning rate through steady, swinging and running away, and back. A frame is
taken after each move of the pointer, not by the clock, so that a busy machine changes nothing. The
table below the sentence is left out. One of the frames, taken larger, is the still picture for
those who want no motion.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, ViewportSize

from tools.repository import ROOT, find_chromium

from .lab import ExplorerOnPage, running_browser, running_lab

MOVING, STILL = ROOT / "docs" / "descent.webp", ROOT / "docs" / "descent.png"
FRAMES_A_SECOND = 12
WIDTH = 760  # pixels of the moving picture; the page is twice as dense as it needs, for sharp words
_DENSITY = 2
_VIEWPORT: ViewportSize = {"width": 1150, "height": 1000}
_MARGIN = 12
_LABEL = "learning rate lr"
_STEPS = 8
# Learning rates, and in how many frames the pointer goes there. Twice the same is a rest.
_WAY = (
    (0.1, 6),
    (0.3, 12),
    (0.36, 6),
    (0.36, 6),
    (0.48, 8),
    (0.5, 6),
    (0.5, 6),
    (0.36, 8),
    (0.1, 14),
)
_STILL_AT = 0.36
_POINTER = """() => {
  const arrow = document.createElement("div");
  arrow.style = "position: fixed; z-index: 9; pointer-events: none";
  arrow.innerHTML = '<svg width="24" height="32" style="display: block; overflow: visible">' +
    '<path d="M0 0V22L5.5 17.5 9.5 26.5 13.5 24.7 9.5 16H16Z" stroke="#fff"/></svg>';
  document.body.append(arrow);
  document.addEventListener("pointermove", ({ clientX, clientY }) => {
    arrow.style.left = `${clientX}px`;
    arrow.style.top = `${clientY}px`;
  }, { capture: true });
  const style = document.createElement("style");
  style.textContent = ".bp-explorer .bp-table { visibility: hidden }";
  document.head.append(style);
}"""


def learning_rates() -> Iterator[float]:
    """Yield the learning rate of each frame; the pointer is slow at the ends of each part."""
    before = _WAY[-1][0]
    for to, frames in _WAY:
        for frame in range(1, frames + 1):
            part = frame / frames
            yield before + (to - before) * part * part * (3 - 2 * part)
        before = to


def film(page: Page, explorer: ExplorerOnPage) -> tuple[list[Image.Image], Image.Image]:
    """Drag the slider along the way; return the frames, and the one of the still picture."""
    slider = explorer.slider(_LABEL)
    explorer.field("steps").fill(str(_STEPS))
    explorer.field("steps").press("Enter")
    page.evaluate(_POINTER)
    explorer.root.evaluate("root => root.scrollIntoView({ block: 'start' })")
    slider.hover()
    page.wait_for_timeout(2000)  # until the pictures are drawn ahead
    frames: list[Image.Image] = []
    still, lowest = 0, 0.0
    card = _box(explorer.root)
    clip: FloatRect = {**card, "height": _VIEWPORT["height"] - card["y"]}
    page.mouse.move(*_place_of(slider, _WAY[0][0]))
    page.mouse.down()
    for rate in learning_rates():
        page.mouse.move(*_place_of(slider, rate))
        explorer.settle()
        picture = page.screenshot(clip=clip, animations="disabled")
        frames.append(Image.open(io.BytesIO(picture)).convert("RGB"))
        sentence = _box(explorer.status)
        lowest = max(lowest, sentence["y"] + sentence["height"])
        if rate == _STILL_AT:
            still = len(frames) - 1
    page.mouse.up()
    height = round(_DENSITY * (lowest + _MARGIN - card["y"]))
    frames = [frame.crop((0, 0, frame.width, height)) for frame in frames]
    return frames, frames[still]


def _place_of(slider: Locator, rate: float) -> tuple[float, float]:
    """Return where on the page the slider's thumb is at this learning rate."""
    x, y, part = slider.evaluate(
        "(slider, rate) => {"
        "  const { left, top, width, height } = slider.getBoundingClientRect();"
        "  const thumb = 20;"
        "  const part = Math.round(rate / 0.005) / slider.max;"
        "  return [left + thumb / 2 + part * (width - thumb), top + height / 2, part];"
        "}",
        rate,
    )
    assert 0 <= part <= 1
    return x, y


def _box(part: Locator) -> FloatRect:
    box = part.bounding_box()
    assert box is not None
    return box


def main() -> None:
    """Film notebook 03 and write both pictures."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium or Chrome found: install one, or set CHROMIUM to its path.")
    os.environ["PYTHONPATH"] = str(ROOT)  # for the notebook's kernel
    with (
        tempfile.TemporaryDirectory() as folder,
        running_lab(Path(folder)) as lab,
        running_browser(chromium) as browser,
    ):
        page = browser.new_page(viewport=_VIEWPORT, device_scale_factor=_DENSITY)
        notebook = lab.open(page, "03_descent.ipynb")
        notebook.run_all()
        notebook.unlock()
        frames, still = film(page, notebook.explorer)
    size = WIDTH, round(WIDTH * still.height / still.width)
    first, *others = (frame.resize(size, Image.Resampling.LANCZOS) for frame in frames)
    first.save(
        MOVING,
        save_all=True,
        append_images=others,
        duration=round(1000 / FRAMES_A_SECOND),
        loop=0,
        quality=80,
        method=6,
    )
    still.quantize(256).save(STILL, optimize=True)
    for path in (MOVING, STILL):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
