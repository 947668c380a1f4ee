"""What ``kernel_fn`` gives without ``get``."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Dict, Optional, Tuple

import numpy as np


class Array(np.ndarray):
    """A numpy array that also knows ``block_until_ready``, which scripts written for JAX call on results."""

    def block_until_ready(self) -> "Array":
        """The array itself: it is computed when it is returned."""
        return self

    def __array_wrap__(self, array: Any, *arguments: Any) -> Any:
        # Sums and means are numbers, as those of plain arrays are.
        return array[()] if array.ndim == 0 else array.view(Array)


def as_array(value: Any) -> Array:
    """The same memory as an ``Array``."""
    return np.asarray(value).view(Array)


@dataclass(frozen=True)
class Kernel:
    """The kernels of a network and what is known beside them, under neural-tangents' names.

    Attributes
    ----------
    nngp, ntk
        [n1, n2].
    cov1, cov2
        The diagonals K(x, x) of x1 and of x2, [n1] and [n2]; ``cov2`` is None where x2 was not given.
    x1_is_x2
        Whether no entry of x1 and x2 differs by 1e-12 or more.
    is_gaussian
        Whether the network's outputs are jointly Gaussian.
    shape1, shape2
        Shapes of the finite network's outputs.
    """

    nngp: Array
    ntk: Array
    cov1: Array
    cov2: Optional[Array]
    x1_is_x2: bool
    is_gaussian: bool
    shape1: Tuple[int, ...]
    shape2: Tuple[int, ...]
    is_reversed: bool = False
    is_input: bool = False
    diagonal_batch: bool = True
    diagonal_spatial: bool = True
    batch_axis: int = 0
    channel_axis: int = 1
    mask1: None = None
    mask2: None = None
    # The inputs and the network, by which another kernel_fn goes on from here.
    _origin: Any = field(default=None, repr=False, compare=False)

    def replace(self, **changes: Any) -> "Kernel":
        """A copy with other attributes; no kernel_fn goes on from it, for it is not what its network made."""
        return dataclasses.replace(self, **{"_origin": None, **changes})

    def asdict(self) -> Dict[str, Any]:
        """All attributes by name."""
        return {f.name: getattr(self, f.name) for f in dataclasses.fields(self) if f.name != "_origin"}

    def astuple(self) -> Tuple[Any, ...]:
        """All attributes in order."""
        return tuple(self.asdict().values())
