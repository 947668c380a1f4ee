"""``python -m widelimit …``: the command ``widelimit``; ``doctor`` says what the library is in any case."""

from __future__ import annotations

import platform
import sys
from typing import List

import numpy

from . import __version__, _native, about


def main(arguments: List[str]) -> int:
    if arguments[:1] == ["doctor"]:
        doctor()
        if _native.command() is None:
            return 0
    _native.run(arguments)
    return 0


def doctor() -> None:
    """Prints what package, Python and library are."""
    lines = {"package": f"widelimit {__version__}", "python": platform.python_version(), "numpy": numpy.__version__}
    for name, value in {**lines, **about()}.items():
        print(f"{name:12}  {value}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
