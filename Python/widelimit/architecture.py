"""A network as a value: its layers, without weights and without widths."""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path
from typing import Any, Mapping, Sequence, Tuple, Union

from . import _reading
from ._call import ask_text
from ._checks import number, whole
from ._interface import Axes
from ._library import library
from .layers import Activation, Dense, Layer, Repeat, checked_layers

#: What functions of the package take for an architecture: one, its JSON text, or its file.
ArchitectureLike = Union["Architecture", str, "os.PathLike[str]", Mapping[str, Any]]


class Architecture:
    """Layers that the library has checked; equal if their layers are.

    >>> Architecture(Dense(1.45, 0.28), Repeat(20, Activation("tanh"), Dense(1.45, 0.28)))
    Architecture(Dense(1.45, 0.28), Repeat(20, Activation('tanh'), Dense(1.45, 0.28)))

    Parameters
    ----------
    *layers
        Those of `widelimit.layers`, from input to output.

    Raises
    ------
    ValueError
        In the library's words, naming the layer that breaks a rule.
    """

    __slots__ = ("_text", "__dict__", "__weakref__")

    def __init__(self, *layers: Layer) -> None:
        checked = checked_layers(layers, "the architecture")
        self._text = _canonical(json.dumps({"layers": [layer.to_json() for layer in checked]}))

    @classmethod
    def from_json(cls, source: Union[str, "os.PathLike[str]", Mapping[str, Any]]) -> "Architecture":
        """An architecture from JSON: its text, the path of its file, or what `json.loads` gives.

        Raises
        ------
        FileNotFoundError, ValueError
        """
        if isinstance(source, Mapping):
            return cls._of(json.dumps(source), "")
        if isinstance(source, str) and source.lstrip().startswith(("{", "[")):
            return cls._of(source, "")
        path = Path(source)
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise FileNotFoundError(f"{path}: no such file, and it is no JSON text of an architecture") from None
        except UnicodeDecodeError as problem:
            raise ValueError(f"{path}: is no UTF-8 text ({problem.reason})") from None
        return cls._of(text, f"{path}: ")

    @classmethod
    def of(cls, value: ArchitectureLike) -> "Architecture":
        """An architecture of whatever a function takes for one."""
        if isinstance(value, Architecture):
            return value
        if isinstance(value, (str, os.PathLike, Mapping)):
            return cls.from_json(value)
        network = value[-1] if isinstance(value, tuple) and value else value
        if callable(getattr(network, "architecture", None)):
            raise TypeError(
                "architecture is a network of widelimit.stax, which becomes one for inputs of a shape: give "
                "kernel_fn.architecture(input_shape)"
            )
        raise TypeError(f"architecture is {value!r}: give an Architecture, its JSON text or the path of its file")

    @classmethod
    def _of(cls, text: str, source: str) -> "Architecture":
        self = cls.__new__(cls)
        try:
            self._text = _canonical(text)
        except ValueError as problem:
            raise ValueError(f"{source}{problem}") from None
        return self

    def to_json(self) -> str:
        """The text of an architecture file: indented, keys sorted, settings that have their default left out."""
        return self._text.decode()

    def check(self, input_shape: Sequence[int]) -> None:
        """Checks the architecture against the shape of one input, [d], [length, channels] or [height, width, channels].

        Raises
        ------
        ValueError
            Naming the layer that does not take what it gets.
        """
        shape = tuple(whole(size, "a size of the input's shape") for size in input_shape)
        if not 1 <= len(shape) <= 3:
            raise ValueError(
                f"the input's shape is {shape}: give (d,), (length, channels) or (height, width, channels)"
            )
        ask_text(lambda text, error: library.widelimit_architecture(self._text, len(shape), Axes(*shape), text, error))

    @functools.cached_property
    def layers(self) -> Tuple[Layer, ...]:
        """The layers, repetitions as they were written."""
        return tuple(_reading.layers(json.loads(self._text)["layers"]))

    @functools.cached_property
    def _layer_count(self) -> int:
        """The number of layers with repetitions written out."""
        return _count(json.loads(self._text)["layers"])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Architecture) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return f"Architecture({', '.join(map(repr, self.layers))})"

    # An architecture never changes: a copy is itself.
    def __copy__(self) -> "Architecture":
        return self

    def __deepcopy__(self, _: Any) -> "Architecture":
        return self

    def __reduce__(self) -> Any:
        return Architecture.from_json, (self.to_json(),)


def fully_connected(depth: int, nonlinearity: str, weight_variance: float, bias_variance: float = 0.0) -> Architecture:
    """`depth` applications of φ between `depth` + 1 dense layers of equal variances (Lee, Bahri et al. 2018)."""
    depth = whole(depth, "depth")
    if depth < 0:
        raise ValueError(f"depth is {depth}: it counts applications of the nonlinearity")
    dense = Dense(number(weight_variance, "weight_variance"), number(bias_variance, "bias_variance"))
    hidden = (Activation(nonlinearity), dense)
    if depth < 2:
        return Architecture(dense, *(hidden * depth))
    return Architecture(dense, Repeat(depth, *hidden))


def _canonical(text: str) -> bytes:
    if "\0" in text:
        raise ValueError("the architecture's text holds a character NUL")
    given = text.encode()
    return ask_text(lambda found, error: library.widelimit_architecture(given, 0, None, found, error)).encode()


def _count(layers: Any) -> int:
    total = 0
    for layer in layers:
        settings = next(iter(layer.values())) if isinstance(layer, dict) else {}
        if isinstance(settings, dict) and "layers" in settings:
            total += settings.get("count", 1) * _count(settings["layers"])
        elif isinstance(settings, dict) and "branches" in settings:
            total += sum(map(_count, settings["branches"]))
        else:
            total += 1
    return total
