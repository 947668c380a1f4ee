"""``kernel_fn``: from inputs to kernels, through the architecture that the layers compile to."""

from __future__ import annotations

import dataclasses
import sys
import warnings
from typing import Any, Callable, Dict, Optional, Tuple

import numpy as np

from .. import _arrays
from ..architecture import Architecture
from ..kernels import kernel, kernel_diagonal
from . import _get
from ._kernel import Kernel, as_array
from ._signal import Signal

#: What a layer does: one signal, or a list of them inside branches, becomes another.
Transform = Callable[[Any], Any]

# Inputs that differ by less are the same to neural-tangents, and their dropout masks too.
_SAME = 1e-12

_ATTRIBUTES = tuple(f.name for f in dataclasses.fields(Kernel) if f.name != "_origin")


class StaxWarning(UserWarning):
    """An argument of neural-tangents' that does nothing here."""


class KernelFn:
    """The kernel of an infinitely wide network as a function of inputs.

    ``kernel_fn(x1, x2=None, get=None)`` gives, for ``get`` "nngp" or "ntk", an array [n1, n2]; for a tuple a named
    tuple of arrays; for None a `Kernel`. Inputs are [n, d] or [n, height, width, channels], of any real type; kernels
    are float64. ``kernel_fn(kernel)`` goes on from another network's `Kernel`.
    """

    def __init__(self, transform: Transform, name: str) -> None:
        self.transform = transform
        self.__name__ = name
        self._compiled: Dict[Tuple[int, ...], Compiled] = {}

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
        **kwargs: Any,
    ) -> Any:
        """Kernels between ``x1`` and ``x2``; None: of ``x1`` with itself.

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
        if diagonal_batch is not None or diagonal_spatial is not None or kwargs:
            ignored = [*kwargs, *(["diagonal_batch"] if diagonal_batch is not None else [])]
            ignored += ["diagonal_spatial"] if diagonal_spatial is not None else []
            warnings.warn(f"kernel_fn: {', '.join(ignored)} changes no kernel here", StaxWarning, stacklevel=2)
        network = self
        if isinstance(x1, Kernel):
            network, x1, x2 = self._after(x1, x2)
        asked = _get.names(get)
        for name in asked or ():
            if name not in _ATTRIBUTES:
                raise ValueError(f"get has {name!r}; give one of {', '.join(_ATTRIBUTES)}")
        found = network._kernels(x1, x2, asked or _ATTRIBUTES)
        if asked is None:
            return Kernel(**found, _origin=(network, x1, x2))
        return _get.answer(get, asked, found, "AnalyticKernel")

    def compiled(self, input_shape: Tuple[int, ...]) -> "Compiled":
        """The network for inputs of one shape, [d] or [height, width, channels]."""
        input_shape = tuple(input_shape)
        if input_shape not in self._compiled:
            self._compiled[input_shape] = Compiled.of(self.transform, input_shape)
        return self._compiled[input_shape]

    def architecture(self, input_shape: Tuple[int, ...]) -> Architecture:
        """The network as everything else in `widelimit` takes it; its `to_json()` is what the command-line tool reads.

        Parameters
        ----------
        input_shape
            The shape of one input, (d,) or (height, width, channels).
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

    def _kernels(self, x1: Any, x2: Any, asked: Tuple[str, ...]) -> Dict[str, Any]:
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
            "is_reversed": False,
            "is_input": False,
            "diagonal_batch": True,
            "diagonal_spatial": True,
            "batch_axis": 0,
            "channel_axis": 1,
            "mask1": None,
            "mask2": None,
        }
        kernels = [name for name in ("nngp", "ntk") if name in asked]
        if kernels:
            for name, values in zip(kernels, kernel(network.architecture, x1, other, kernels)):
                found[name] = as_array(values)
        for name, inputs in (("cov1", x1), ("cov2", x2)):
            if name in asked:
                found[name] = None if inputs is None else as_array(
                    kernel_diagonal(network.architecture, inputs, "nngp")
                )
        return found


@dataclasses.dataclass(frozen=True)
class Compiled:
    """A network for inputs of one shape."""

    architecture: Architecture
    output: Tuple[int, ...]
    gaussian: bool
    drops_out: bool

    @staticmethod
    def of(transform: Transform, input_shape: Tuple[int, ...]) -> "Compiled":
        """Runs the input's signal through the layers."""
        *positions, channels = input_shape
        signal = transform(Signal(positions=tuple(positions) or None, channels=channels))
        if isinstance(signal, list):
            raise NotImplementedError(
                f"the network ends in {len(signal)} branches; join them by FanInSum or FanInConcat, or make a network "
                "of each"
            )
        if signal.positions is not None:
            raise NotImplementedError(
                f"the network ends in an image {list(signal.shape)}, whose kernel is no number: end it with Flatten or "
                "GlobalAvgPool"
            )
        gaussian, signal = signal.gaussian, signal.settled()
        layers = signal.layers
        if not layers:  # neural-tangents' K of no layers: that of the inputs
            layers = ({"dense": {"weightVariance": 1.0, "biasVariance": 0.0, "trainable": False}},)
        return Compiled(
            architecture=Architecture.from_json({"layers": layers}),
            output=signal.shape,
            gaussian=gaussian,
            drops_out=has_layer(layers, "dropout"),
        )


def _input(value: Any, name: str) -> np.ndarray:
    jax = sys.modules.get("jax")
    if jax is not None and isinstance(value, jax.core.Tracer):
        raise TypeError("kernel_fn is computed outside JAX, which cannot trace it: call it without jax.jit")
    if isinstance(value, (list, tuple)):
        raise NotImplementedError(f"{name} is a {type(value).__name__}: networks of several inputs are not supported")
    if getattr(value, "ndim", None) in (3, 5):
        raise NotImplementedError(
            f"{name} has shape {tuple(value.shape)}: sequences and volumes are not supported; inputs are {_arrays.INPUTS}"
        )
    return _arrays.inputs(value, name)


def _largest_difference(x1: np.ndarray, x2: np.ndarray) -> float:
    return float(np.max(np.abs(x1 - x2), initial=0.0))


def has_layer(layers: Any, name: str) -> bool:
    """Whether a layer of that name is among ``layers``, inside others or not."""
    if isinstance(layers, str):
        return layers == name
    if isinstance(layers, dict):
        return name in layers or any(has_layer(value, name) for value in layers.values())
    return isinstance(layers, (list, tuple)) and any(has_layer(value, name) for value in layers)
