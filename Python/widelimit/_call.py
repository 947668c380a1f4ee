"""Calls into the library: threads, Ctrl-C, progress, warnings, and statuses as exceptions.

A call that may take long runs in a thread of its own, while the calling thread waits for what that one reports. So an
interrupt is seen at once, sets the flag that the library looks at, and is raised when the library has let go of the
arrays: no thread outlives its call. A short call runs where it is, for a thread costs more than a small kernel.
"""

from __future__ import annotations

import ctypes
import json
import operator
import queue
import sys
import threading
import warnings
from typing import Any, Callable, List, Optional, Union

from . import _interface
from ._interface import Control, Error
from ._library import library

#: Called with what is done and how far it is, from 0 to 1, or None where that is not known.
ProgressFunction = Callable[[str, Optional[float]], Any]
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


class WideLimitWarning(UserWarning):
    """What the library says of a result that was computed, such as how many digits rounding leaves of it."""


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
    control = Control(threads=_checked_threads(threads), warning=_collect)
    show = _shown(progress)
    if work < _SHORT and show is None:
        collected = _Collected.begin()
        error = Error()
        status = function(control, error)
    else:
        status, error, collected = _run_in_thread(function, control, show)
    if collected:
        _warn(collected)
    if status:
        raise exception(status, error)


def ask(function: Callable[[Any, Error], int]) -> Any:
    """What a short function of the library gives as JSON: ``function(text, error)``."""
    return json.loads(ask_text(function))


def ask_text(function: Callable[[Any, Error], int]) -> str:
    """The text that a short function of the library gives."""
    text, error = ctypes.c_void_p(), Error()
    status = function(ctypes.byref(text), error)
    if status:
        raise exception(status, error)
    return take(text)


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


def _run_in_thread(function: Callable[[Control, Error], int], control: Control, show: Optional[ProgressFunction]):
    events: "queue.SimpleQueue[Optional[tuple]]" = queue.SimpleQueue()
    cancelled = ctypes.c_int32(0)
    control.cancelled = ctypes.pointer(cancelled)
    report = None
    if show is not None:
        # Comes from any thread: what it says is handed to the one that waits.
        report = _interface.Progress(
            lambda _, stage, fraction: events.put((stage.decode(), fraction if fraction >= 0 else None))
        )
        control.progress = report
    error = Error()
    status, collected, problem = 0, [], None

    def work() -> None:
        nonlocal status, collected, problem
        try:
            collected = _Collected.begin()
            status = function(control, error)
        except BaseException as raised:  # of the marshalling, such as a ctypes.ArgumentError
            problem = raised
        finally:
            events.put(None)

    thread = threading.Thread(target=work, name="widelimit")
    interruption: Optional[BaseException] = None
    try:
        thread.start()
    except BaseException as raised:
        if thread.ident is None:
            raise
        interruption, cancelled.value = raised, 1
    while True:
        try:
            event = events.get()
            if event is None:
                break
            if show is not None and interruption is None:
                show(*event)
        except BaseException as raised:  # an interrupt, or whatever a progress function raises
            interruption, cancelled.value = interruption or raised, 1
    while thread.is_alive():
        try:
            thread.join()
        except KeyboardInterrupt as raised:
            interruption = interruption or raised
    if interruption is not None:
        raise interruption
    if problem is not None:
        raise problem
    return status, error, collected


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


class _Collected(threading.local):
    """The warnings of the library's call on this thread, which gives them on the thread that calls it."""

    lines: List[str] = []

    @classmethod
    def begin(cls) -> List[str]:
        _here.lines = []
        return _here.lines


_here = _Collected()


@_interface.Warning_
def _collect(_: Any, line: bytes) -> None:
    _here.lines.append(line.decode(errors="replace"))


def _warn(lines: List[str]) -> None:
    """Warns at the line of the user's that called the package."""
    package, level, frame = __package__ + ".", 1, sys._getframe()
    while frame is not None and (frame.f_globals.get("__name__", "") + ".").startswith(package):
        level, frame = level + 1, frame.f_back
    for line in lines:
        warnings.warn(line, WideLimitWarning, stacklevel=level)
