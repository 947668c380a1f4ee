"""Calls that may take long: in a thread of their own, so that an interrupt is seen at once.

The calling thread waits for what the other reports. An interrupt, or what a progress function raises, sets the flag
that the library looks at, and goes on when the library has let go of the arrays: no thread outlives its call.
"""

from __future__ import annotations

import ctypes
import queue
import threading
from typing import Any, Callable, List, Optional, Tuple

from . import _interface
from ._interface import Control, Error
from ._warnings import collected

#: Called with what is done and how far it is, from 0 to 1, or None where that is not known.
ProgressFunction = Callable[[str, Optional[float]], Any]

_END = None


def run_in_thread(
    function: Callable[[Control, Error], int], control: Control, error: Error, show: Optional[ProgressFunction]
) -> Tuple[int, List[str]]:
    """The status that ``function(control, error)`` gives, and the library's warnings; ``show`` is called meanwhile."""
    events: "queue.SimpleQueue[Any]" = queue.SimpleQueue()
    cancelled = ctypes.c_int32(0)
    control.cancelled = ctypes.pointer(cancelled)
    if show is not None:
        control.progress = _reporting(events)
    status, lines = 0, []
    problem: Optional[BaseException] = None

    def work() -> None:
        nonlocal status, lines, problem
        try:
            lines = collected()
            status = function(control, error)
        except BaseException as raised:  # of the marshalling, such as a ctypes.ArgumentError
            problem = raised
        finally:
            events.put(_END)

    thread = threading.Thread(target=work, name="widelimit")
    try:
        thread.start()
    except BaseException as raised:
        problem, cancelled.value = raised, 1
        if thread.ident is None:
            raise
    interruption = _wait(events, cancelled, show) or problem
    _join(thread)
    if interruption is not None:
        raise interruption
    return status, lines


def _reporting(events: "queue.SimpleQueue[Any]") -> Any:
    """A progress function for the library, which calls it from any thread: the one that waits gets what it says."""
    return _interface.Progress(
        lambda _, stage, fraction: events.put((stage.decode(errors="replace"), fraction if fraction >= 0 else None))
    )


def _wait(
    events: "queue.SimpleQueue[Any]", cancelled: ctypes.c_int32, show: Optional[ProgressFunction]
) -> Optional[BaseException]:
    """Waits for the end, and gives the first interrupt meanwhile, or what the progress function raised."""
    interruption: Optional[BaseException] = None
    while True:
        try:
            event = events.get()
            if event is _END:
                return interruption
            if show is not None and interruption is None:
                show(*event)
        except BaseException as raised:
            interruption, cancelled.value = interruption or raised, 1


def _join(thread: threading.Thread) -> None:
    """Waits until the thread, which is at its end, is gone."""
    while thread.is_alive():
        try:
            thread.join()
        except KeyboardInterrupt:
            pass
