"""Each learner's own copy of the notebooks, and how an update of the course gets there.

The course's notebooks are committed to a small git repository beside the learners' folders. That
works whether or not the course itself is a git checkout, and with or without a network.
nbgitpuller pulls them from there: a learner's changes stay, and what is new arrives.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from nbgitpuller.pull import GitPuller

BRANCH = "main"
# Two notebooks merged line by line may not be a valid notebook: the learner's is kept whole.
_ATTRIBUTES = "*.ipynb -merge\n"


def keep_git_to_itself(learners: Path) -> None:
    """Make git and nbgitpuller ignore this person's settings and any repository around.

    Parameters
    ----------
    learners
        The folder of all learners. Git does not look above it for a repository, such as the
        course's own.
    """
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]
    os.environ["GIT_CEILING_DIRECTORIES"] = str(learners)
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
    os.environ["GIT_CONFIG_NOSYSTEM"] = "1"


def publish(notebooks: Path, repository: Path) -> None:
    """Commit the notebooks as they are now; learners' copies are made and updated from this.

    Parameters
    ----------
    notebooks
        The folder of the course that holds them.
    repository
        The folder of the git repository, which is made if there is none.
    """
    if not (repository / ".git").exists():
        repository.mkdir(parents=True, exist_ok=True)
        _git(repository, "init", "--quiet", f"--initial-branch={BRANCH}")
    (repository / ".git" / "index.lock").unlink(missing_ok=True)  # of a hub that was killed
    for old in repository.glob("*.ipynb"):
        old.unlink()
    for notebook in notebooks.glob("*.ipynb"):
        shutil.copy(notebook, repository)
    (repository / ".gitattributes").write_text(_ATTRIBUTES)
    _git(repository, "add", "--all")
    if _git(repository, "status", "--porcelain"):
        author = ("-c", "user.name=The course", "-c", "user.email=course@localhost")
        _git(repository, *author, "commit", "--quiet", "--message=The course as it is now")


def deliver(repository: Path, folder: Path) -> None:
    """Bring the published notebooks into a learner's folder, and keep what the learner changed.

    Parameters
    ----------
    repository
        What `publish` made.
    folder
        The learner's copy, which is made if there is none.

    Raises
    ------
    Exception
        If git fails; the folder is then as it was.
    """
    if folder.exists():
        _pull(repository, folder)
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    # It has another name until it is complete, because a hub may be killed at any moment.
    with tempfile.TemporaryDirectory(prefix=".coming-", dir=folder.parent) as coming:
        whole = Path(coming) / folder.name
        _pull(repository, whole)
        whole.rename(folder)


def _pull(repository: Path, folder: Path) -> None:
    (folder / ".git" / "index.lock").unlink(missing_ok=True)  # of a hub that was killed
    for _ in GitPuller(str(repository), str(folder), branch=BRANCH, depth=0).pull():
        pass


def _git(repository: Path, *arguments: str) -> str:
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
