"""The pictures that move while you drag a control.

An explorer is in the module that has its name: `descent` holds the `DescentExplorer`, which is the
one of notebook 03. It is imported on first use. What several explorers draw is in `pieces`; what
all have in common is in `engine`, where `Explorer` says how to write another.
"""

from importlib import import_module
from pkgutil import iter_modules

from .engine import Explorer


def _class_name(name: str) -> str:
    """Return the class name of a module's explorer: DescentExplorer for descent."""
    return f"{name.title().replace('_', '')}Explorer"


_MODULES = {
    _class_name(module.name): f"{__name__}.{module.name}"
    for module in iter_modules(__path__)
    if not module.ispkg
}

__all__ = ["Explorer", *_MODULES]


def __getattr__(name: str) -> type[Explorer]:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return list(__all__)
