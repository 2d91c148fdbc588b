"""Each learner's own copy of the notebooks, and how an update of the course gets there.

The notebooks as they stand in the course are committed to a small git repository beside the
learners' folders, whether the course itself is a git checkout or not, with or without a network.
nbgitpuller brings them from there: what a learner changed stays, what is new arrives.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from nbgitpuller.pull import GitPuller

BRANCH = "main"
# Half of one notebook and half of another are no notebook: the learner's is kept whole.
_ATTRIBUTES = "*.ipynb -merge\n"


def keep_git_to_itself(learners: Path) -> None:
    """Have git and nbgitpuller heed neither this person's settings nor a repository around.

    Parameters
    ----------
    learners
        The folder of all learners. Git looks for no repository above it, such as the course's.
    """
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]
    os.environ["GIT_CEILING_DIRECTORIES"] = str(learners)
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
    os.environ["GIT_CONFIG_NOSYSTEM"] = "1"


def publish(notebooks: Path, repository: Path) -> None:
    """Commit the notebooks as they are now, for learners' copies to be made and updated from.

    Parameters
    ----------
    notebooks
        The folder of the course that holds them.
    repository
        Where the git repository is, or is made.
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
    """Bring the published notebooks into a learner's folder, past all that the learner changed.

    Parameters
    ----------
    repository
        What `publish` made.
    folder
        The learner's copy; made where there is none.

    Raises
    ------
    Exception
        If git cannot; the folder is then as it was.
    """
    if folder.exists():
        _pull(repository, folder)
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Under another name until it is whole: a hub may be killed at any moment.
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
