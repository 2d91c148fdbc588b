"""What a browser keeps for the site: the files of JupyterLite, which pages read and write, too."""

from backprop_lib.interface import script
from tools.repository import ROOT

_FILES = script(ROOT / "backprop_lib" / "practice" / "engine" / "browser_files.js")


def text_kept(page, path="progress.json"):
    """The text of a file that the browser keeps, or None if there is none."""
    page.wait_for_function("!document.documentElement.hasAttribute('data-keeping')")
    return page.evaluate(
        f"async path => {{ {_FILES} return (await readText(path)) ?? null; }}", path
    )


def keep_text(page, text, path="progress.json"):
    """Let the browser keep a file."""
    page.evaluate(
        f"async ([path, text]) => {{ {_FILES} await changeText(path, () => text); }}", [path, text]
    )


def paths_kept(page):
    """The paths of all files that the browser keeps."""
    return page.evaluate(f"async () => {{ {_FILES} return keptPaths(); }}")
