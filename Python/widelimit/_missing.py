"""What neural-tangents has and this package has not: an exception with the reason."""

from __future__ import annotations

import importlib
import sys
from typing import Any, Callable, Dict, Tuple


def reasons(module: str, known: Dict[str, str], later: Tuple[str, ...] = ()) -> Callable[[str], Any]:
    """A module's ``__getattr__`` for names that are not there, of which ``known`` has reasons.

    An `AttributeError`, and where the name is imported from a package an `ImportError`: Python would put its own,
    without the reason, in the place of the former. Modules in ``later`` are imported when they are first asked for.
    """

    def __getattr__(name: str) -> Any:
        if name in later:
            return importlib.import_module(f"{module}.{name}")
        if name not in known:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        imports = sys._getframe(1).f_code.co_name == "_handle_fromlist"  # importlib's, of a package
        raise (ImportError if imports else AttributeError)(f"{module}.{name} is not supported: {known[name]}")

    return __getattr__
