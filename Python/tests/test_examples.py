"""Every example runs, in seconds, and leaves its picture."""

import os
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

pytest.importorskip("matplotlib")

EXAMPLES = Path(__file__).parents[1] / "examples"


def run(name, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(EXAMPLES.parent), "MPLBACKEND": "agg"}
    command = [sys.executable, str(EXAMPLES / name), *map(str, arguments)]
    found = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
    assert found.returncode == 0 and "WideLimitWarning" not in found.stderr, found.stderr
    assert Path(arguments[-1]).read_bytes().startswith(b"\x89PNG")
    return found.stdout


def test_posterior(tmp_path):
    run("posterior.py", tmp_path / "picture.png")


def test_order_and_chaos(tmp_path):
    said = run("order_and_chaos.py", tmp_path / "picture.png")
    assert "phase: ordered" in said and "phase: chaotic" in said


def test_moving(tmp_path):
    run("moving.py", tmp_path / "picture.png")


def test_reading_results(tmp_path):
    h5py = pytest.importorskip("h5py")
    pytest.importorskip("xarray")
    (tmp_path / "lee2018").mkdir()
    with h5py.File(tmp_path / "lee2018" / "table2.h5", "w") as file:
        file.attrs["title"], file.attrs["command_line"] = "Table 2", "widelimit reproduce"
        group = file.create_group("gaussian_process")
        scales = {"row": ["MNIST:1k", "CIFAR:1k"], "nonlinearity": ["relu", "tanh"], "subset_seed": [0, 1]}
        accuracy = group.create_dataset("test_accuracy", data=numpy.linspace(0.3, 0.9, 8).reshape(2, 2, 2))
        accuracy.attrs["long_name"] = "fraction of test images classified correctly"
        for axis, (name, values) in enumerate(scales.items()):
            group[name] = values
            group[name].make_scale(name)
            accuracy.dims[axis].attach_scale(group[name])
    assert "MNIST:1k" in run("reading_results.py", tmp_path, tmp_path / "picture.png")


def test_every_example_is_tested():
    tested = Path(__file__).read_text()
    assert all(f'run("{file.name}"' in tested for file in EXAMPLES.glob("*.py"))
