"""Finds the library, loads it, and refuses one of another version than the package."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import Iterator

from . import _interface, _native
from ._version import INTERFACE, __version__

NAME = "libWideLimitC.so"
VARIABLE = "WIDELIMIT_LIBRARY"
_package = Path(__file__).resolve().parent


def _places() -> Iterator[Path]:
    bundled = _native.library()
    if bundled is not None:
        yield bundled
    yield _package.parents[1] / ".build" / "release" / NAME


def find() -> Path:
    """The library's file: what ``WIDELIMIT_LIBRARY`` names, else the package's own, else a build of the checkout.

    Raises
    ------
    ImportError
        If there is none.
    """
    chosen = os.environ.get(VARIABLE)
    if chosen:
        if Path(chosen).is_file():
            return Path(chosen)
        raise ImportError(f"{chosen}: no such file, named by {VARIABLE}")
    for place in _places():
        if place.is_file():
            return place
    raise ImportError(
        f"{NAME} is neither in the package nor built: install the wheel, build it in the checkout, "
        f"or name its file by {VARIABLE}"
    )


def load(path: Path) -> ctypes.CDLL:
    """Loads the library.

    Raises
    ------
    ImportError
        If it cannot be loaded, or is of another interface or version than the package.
    """
    try:
        loaded = ctypes.CDLL(str(path))
        _interface.declare_version(loaded)
        interface, version = loaded.widelimit_interface(), loaded.widelimit_version().decode()
    except (OSError, AttributeError) as problem:
        raise ImportError(f"{path}: cannot be loaded as WideLimit's library: {problem}") from None
    if (interface, version) != (INTERFACE, __version__):
        raise ImportError(
            f"{path}: is version {version} (interface {interface}), and the package widelimit is {__version__} "
            f"(interface {INTERFACE}): install both from one wheel, or build both from one checkout"
        )
    try:
        _interface.declare(loaded)
    except AttributeError as problem:
        raise ImportError(f"{path}: does not have what its version has: {problem}") from None
    return loaded


path = find()
library = load(path)
