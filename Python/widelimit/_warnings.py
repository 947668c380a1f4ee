"""What the library warns of, as warnings of Python's."""

from __future__ import annotations

import sys
import threading
import warnings
from types import FrameType
from typing import Any, List, Optional, Type

from . import _interface


class WideLimitWarning(UserWarning):
    """What the library says of a result that was computed, such as how many digits rounding leaves of it."""


# The lines of the call that this thread is in: the library gives them on the thread that calls it.
_here = threading.local()


def collected() -> List[str]:
    """Where the lines of the call that begins now on this thread will be."""
    _here.lines = []
    return _here.lines


@_interface.Warning_
def collect(_: Any, line: bytes) -> None:
    """What the library calls."""
    _here.lines.append(line.decode(errors="replace"))


def warn(lines: List[str], category: Type[Warning] = WideLimitWarning) -> None:
    """Warns at the line of the user's that called the package."""
    package, level = f"{__package__}.", 1
    frame: Optional[FrameType] = sys._getframe()
    while frame is not None and (frame.f_globals.get("__name__", "") + ".").startswith(package):
        level, frame = level + 1, frame.f_back
    for line in lines:
        warnings.warn(line, category, stacklevel=level)
