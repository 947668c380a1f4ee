"""What library and machine are."""

from __future__ import annotations

from typing import Any, Dict

from ._call import ask
from ._library import library, path


def about() -> Dict[str, Any]:
    """What library and machine are: version, BLAS, threads, processor, and the library's file."""
    return {**ask(library.widelimit_about), "library": str(path)}
