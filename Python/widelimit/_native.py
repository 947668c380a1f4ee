"""Where the compiled library and the command are, and which build of them this processor takes.

A wheel has both once for each *level* of the x86-64 architecture, in ``widelimit/lib/<level>/``; the best one that the
processor runs is taken, or the one that the environment variable ``WIDELIMIT_LEVEL`` names. In a checkout there are no
levels, and the command is what ``make build`` made.

This module imports nothing but the standard library: the script ``widelimit`` loads it without importing the package,
and so without NumPy.
"""

import os
import sys
from pathlib import Path

_package = Path(__file__).resolve().parent
_folder = _package / "lib"

# What a processor must say of itself in /proc/cpuinfo, by the levels of the psABI (lzcnt is called abm there); the best
# comes first.
_v3 = frozenset("avx avx2 bmi1 bmi2 f16c fma abm movbe".split())
_needed = {
    "x86-64-v4": _v3 | frozenset("avx512f avx512bw avx512cd avx512dq avx512vl".split()),
    "x86-64-v3": _v3,
    "native": frozenset(),  # built for the machine that made the wheel, and for no other
}


def runnable(held, flags):
    """Those of the levels ``held``, the best first, that a processor with these ``flags`` runs.

    Of a processor that says nothing the lowest level is expected.
    """
    return [level for level in held if _needed[level] <= (flags or _needed[held[-1]])]


def choose(held, flags, wish=""):
    """The best of the levels ``held``, the best first, that a processor with these ``flags`` runs, or ``wish``.

    Raises ImportError where there is none, in a line that says what is missing.
    """
    if wish and wish not in held:
        raise ImportError(f"WIDELIMIT_LEVEL={wish}: the package holds {', '.join(held)}")
    candidates = [wish] if wish else held
    for level in runnable(candidates, flags):
        return level
    missing = ", ".join(sorted(_needed[candidates[-1]] - flags))
    raise ImportError(f"this processor does not run widelimit's build for {candidates[-1]}: it has no {missing}")


def levels():
    """The levels that the package holds, the best first; none in a checkout."""
    return [level for level in _needed if (_folder / level).is_dir()]


def level():
    """The level to load; None in a checkout."""
    held = levels()
    return choose(held, processor_flags(), os.environ.get("WIDELIMIT_LEVEL", "")) if held else None


def library():
    """The shared library of the package; None in a checkout."""
    chosen = level()
    return chosen and _folder / chosen / "libWideLimitC.so"


def command():
    """The command-line program of the package, or else of the checkout; None where nothing was built."""
    chosen = level()
    built = _package.parents[1] / ".build" / "release" / "widelimit"
    return _folder / chosen / "widelimit" if chosen else built if built.exists() else None


def run(arguments):
    """Becomes the command; comes back only by an exception, SystemExit where there is no command."""
    try:
        program = command()
    except ImportError as problem:
        sys.exit(f"Error: {problem}")
    if program is None:
        sys.exit("Error: widelimit: not built; run `make build` in the checkout, or install the wheel")
    fonts = _folder / "fonts" / "fonts.conf"
    own = {"FONTCONFIG_FILE": str(fonts)} if fonts.exists() else {}
    os.execve(program, [str(program), *arguments], {**own, **os.environ})


def processor_flags():
    """What the processor says of itself; nothing where that cannot be read."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line for line in lines if line.startswith("flags")), "").partition(":")[2].split())
