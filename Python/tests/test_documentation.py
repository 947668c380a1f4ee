"""What docs/python.md and the README show of Python does what it shows."""

import re
from pathlib import Path

import numpy
import pytest

import widelimit

ROOT = Path(__file__).parents[2]


def blocks(file):
    """The blocks of Python in a page that use the package, but those about the suite's results."""
    found = re.findall(r"```python\n(.*?)```", (ROOT / file).read_text(encoding="utf-8"), re.DOTALL)
    return [block for block in found if "widelimit" in block and "open_results" not in block]


def run(file, names):
    found = blocks(file)
    assert found
    for block in found:
        exec(compile(block, file, "exec"), names)
    return names


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_page_about_python(tmp_path, monkeypatch, generator):
    pytest.importorskip("sklearn", minversion="1.6")
    monkeypatch.chdir(tmp_path)
    Path("A.json").write_text(widelimit.fully_connected(2, "relu", 2.0, 0.1).to_json())
    x = generator.standard_normal((40, 3))
    names = run("docs/python.md", {"x": x, "y": x[:, 0] ** 2, "labels": x[:, 1] > 0, "x_test": x[:5] + 0.1})
    assert names["nngp"].shape == names["ntk"].shape == (100, 100)
    assert names["mean"].shape == names["std"].shape == (5,)


def test_readme(tmp_path, monkeypatch, generator):
    monkeypatch.chdir(tmp_path)
    Path("A.json").write_text(widelimit.fully_connected(2, "relu", 2.0, 0.1).to_json())
    x1, x2 = generator.standard_normal((20, 3)), generator.standard_normal((5, 3))
    names = run("README.md", {"x1": x1, "y1": x1[:, :1], "x2": x2})
    assert names["mean"].shape == (5, 1) and names["variance"].shape == (5,)
    numpy.testing.assert_array_equal(names["nngp"], names["nngp"].T)
