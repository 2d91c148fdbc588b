"""Make the hand-out, two pages to print: `python -m tools.handout [FOLDER]`.

The text is in workshop/handout.html.j2; every number in it is computed here by `backprop_lib`.
Where Chromium or Chrome is found, the page is printed to PDF too, for A4 and for US Letter.
"""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import jinja2
import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from backprop_lib import (
    best_weight,
    chain,
    critical_lr,
    descend,
    forward,
    loss,
    shrink_factor,
)
from backprop_lib.article import LR, W1, W2, W, X, Y
from backprop_lib.notation import number

from .repository import BUILD, ROOT, find_chromium

TEMPLATE = ROOT / "workshop" / "handout.html.j2"
FOLDER = BUILD / "handout"
PAPERS = {"a4": "A4", "letter": "letter"}
STEPS = 3


def loss_curve() -> str:
    """Return the loss curve as a picture in a data address: black on white, to draw on."""
    weights = np.linspace(-0.3, 1.0, 200)
    figure = Figure(figsize=(7.1, 3.1), layout="constrained")
    axes = figure.subplots()
    axes.plot(weights, loss(forward(X, weights), Y), color="black", lw=1.2)
    axes.plot([W], [loss(forward(X, W), Y)], "s", color="white", mec="black", ms=7)
    axes.annotate("start", (W, loss(forward(X, W), Y)), xytext=(-34, 4), textcoords="offset points")
    axes.set(xlabel="weight w", ylabel="loss j", xlim=(-0.25, 0.95), ylim=(0, 0.6))
    axes.set_xticks(np.arange(-0.2, 0.91, 0.1))
    axes.set_xticks(np.arange(-0.2, 0.91, 0.02), minor=True)
    axes.grid(color="0.75", lw=0.6)
    axes.grid(which="minor", axis="x", color="0.9", lw=0.4)
    buffer = BytesIO()
    with mpl.rc_context({"svg.hashsalt": "hand-out"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return "data:image/svg+xml;base64," + base64.b64encode(buffer.getvalue()).decode()


def values() -> dict[str, Any]:
    """Return the values for the template: the article's and all that follow from them."""
    walked = descend(X, Y, W, LR, STEPS)
    one_step, limit = critical_lr(X)
    chain_values = chain.forward(X, [W1, W2])

    return {
        "x": X,
        "y": Y,
        "lr": LR,
        "steps": [
            {"w": w, "y_hat": y_hat, "error": y_hat - Y, "loss": j, "gradient": gradient}
            for w, y_hat, j, gradient in zip(
                walked.w, walked.y_hat, walked.loss, walked.gradient, strict=True
            )
        ],
        "slope": 2 * X * X,
        "offset": 2 * Y * X,
        "best": best_weight(X, Y),
        "shrink": shrink_factor(X, LR),
        "one_step": one_step,
        "limit": limit,
        "w1": W1,
        "w2": W2,
        "values": chain_values,
        "slopes": chain.backward(chain_values, [W1, W2], Y),
        "curve": loss_curve(),
    }


def page(paper: str = "") -> str:
    """Return the hand-out as HTML, with its page size set if a paper is named."""
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["n"] = lambda value, digits=4: number(value, digits=digits)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(values(), paper=paper)


def print_pdf(chromium: str, paper: str, target: Path) -> None:
    """Print the hand-out to PDF on this paper."""
    target.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as own:  # a snap does not see our /tmp
        source = Path(own, "handout.html")
        source.write_text(page(paper), encoding="utf-8")
        root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        subprocess.run(
            [
                *(chromium, "--headless", "--disable-gpu", *root, f"--user-data-dir={own}/profile"),
                *("--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri()),
            ],
            check=True,
            capture_output=True,
            timeout=60,
        )
    if not target.exists():
        sys.exit(f"{chromium} printed no {target.name}: open handout.html in a browser and print.")


def make(folder: Path) -> list[Path]:
    """Write the hand-out into `folder`; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / "handout.html"]
    written[0].write_text(page(), encoding="utf-8")
    chromium = find_chromium()
    if chromium is None:
        print("No Chromium or Chrome found, so no PDF: open handout.html in a browser and print.")
        return written
    for name, paper in PAPERS.items():
        written.append(folder / f"handout_{name}.pdf")
        print_pdf(chromium, paper, written[-1])
    return written


def main(arguments: list[str]) -> None:
    """Make the hand-out in the given folder, or in build/handout."""
    for path in make(Path(arguments[0]).resolve() if arguments else FOLDER):
        print(path.name, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
