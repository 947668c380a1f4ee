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

from elftools.elf.elffile import ELFFile
from wheel.wheelfile import WheelFile

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TAG = "py3-none-linux_x86_64"
BUILT = ("libWideLimitC.so", "widelimit")
MOST_MEGABYTES = 60
DESCRIBE = ["git", "-C", str(ROOT), "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"]
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
    options.work, options.dist = options.work.resolve(), options.dist.resolve()
    levels = {name: Path(folder) for name, _, folder in (level.partition("=") for level in options.levels)}

    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    tree = unpack(package(options.work), options.work)
    commit = subprocess.run(DESCRIBE, text=True, capture_output=True).stdout or "unknown"
    for name, folder in levels.items():
        place = tree / "widelimit" / "lib" / name
        place.mkdir(parents=True)
        # What the program says of its sources, far from them.
        (place / "commit").write_text(commit)
        for file in BUILT:
            shutil.copy2(folder / file, place / file)
            # The toolchain's folder would go before those of AUDITWHEEL_LD_LIBRARY_PATH.
            run("patchelf", "--remove-rpath", place / file)
    add_data(tree)
    add_command(tree)
    programs = [folder / file for folder in levels.values() for file in BUILT]
    add_licenses(tree, programs, checkouts=programs[0].parents[1] / "checkouts")
    mark_as_platform(tree)
    wheel = repair(pack(tree, options.work), options)
    check(wheel)
    print(f"{wheel}: {wheel.stat().st_size / 1e6:.1f} MB")


def run(*command, **options):
    result = subprocess.run([str(word) for word in command], text=True, capture_output=True, **options)
    if result.returncode != 0:
        sys.exit(f"{result.stdout}{result.stderr}Error: {command[0]} {command[1]}: status {result.returncode}")
    return result.stdout


def package(work):
    """The wheel of the package alone, built of a copy: setuptools writes into the folder that it builds."""
    source = work / "Python"
    shutil.copytree(ROOT / "Python", source, ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
    run(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation",
        "--wheel-dir", work / "pure", source,
    )  # fmt: skip
    return next((work / "pure").glob("*.whl"))


def unpack(wheel, work):
    run(sys.executable, "-m", "wheel", "unpack", "--dest", work / "tree", wheel)
    return next((work / "tree").iterdir())


def pack(tree, work):
    """Not compressed: auditwheel reads it, and compresses what comes of it."""
    wheel = work / f"{tree.name}-{TAG}.whl"
    with WheelFile(wheel, "w", ZIP_STORED) as file:
        file.write_files(tree)
    return wheel


def add_data(tree):
    """The font of the figures, and what the papers and our own runs say."""
    fonts = tree / "widelimit" / "lib" / "fonts"
    fonts.mkdir()
    shutil.copy2(HERE / "fonts.conf", fonts)
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        shutil.copy2(next(Path("/usr/share/fonts").rglob(name)), fonts)
    shutil.copytree(
        ROOT / "results" / "reference",
        tree / "widelimit" / "lib" / "results" / "reference",
        ignore=shutil.ignore_patterns("*.png"),
    )


def add_command(tree):
    name = tree.name  # widelimit-1.2.3
    scripts = tree / f"{name}.data" / "scripts"
    scripts.mkdir(parents=True)
    shutil.copy2(HERE / "widelimit", scripts)


def add_licenses(tree, programs, checkouts):
    """The license of the suite, of the toolchain's run-time libraries, and of every package that is bundled."""
    licenses = next(tree.glob("*.dist-info")) / "licenses"
    licenses.mkdir(exist_ok=True)
    shutil.copy2(ROOT / "LICENSE", licenses / "LICENSE")
    shutil.copy2(toolchain() / "share" / "swift" / "LICENSE.txt", licenses / "swift.txt")
    shutil.copy2(HERE / "unicode-license.txt", licenses / "icu.txt")
    shutil.copy2(checkouts / "swift-argument-parser" / "LICENSE.txt", licenses / "swift-argument-parser.txt")
    common = set()
    packages = {package_of(file) for file in bundled(programs)} | {"fonts-dejavu-core"}
    for name in sorted(packages - {None}):
        text = (Path("/usr/share/doc") / name / "copyright").read_text(encoding="utf-8", errors="replace")
        (licenses / f"{name}.txt").write_text(text, encoding="utf-8")
        common |= set(re.findall(r"/usr/share/common-licenses/([A-Za-z0-9.+-]*[A-Za-z0-9])", text))
    for name in sorted(common):
        text = Path("/usr/share/common-licenses") / name
        if text.is_file():
            shutil.copy2(text, licenses / f"{name}.txt")


def toolchain():
    target = json.loads(run("swift", "-print-target-info"))
    return Path(target["paths"]["runtimeResourcePath"]).parents[1]


def bundled(programs):
    """The files of all shared libraries that the programs need, directly and not, beside those of the system."""
    paths = {**os.environ, "LD_LIBRARY_PATH": os.environ.get("AUDITWHEEL_LD_LIBRARY_PATH", "")}
    lines = "".join(run("ldd", file, env=paths) for file in programs).splitlines()
    missing = [line.split()[0] for line in lines if "not found" in line]
    if missing:
        sys.exit(f"Error: {missing[0]}: no such library; make needs the packages of `make packages`")
    found = (re.match(r"\s*(\S+) => (/\S+)", line) for line in lines)
    return {Path(match[2]).resolve() for match in found if match and not OF_THE_SYSTEM.match(match[1])}


def package_of(file):
    """The Debian package of a library; None for the toolchain's and ours."""
    if not file.is_relative_to("/usr"):
        return None
    # The package's list may still have the path before /lib became /usr/lib.
    for path in (str(file), str(file).removeprefix("/usr")):
        result = subprocess.run(["dpkg", "-S", path], text=True, capture_output=True)
        if result.returncode == 0:
            return result.stdout.split(":")[0]
    sys.exit(f"Error: {file}: of no Debian package, so its license is not known; make the wheel on Debian 12")


def mark_as_platform(tree):
    """The package is Python of every version; what is in it is of this system."""
    file = next(tree.glob("*.dist-info")) / "WHEEL"
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith(("Root-Is-Purelib", "Tag"))]
    file.write_text("\n".join([*lines, "Root-Is-Purelib: false", f"Tag: {TAG}"]) + "\n")


def repair(wheel, options):
    """auditwheel copies the shared libraries in and points the programs to them.

    Its list of what every system has is cut down to what is OF_THE_SYSTEM; there is no option for that.
    """
    import auditwheel.policy as policy
    from auditwheel.libc import Libc
    from auditwheel.main import main as auditwheel

    policies = json.loads(policy._POLICY_JSON_MAP[Libc.GLIBC].read_text())
    for entry in policies:
        entry["lib_whitelist"] = [name for name in entry["lib_whitelist"] if OF_THE_SYSTEM.match(name)]
    own = options.work / "policy.json"
    own.write_text(json.dumps(policies))
    policy._POLICY_JSON_MAP[Libc.GLIBC] = own
    made = options.work / "repaired"
    sys.argv = [
        "auditwheel", "repair", "--strip", "--disable-isa-ext-check", "--wheel-dir", str(made),
        "--zip-compression-level", str(options.compression), str(wheel),
    ]  # fmt: skip
    logging.getLogger("auditwheel").setLevel(logging.WARNING)
    if auditwheel():
        sys.exit("Error: auditwheel could not bundle the libraries")
    result = next(made.glob("*.whl"))
    options.dist.mkdir(exist_ok=True)
    for former in options.dist.glob("widelimit-*.whl"):
        former.unlink()
    return Path(shutil.move(result, options.dist / result.name))


def check(wheel):
    """Everything in the wheel finds what it needs in the wheel or in what is OF_THE_SYSTEM, and all of it is not too large."""
    missing = set()
    with ZipFile(wheel) as archive:
        bundled = {Path(name).name for name in archive.namelist() if name.startswith("widelimit.libs/")}
        for name in archive.namelist():
            with archive.open(name) as file:
                if file.read(4) != b"\x7fELF":
                    continue
                tags = ELFFile(file).get_section_by_name(".dynamic").iter_tags("DT_NEEDED")
                missing |= {tag.needed for tag in tags if not OF_THE_SYSTEM.match(tag.needed)} - bundled
    if missing:
        sys.exit(f"Error: {wheel}: does not bundle {', '.join(sorted(missing))}")
    if wheel.stat().st_size > MOST_MEGABYTES * 1e6:
        sys.exit(f"Error: {wheel}: {wheel.stat().st_size / 1e6:.1f} MB, and at most {MOST_MEGABYTES} are allowed")


if __name__ == "__main__":
    main()
