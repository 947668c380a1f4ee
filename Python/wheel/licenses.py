"""The licenses of what is bundled: the suite's own, the toolchain's, and those of the system's packages."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMMON = Path("/usr/share/common-licenses")


def add_licenses(folder, bundled, root, checkouts):
    """Writes them to `folder`; `bundled`: the libraries' files, `checkouts`: where SwiftPM has its dependencies."""
    folder.mkdir(exist_ok=True)
    target = json.loads(subprocess.check_output(["swift", "-print-target-info"]))
    toolchain = Path(target["paths"]["runtimeResourcePath"]).parents[1]
    shutil.copy2(root / "LICENSE", folder / "LICENSE")
    shutil.copy2(toolchain / "share" / "swift" / "LICENSE.txt", folder / "swift.txt")
    shutil.copy2(HERE / "unicode-license.txt", folder / "icu.txt")
    shutil.copy2(checkouts / "swift-argument-parser" / "LICENSE.txt", folder / "swift-argument-parser.txt")
    # A copyright file is of one package, and refers to the common licenses by their paths.
    common = set()
    for package in {package_of(file) for file in bundled if file.is_relative_to("/usr")} | {"libexpat1"}:
        text = (Path("/usr/share/doc") / package / "copyright").read_text(encoding="utf-8", errors="replace")
        (folder / f"{package}.txt").write_text(text, encoding="utf-8")
        common |= set(re.findall(rf"{COMMON}/([A-Za-z0-9.+-]*[A-Za-z0-9])", text))
    for name in common:
        if (COMMON / name).is_file():
            shutil.copy2(COMMON / name, folder / f"{name}.txt")


def package_of(file):
    """The Debian package that a file of the system belongs to."""
    # Its list may still have the path before /lib became /usr/lib.
    for path in (str(file), str(file).removeprefix("/usr")):
        result = subprocess.run(["dpkg", "-S", path], text=True, capture_output=True)
        if result.returncode == 0:
            return result.stdout.split(":")[0]
    sys.exit(f"Error: {file}: of no Debian package, so its license is not known; make the wheel on Debian or Ubuntu")
