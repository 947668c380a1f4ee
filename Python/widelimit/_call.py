"""Calls into the library: threads, progress, warnings, and statuses as exceptions.

A call that may take long runs in a thread of its own (`_thread`). A short call runs where it is, for a thread costs
more than a small kernel.
"""

from __future__ import annotations

import ctypes
import json
import operator
import sys
from typing import Any, Callable, Optional, Union

from . import _interface
from ._interface import Control, Error
from ._library import library
from ._thread import ProgressFunction, run_in_thread
from ._warnings import collect, collected, warn

Progress = Union[None, bool, ProgressFunction]

# Fewer operations end within milliseconds.
_SHORT = 1e6

_EXCEPTIONS = {
    _interface.NO_INPUT: FileNotFoundError,
    _interface.MEMORY: MemoryError,
    _interface.IO: OSError,
    _interface.LOCKED: OSError,
    _interface.PERMISSION: PermissionError,
    _interface.CANCELLED: KeyboardInterrupt,
}


def run(
    function: Callable[[Control, Error], int],
    *,
    threads: Optional[int] = None,
    progress: Progress = None,
    work: float = float("inf"),
) -> None:
    """Calls ``function(control, error)``, which calls the library and gives its status.

    Parameters
    ----------
    threads
        None: all that the process may use.
    progress
        A function of stage and fraction, called in the calling thread; True: a line on standard error.
    work
        About how many operations the call takes.
    """
    control = Control(threads=_checked_threads(threads), warning=collect)
    error, show = Error(), _shown(progress)
    if work < _SHORT and show is None:
        lines = collected()
        status = function(control, error)
    else:
        status, lines = run_in_thread(function, control, error, show)
    if lines:
        warn(lines)
    if status:
        raise exception(status, error)


def ask(function: Callable[[Any, Error], int]) -> Any:
    """What a short function of the library gives as JSON: ``function(text, error)``."""
    return decoded(ask_text(function))


def ask_text(function: Callable[[Any, Error], int]) -> str:
    """The text that a short function of the library gives."""
    text, error = ctypes.c_void_p(), Error()
    status = function(ctypes.byref(text), error)
    if status:
        raise exception(status, error)
    return take(text)


def decoded(text: str) -> Any:
    """The library's JSON; numbers that JSON does not have stand there as texts."""

    def number(value: Any) -> Any:
        if isinstance(value, list):
            return [number(item) for item in value]
        return float(value) if isinstance(value, str) and value in ("inf", "-inf", "nan") else value

    return json.loads(text, object_pairs_hook=lambda pairs: {name: number(value) for name, value in pairs})


def take(text: ctypes.c_void_p) -> str:
    """A text of the library's as a string; its memory is given back."""
    try:
        return ctypes.string_at(text.value).decode() if text.value else ""
    finally:
        library.widelimit_free_text(text)


def exception(status: int, error: Error) -> BaseException:
    """The exception of a status, with the library's line."""
    message = error.message.decode(errors="replace") or f"the library ended with status {status} and no message"
    return _EXCEPTIONS.get(status, ValueError)(message)


def _checked_threads(threads: Optional[int]) -> int:
    if threads is None:
        return 0
    try:
        count = operator.index(threads)
    except TypeError:
        raise TypeError(f"threads is {threads!r}, not a whole number") from None
    if not 1 <= count < 2**31:
        raise ValueError(f"threads is {count}; give a number from 1 on, or None for all processors")
    return count


def _shown(progress: Progress) -> Optional[ProgressFunction]:
    if progress is None or progress is False:
        return None
    if progress is True:
        return _print_progress
    if not callable(progress):
        raise TypeError(f"progress is {progress!r}; give a function of stage and fraction, or True")
    return progress


def _print_progress(stage: str, fraction: Optional[float]) -> None:
    done = "" if fraction is None else f" {100 * fraction:3.0f} %"
    print(f"\r{stage}{done}\x1b[K", end="\n" if fraction == 1 else "", file=sys.stderr, flush=True)
