"""Makes the wheel: the package, the compiled levels, the shared libraries that they need, and everybody's licenses.

    assemble.py --work FOLDER --dist FOLDER LEVEL=FOLDER…

FOLDER of a LEVEL holds what `swift build` made: `libWideLimitC.so` and `widelimit`. Shared libraries are looked for in
the folders of AUDITWHEEL_LD_LIBRARY_PATH first.
"""

import argparse
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import auditwheel.policy
from auditwheel.libc import Libc
from auditwheel.main import main as auditwheel_main
from elftools.elf.elffile import ELFFile
from licenses import add_licenses
from wheel.wheelfile import WheelFile

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILT = ("libWideLimitC.so", "widelimit")
FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
TAG = "py3-none-linux_x86_64"
MOST_MEGABYTES = 60
# Of what the wheel needs this alone is the system's: the C library, whose version the wheel's name tells, and the
# compiler's run-time libraries, which other packages of the same process use too. (The standard's list has GLib and X11
# besides, as every desktop does; a server or a container does not.)
OF_THE_SYSTEM = re.compile(r"lib(c|m|dl|rt|pthread|util|resolv|anl|mvec|gcc_s|stdc\+\+|atomic)\.so|ld-linux")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="a folder for what lies between")
    parser.add_argument("--dist", type=Path, required=True, help="receives the wheel")
    parser.add_argument("--compression", type=int, default=9, help="0 to 9")
    parser.add_argument("levels", nargs="+", metavar="LEVEL=FOLDER")
    options = parser.parse_args()
    work, dist = options.work.resolve(), options.dist.resolve()
    levels = {name: Path(folder) for name, _, folder in (level.partition("=") for level in options.levels)}
    programs = [folder / file for folder in levels.values() for file in BUILT]

    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    tree = package(work)
    information = next(tree.glob("*.dist-info"))
    add_levels(tree / "widelimit" / "lib", levels)
    add_data(tree / "widelimit" / "lib")
    add_command(tree)
    add_licenses(information / "licenses", libraries(programs), ROOT, checkouts=programs[0].parents[1] / "checkouts")
    mark_as_platform(information / "WHEEL")
    wheel = repair(pack(tree, work), work, options.compression)
    check(wheel)

    dist.mkdir(exist_ok=True)
    for former in dist.glob("widelimit-*.whl"):
        former.unlink()
    shutil.move(wheel, dist)
    print(f"{options.dist / wheel.name}: {(dist / wheel.name).stat().st_size / 1e6:.1f} MB")


def run(*command, **options):
    result = subprocess.run([str(word) for word in command], text=True, capture_output=True, **options)
    if result.returncode != 0:
        sys.exit(f"{result.stdout}{result.stderr}Error: {command[0]} {command[1]}: status {result.returncode}")
    return result.stdout


def package(work):
    """The folder of the unpacked wheel of the package alone, built of a copy: setuptools writes into what it builds."""
    source = work / "Python"
    shutil.copytree(ROOT / "Python", source, ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    run(*pip, "--no-build-isolation", "--wheel-dir", work / "pure", source)
    run(sys.executable, "-m", "wheel", "unpack", "--dest", work / "tree", next((work / "pure").glob("*.whl")))
    return next((work / "tree").iterdir())


def add_levels(folder, levels):
    """Library and command of each level, and the commit they came from, which they tell far from their sources."""
    describe = ["git", "-C", str(ROOT), "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"]
    commit = subprocess.run(describe, text=True, capture_output=True).stdout or "unknown"
    for name, source in levels.items():
        place = folder / name
        place.mkdir(parents=True)
        (place / "commit").write_text(commit)
        for file in BUILT:
            shutil.copy2(source / file, place / file)
            # The toolchain's folder would go before those of AUDITWHEEL_LD_LIBRARY_PATH.
            run("patchelf", "--remove-rpath", place / file)


def add_data(folder):
    """The font of the figures, and what the papers and our own runs say."""
    fonts = folder / "fonts"
    fonts.mkdir()
    shutil.copy2(HERE / "fonts.conf", fonts)
    for name in FONTS:
        font = next(Path("/usr/share/fonts").rglob(name), None)
        shutil.copy2(font or sys.exit(f"Error: {name}: not in /usr/share/fonts; install fonts-dejavu-core"), fonts)
    pictures = shutil.ignore_patterns("*.png")
    shutil.copytree(ROOT / "results" / "reference", folder / "results" / "reference", ignore=pictures)


def add_command(tree):
    scripts = tree / f"{tree.name}.data" / "scripts"
    scripts.mkdir(parents=True)
    shutil.copy2(HERE / "widelimit", scripts)


def mark_as_platform(file):
    """The package is Python of every version; what is in it is of this system."""
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith(("Root-Is-Purelib", "Tag"))]
    file.write_text("\n".join([*lines, "Root-Is-Purelib: false", f"Tag: {TAG}"]) + "\n")


def libraries(programs):
    """The files of all shared libraries that the programs need, directly and not, beside those of the system."""
    paths = {**os.environ, "LD_LIBRARY_PATH": os.environ.get("AUDITWHEEL_LD_LIBRARY_PATH", "")}
    lines = "".join(run("ldd", file, env=paths) for file in programs).splitlines()
    found = (re.match(r"\s*(\S+) => (/\S+)", line) for line in lines)
    return {Path(match[2]).resolve() for match in found if match and not OF_THE_SYSTEM.match(match[1])} | {
        font for name in FONTS for font in Path("/usr/share/fonts").rglob(name)
    }


def pack(tree, work):
    """Not compressed: auditwheel reads it, and compresses what comes of it."""
    wheel = work / f"{tree.name}-{TAG}.whl"
    with WheelFile(wheel, "w", ZIP_STORED) as file:
        file.write_files(tree)
    return wheel


def repair(wheel, work, compression):
    """auditwheel copies the shared libraries in and points the programs to them.

    Its list of what every system has is cut down to what is OF_THE_SYSTEM; there is no option for that.
    """
    files = auditwheel.policy._POLICY_JSON_MAP
    policies = json.loads(files[Libc.GLIBC].read_text())
    for policy in policies:
        policy["lib_whitelist"] = [name for name in policy["lib_whitelist"] if OF_THE_SYSTEM.match(name)]
    files[Libc.GLIBC] = work / "policy.json"
    files[Libc.GLIBC].write_text(json.dumps(policies))
    logging.getLogger("auditwheel").setLevel(logging.WARNING)
    sys.argv = ["auditwheel", "repair", "--strip", "--disable-isa-ext-check", "--wheel-dir", str(work / "repaired")]
    sys.argv += ["--zip-compression-level", str(compression), str(wheel)]
    if auditwheel_main():
        sys.exit("Error: auditwheel could not bundle the libraries")
    return next((work / "repaired").glob("*.whl"))


def check(wheel):
    """Everything in the wheel finds what it needs there or in what is OF_THE_SYSTEM, and it is not too large."""
    missing = set()
    with ZipFile(wheel) as archive:
        bundled = {Path(name).name for name in archive.namelist() if name.startswith("widelimit.libs/")}
        for name in archive.namelist():
            with archive.open(name) as file:
                if file.read(4) == b"\x7fELF":
                    tags = ELFFile(file).get_section_by_name(".dynamic").iter_tags("DT_NEEDED")
                    missing |= {tag.needed for tag in tags if not OF_THE_SYSTEM.match(tag.needed)} - bundled
    if missing:
        sys.exit(f"Error: {wheel}: does not bundle {', '.join(sorted(missing))}")
    if wheel.stat().st_size > MOST_MEGABYTES * 1e6:
        sys.exit(f"Error: {wheel}: {wheel.stat().st_size / 1e6:.1f} MB, and at most {MOST_MEGABYTES} are allowed")


if __name__ == "__main__":
    main()
