"""``kernel_fn``: from inputs to kernels, through the architecture that the layers compile to."""

from __future__ import annotations

import dataclasses
from typing import Any, Dict, Iterable, Optional, Tuple

import numpy as np

from .. import _arrays
from .._call import Progress
from .._warnings import warn
from ..architecture import Architecture
from ..kernels import kernel, kernel_diagonal
from . import _get, _traced
from ._compiled import Compiled, Transform
from ._kernel import Kernel, as_array

# Inputs that differ by less are the same to neural-tangents, and their dropout masks too.
_SAME = 1e-12


_ATTRIBUTES = tuple(field.name for field in dataclasses.fields(Kernel) if field.name != "_origin")
_CONSTANTS = {field.name: field.default for field in dataclasses.fields(Kernel) if field.name[0] != "_"
              and field.default is not dataclasses.MISSING}  # fmt: skip

#: Keyword arguments of a kernel_fn: neural-tangents' ("rng" is for finite networks), and this library's.
_KEYWORDS = ("pattern", "mask_constant", "diagonal_batch", "diagonal_spatial", "rng", "threads", "progress")


class StaxWarning(UserWarning):
    """An argument of neural-tangents' that does nothing here."""


class KernelFn:
    """The kernel of an infinitely wide network as a function of inputs.

    ``kernel_fn(x1, x2=None, get=None)`` gives, for ``get`` "nngp" or "ntk", an array [n1, n2]; for a tuple a named
    tuple of arrays; for None a `Kernel`. Inputs are [n, d], [n, length, channels] or [n, height, width, channels], of
    any real type; kernels are float64. ``kernel_fn(kernel)`` goes on from another network's `Kernel`.
    """

    def __init__(self, transform: Transform, name: str, made_by: Tuple[Any, ...] = ()) -> None:
        self.transform = transform
        self.__name__ = name
        self._made_by = made_by
        self._compiled: Dict[Tuple[int, ...], Compiled] = {}

    def __reduce__(self) -> Any:
        # By the layer's function and its arguments: what a transform remembers cannot be pickled.
        if not self._made_by:
            raise TypeError(f"{self!r} cannot be pickled: it goes on from a Kernel")
        return _made, self._made_by

    def __repr__(self) -> str:
        return f"<kernel_fn of stax.{self.__name__}>"

    def __call__(
        self,
        x1: Any,
        x2: Any = None,
        get: _get.Get = None,
        *,
        pattern: Any = None,
        mask_constant: Optional[float] = None,
        diagonal_batch: Optional[bool] = None,
        diagonal_spatial: Optional[bool] = None,
        threads: Optional[int] = None,
        progress: Progress = None,
        **kwargs: Any,
    ) -> Any:
        """Kernels between ``x1`` and ``x2``; None: of ``x1`` with itself.

        Parameters
        ----------
        threads, progress
            As for `widelimit.kernel`; neural-tangents has neither.

        Raises
        ------
        NotImplementedError
            If the network has what is not supported; the message says which and why.
        ValueError
            If the layers are no network for these inputs.
        """
        if pattern is not None:
            raise NotImplementedError("pattern: graphs (stax.Aggregate) are not supported")
        if mask_constant is not None:
            raise NotImplementedError("mask_constant: masked inputs are not supported")
        check_keywords("kernel_fn", kwargs)
        kwargs.update(diagonal_batch=diagonal_batch, diagonal_spatial=diagonal_spatial)
        ignored = ", ".join(name for name, value in kwargs.items() if value is not None)
        if ignored:
            warn([f"kernel_fn: {ignored} changes no kernel here"], StaxWarning)
        network = self
        if isinstance(x1, Kernel):
            network, x1, x2 = self._after(x1, x2)
        asked = _get.names(get)
        for name in asked or ():
            if name not in _ATTRIBUTES:
                raise ValueError(f"get has {name!r}; give one of {', '.join(_ATTRIBUTES)}")
        if _traced.is_traced(x1) or _traced.is_traced(x2):
            return _traced.kernels(network, x1, x2, get, asked or ())
        found = network._kernels(x1, x2, asked or _ATTRIBUTES, threads, progress)
        if asked is None:
            return Kernel(**found, _origin=(network, x1, x2))
        return _get.answer(get, asked, found, "AnalyticKernel")

    def compiled(self, input_shape: Tuple[int, ...]) -> Compiled:
        """The network for inputs of one shape, [d], [length, channels] or [height, width, channels]."""
        input_shape = tuple(input_shape)
        if input_shape not in self._compiled:
            self._compiled[input_shape] = Compiled.of(self.transform, input_shape)
        return self._compiled[input_shape]

    def architecture(self, input_shape: Tuple[int, ...]) -> Architecture:
        """The network as everything else in `widelimit` takes it; its `to_json()` is what the command-line tool reads.

        Parameters
        ----------
        input_shape
            The shape of one input, (d,), (length, channels) or (height, width, channels).
        """
        return self.compiled(input_shape).architecture

    def _after(self, kernel: Kernel, x2: Any) -> Tuple["KernelFn", Any, Any]:
        if x2 is not None:
            raise ValueError("x2 goes with inputs, not with a Kernel")
        if kernel._origin is None:
            raise NotImplementedError("the Kernel was not made by a kernel_fn, or was changed: put the layers in a row")
        before, x1, x2 = kernel._origin
        chain = KernelFn(lambda signal: self.transform(before.transform(signal)), "serial")
        return chain, x1, x2

    def _kernels(
        self, x1: Any, x2: Any, asked: Tuple[str, ...], threads: Optional[int], progress: Progress
    ) -> Dict[str, Any]:
        x1 = _input(x1, "x1")
        x2 = None if x2 is None else x1 if x2 is x1 else _input(x2, "x2")
        network = self.compiled(x1.shape[1:])
        if x2 is not None and x2.shape[1:] != x1.shape[1:]:
            raise ValueError(f"x2 has inputs of shape {x2.shape[1:]}, x1 of shape {x1.shape[1:]}")
        same = x2 is None or x2 is x1 or (x1.shape == x2.shape and _largest_difference(x1, x2) < _SAME)
        other = x2
        if same and x2 is not None and (network.drops_out or np.array_equal(x1, x2)):
            other = None
        found: Dict[str, Any] = {
            "x1_is_x2": same,
            "is_gaussian": network.gaussian,
            "shape1": (len(x1), *network.output),
            "shape2": (len(x1 if x2 is None else x2), *network.output),
            **_CONSTANTS,
        }
        kernels = [name for name in ("nngp", "ntk") if name in asked]
        if network.jumps and "ntk" in kernels:
            raise NotImplementedError(
                'Θ of a network with stax.Sign or stax.RectifiedMonomial(0) is infinite, for they jump: ask for "nngp" '
                "(neural-tangents has Θ of the layers behind the last of them alone)"
            )
        if kernels:
            made = kernel(network.architecture, x1, other, kernels, threads=threads, progress=progress)
            found.update({name: as_array(values) for name, values in zip(kernels, made)})
        for name, inputs in (("cov1", x1), ("cov2", x2)):
            if name in asked:
                found[name] = None
                if inputs is not None:
                    diagonal = kernel_diagonal(network.architecture, inputs, "nngp", threads=threads)
                    found[name] = as_array(diagonal)
        return found


def check_keywords(function: str, given: Iterable[str]) -> None:
    """Refuses keyword arguments that no ``kernel_fn`` has, in the words of Python.

    Raises
    ------
    TypeError
    """
    for name in given:
        if name not in _KEYWORDS:
            raise TypeError(f"{function}() got an unexpected keyword argument {name!r}")


def _made(function: Any, arguments: Tuple[Any, ...], keywords: Dict[str, Any]) -> KernelFn:
    return function(*arguments, **keywords)[2]


def _input(value: Any, name: str) -> np.ndarray:
    if isinstance(value, (list, tuple)) and any(getattr(item, "ndim", 0) > 1 for item in value):
        raise NotImplementedError(f"{name} is a {type(value).__name__} of arrays: networks have one input here")
    array = _arrays.real(value, name)
    if array.ndim == 5:
        raise NotImplementedError(
            f"{name} has shape {array.shape}: volumes are not supported; inputs are {_arrays.INPUTS}"
        )
    if not 2 <= array.ndim <= 4:
        hint = f"; a single input is {name}[None]" if array.ndim == 1 else ""
        raise ValueError(f"{name} has shape {array.shape}: inputs are {_arrays.INPUTS}{hint}")
    return array


def _largest_difference(x1: np.ndarray, x2: np.ndarray) -> float:
    return float(np.max(np.abs(x1 - x2), initial=0.0))
