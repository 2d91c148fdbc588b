"""Fetch the newest course into a checkout in which somebody has worked: `make update`.

Whoever takes the course changes its notebooks, so `git pull` alone ends in a conflict. Here, the
notebooks that were changed are first copied into a folder beside them, which Git ignores. If
anything goes wrong, all stays as it was.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


class UpdateError(Exception):
    """Why the course cannot be updated."""


def update(root: Path) -> str:
    """Update the checkout in a folder; return what was done, for the learner.

    Raises
    ------
    UpdateError
        If the course cannot be updated. Everything is then as it was.
    """
    if not (root / ".git").exists():
        raise UpdateError("this is not a Git checkout: download the course again")
    _git(root, "fetch", "--quiet")
    if not _git(root, "log", "--oneline", "HEAD..@{upstream}"):
        return "You have the newest course."
    changed = _git(root, "diff", "--name-only", "HEAD", "--", "notebooks").splitlines()
    kept = _copy(root, changed)
    try:
        if changed:
            _git(root, "checkout", "--quiet", "HEAD", "--", *changed)
        _git(root, "merge", "--quiet", "--ff-only", "@{upstream}")
    except UpdateError:
        if kept:
            for copied in kept.iterdir():
                shutil.copy(copied, root / "notebooks")
            shutil.rmtree(kept)
        raise
    where = f" The notebooks as you left them are in {kept.relative_to(root)}." if kept else ""
    return f"The course is updated.{where}"


def _copy(root: Path, changed: list[str]) -> Path | None:
    """Copy these files into a new folder and return it; if there are none, return None."""
    if not changed:
        return None
    folder = root / "notebooks" / time.strftime("mine-%Y-%m-%d-%H%M%S")
    folder.mkdir()
    for name in changed:
        if (root / name).exists():
            shutil.copy(root / name, folder)
    return folder


def _git(root: Path, *command: str) -> str:
    try:
        run = subprocess.run(["git", *command], cwd=root, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise UpdateError("Git is not installed") from error
    if run.returncode:
        raise UpdateError(f"`git {command[0]}` says: {run.stderr.strip()}")
    return run.stdout


def main() -> int:
    """Update this checkout; return 1 if it cannot be done."""
    try:
        print(update(ROOT))
    except UpdateError as error:
        print(f"The course was not updated, and nothing was changed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
