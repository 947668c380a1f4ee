"""Results of the suite: HDF5 files whose sweeps are groups of named variables."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Tuple, Union

import numpy as np

_FINISHED, _PARTIAL = ".h5", ".h5.partial"


class Results(Mapping[str, Any]):
    """Files of results by their experiments' names, such as ``"lee2018/table2"``, read when they are asked for.

    What `open_results` gives of a file is the value of each.
    """

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = dict(sorted(files.items()))

    def __getitem__(self, name: str) -> Any:
        if name not in self._files:
            raise KeyError(f"{name}; there are {', '.join(self._files) or 'no results'}")
        return read(self._files[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def path(self, name: str) -> Path:
        """The file of an experiment; unfinished results end in ``.h5.partial``."""
        return self._files[name]

    def __repr__(self) -> str:
        return f"Results({', '.join(self._files)})"


def open_results(path: Union[str, "os.PathLike[str]"]) -> Any:
    """The results in a folder, such as ``results/quick``, or in one file.

    Needs h5py, and xarray for named coordinates (``pip install widelimit[results]``).

    Returns
    -------
    Results, or what is in a file
        Of a folder, all its files by their experiments' names. Of a file, an `xarray.DataTree` whose root has the
        provenance as attributes and whose children are the sweeps; a dictionary of data sets by xarray before 2024.10,
        and of dictionaries of NumPy arrays without xarray.

    Raises
    ------
    FileNotFoundError, ImportError
    """
    folder = Path(path)
    if folder.is_file():
        return read(folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: no such file or folder of results")
    files: Dict[str, Path] = {}
    for ending in (_PARTIAL, _FINISHED):  # a finished file comes last, and counts
        for file in folder.rglob("[!.]*" + ending):
            files[file.relative_to(folder).as_posix()[: -len(ending)]] = file
    if not files:
        raise FileNotFoundError(f"{folder}: holds no results (files named .h5)")
    return Results(files)


def read(path: Path) -> Any:
    """All sweeps of a file."""
    try:
        import h5py
    except ImportError:
        raise ImportError("results are HDF5 files: pip install h5py") from None
    try:
        file = h5py.File(path, "r")
    except OSError as problem:
        raise OSError(f"{path}: cannot be read as HDF5: {problem}") from None
    with file:
        groups: Dict[str, Any] = {"/": file}
        file.visititems(lambda name, item: groups.update({name: item}) if isinstance(item, h5py.Group) else None)
        tree = _tree({name: _variables(group, h5py) for name, group in groups.items()}, _attributes(file))
    return tree


def _tree(groups: Dict[str, Dict[str, Tuple[List[str], np.ndarray, Dict[str, Any]]]], root: Dict[str, Any]) -> Any:
    try:
        import xarray
    except ImportError:
        return {
            group: {name: found[1] for name, found in variables.items()}
            for group, variables in groups.items()
            if variables
        }
    datasets = {}
    for group, variables in groups.items():
        coordinates = {name: found for name, found in variables.items() if found[0] == [name]}
        others = {name: found for name, found in variables.items() if name not in coordinates}
        datasets[group] = xarray.Dataset(others, coordinates, root if group == "/" else None)
    if not hasattr(xarray, "DataTree"):  # before 2024.10
        return datasets
    return xarray.DataTree.from_dict(datasets)


def _variables(group: Any, h5py: Any) -> Dict[str, Tuple[List[str], np.ndarray, Dict[str, Any]]]:
    """Names of axes, values and attributes of every dataset of a group."""
    found = {}
    for name, dataset in group.items():
        if isinstance(dataset, h5py.Dataset):
            values = dataset.asstr()[()] if h5py.check_string_dtype(dataset.dtype) else dataset[()]
            found[name] = (_axes(name, dataset), np.asarray(values), _attributes(dataset))
    return found


def _axes(name: str, dataset: Any) -> List[str]:
    if dataset.is_scale:
        return [name]
    # A scale and its dimension share one name; an axis without a scale is named by its variable.
    return [
        dimension[0].name.rsplit("/", 1)[-1] if len(dimension) else f"{name}_axis{axis}"
        for axis, dimension in enumerate(dataset.dims)
    ]


_STRUCTURE = {"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST", "_Netcdf4Dimid", "_Netcdf4Coordinates"}


def _attributes(item: Any) -> Dict[str, Any]:
    return {name: _attribute(value) for name, value in item.attrs.items() if name not in _STRUCTURE}


def _attribute(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode()
    return value.item() if isinstance(value, np.generic) else value
