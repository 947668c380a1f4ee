import os
import subprocess
import sys
from pathlib import Path

import widelimit
from widelimit import __main__, _native


def test_doctor_says_what_package_and_library_are(capsys, monkeypatch):
    monkeypatch.setattr(_native, "command", lambda: None)
    assert __main__.main(["doctor"]) == 0
    said = capsys.readouterr().out
    for words in (f"widelimit {widelimit.__version__}", "NumPy", "library", "BLAS"):
        assert words in said


def test_other_words_go_to_the_command(tmp_path):
    package = Path(widelimit.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(package)}
    found = subprocess.run(
        [sys.executable, "-m", "widelimit", "--version"], capture_output=True, text=True, env=environment
    )
    if _native.command() is None:
        assert found.returncode == 1 and "not built" in found.stderr
    else:
        assert found.stdout == f"WideLimit {widelimit.__version__}\n"
