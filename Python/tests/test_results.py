import sys

import numpy
import pytest

from widelimit import open_results

h5py = pytest.importorskip("h5py")


@pytest.fixture
def folder(tmp_path):
    """A finished and an unfinished file as the suite writes them."""
    for name in ("lee2018/table2.h5", "xiao2020/spectrum.h5.partial"):
        path = tmp_path / name
        path.parent.mkdir()
        with h5py.File(path, "w") as file:
            file.attrs["experiment"] = name.split(".")[0]
            group = file.create_group("sweep")
            group["row"] = ["MNIST:1k", "CIFAR:1k"]
            group["depth"] = [1, 2, 4]
            for scale in ("row", "depth"):
                group[scale].make_scale(scale)
            accuracy = group.create_dataset("test_accuracy", data=numpy.arange(6.0).reshape(2, 3))
            accuracy.attrs["units"] = "1"
            accuracy.dims[0].attach_scale(group["row"])
            accuracy.dims[1].attach_scale(group["depth"])
            group["loose"] = numpy.ones(5)
    (tmp_path / "lee2018" / "table2.h5.partial").write_text("left by a run that was killed")
    return tmp_path


def test_sweeps_are_datasets(folder):
    pytest.importorskip("xarray", minversion="2024.10")
    results = open_results(folder)
    assert list(results) == ["lee2018/table2", "xiao2020/spectrum"] and len(results) == 2
    assert "lee2018/table2" in repr(results) and results.path("lee2018/table2").suffix == ".h5"
    tree = results["lee2018/table2"]
    assert tree.attrs["experiment"] == "lee2018/table2"
    accuracy = tree["sweep"].test_accuracy
    assert accuracy.dims == ("row", "depth") and accuracy.attrs == {"units": "1"}
    assert accuracy.sel(row="CIFAR:1k", depth=4).item() == 5
    assert open_results(results.path("xiao2020/spectrum"))["sweep"].loose.shape == (5,)


def test_xarray_without_trees_has_a_dictionary_of_datasets(folder, monkeypatch):
    xarray = pytest.importorskip("xarray")
    monkeypatch.delattr(xarray, "DataTree", raising=False)
    found = open_results(folder)["lee2018/table2"]
    assert found["sweep"].test_accuracy.sel(row="CIFAR:1k", depth=4).item() == 5
    assert found["/"].attrs["experiment"] == "lee2018/table2"


def test_without_xarray_sweeps_are_dictionaries(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "xarray", None)
    sweep = open_results(folder)["lee2018/table2"]["sweep"]
    assert sweep["row"].tolist() == ["MNIST:1k", "CIFAR:1k"] and sweep["test_accuracy"].shape == (2, 3)


def test_what_is_not_there_is_named(folder, monkeypatch):
    with pytest.raises(KeyError, match="lee2018/table1; there are lee2018/table2, xiao2020/spectrum"):
        open_results(folder)["lee2018/table1"]
    with pytest.raises(FileNotFoundError, match="nowhere: no such file or folder"):
        open_results(folder / "nowhere")
    with pytest.raises(OSError, match="table2.h5.partial: cannot be read as HDF5"):
        open_results(folder / "lee2018" / "table2.h5.partial")
    (folder / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match="empty: holds no results"):
        open_results(folder / "empty")
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(ImportError, match="pip install h5py"):
        open_results(folder)["lee2018/table2"]
