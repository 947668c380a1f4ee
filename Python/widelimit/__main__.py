"""``python -m widelimit …``: the command ``widelimit``; ``doctor`` says of package and library what they are, too."""

from __future__ import annotations

import platform
import sys
from typing import Any, Dict, List

import numpy

from . import __version__, _native, about


def main(arguments: List[str]) -> int:
    if arguments[:1] == ["doctor"]:
        alone = _native.command() is None
        for name, value in _package(of_machine=alone).items():
            print(f"{name:13}  {value}", flush=True)
        if alone:
            return 0
    _native.run(arguments)
    return 0


def _package(of_machine: bool) -> Dict[str, Any]:
    """What package and Python are, and what the machine is if the command does not say it."""
    found = about()
    lines = {
        "package": f"widelimit {__version__}",
        "Python": f"{platform.python_version()}, NumPy {numpy.__version__}",
        "library": found["library"],
    }
    if of_machine:
        free, all_memory = found["available_memory_bytes"], found["memory_bytes"]
        lines["processor"] = f"{found['processor']}, {found['threads']} threads"
        lines["memory"] = f"{free / 1e9:.0f} GB free of {all_memory / 1e9:.0f} GB"
        lines["BLAS"] = f"{found['blas']}, kernel {found['blas_kernel']}"
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
