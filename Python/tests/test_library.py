import os
import subprocess
import sys
from pathlib import Path

import pytest

import widelimit
from widelimit import _library


def test_library_that_the_environment_names_comes_first(monkeypatch, tmp_path):
    file = tmp_path / "lib.so"
    file.touch()
    monkeypatch.setenv("WIDELIMIT_LIBRARY", str(file))
    assert _library.find() == file
    monkeypatch.setenv("WIDELIMIT_LIBRARY", str(tmp_path / "none.so"))
    with pytest.raises(ImportError, match="none.so: no such file, named by WIDELIMIT_LIBRARY"):
        _library.find()


def test_without_a_library_is_said_what_to_do(monkeypatch):
    monkeypatch.delenv("WIDELIMIT_LIBRARY", raising=False)
    monkeypatch.setattr(_library, "_places", lambda: iter([Path("/nowhere/libWideLimitC.so")]))
    with pytest.raises(ImportError, match="install the wheel, build it in the checkout, or name its file"):
        _library.find()


def test_package_of_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(_library, "__version__", "99.0")
    with pytest.raises(ImportError, match=r"is version .* and the package widelimit is 99\.0 \(interface 1\)"):
        _library.load(_library.path)


def test_package_of_another_interface_is_refused(monkeypatch):
    monkeypatch.setattr(_library, "INTERFACE", 99)
    with pytest.raises(ImportError, match=r"\(interface 1\), and the package .*\(interface 99\)"):
        _library.load(_library.path)


def test_what_is_no_library_is_refused_in_one_line(tmp_path):
    file = tmp_path / "libWideLimitC.so"
    file.write_text("no library")
    environment = {**os.environ, "WIDELIMIT_LIBRARY": str(file), "PYTHONPATH": str(Path(widelimit.__file__).parents[1])}
    found = subprocess.run([sys.executable, "-c", "import widelimit"], capture_output=True, text=True, env=environment)
    assert found.returncode == 1
    assert found.stderr.splitlines()[-1].startswith(f"ImportError: {file}: cannot be loaded as WideLimit's library")


def test_library_says_what_it_is():
    found = widelimit.about()
    assert found["version"] == widelimit.__version__
    assert found["threads"] >= 1 and Path(found["library"]).is_file()
