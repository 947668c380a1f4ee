"""NNGP and NTK as kernels of `sklearn.gaussian_process`."""

from __future__ import annotations

from typing import Any, Optional, Sequence, Tuple, Union

import numpy as np
from sklearn.gaussian_process.kernels import Hyperparameter, Kernel

from ..architecture import ArchitectureLike
from ..kernels import kernel, kernel_diagonal
from ._network import network, shaped

Bounds = Union[str, Tuple[float, float]]


class _NetworkKernel(Kernel):
    """A kernel of an infinitely wide network; its hyper-parameters are σ_w² and σ_b².

    Gradients by log σ_w² and log σ_b² are central differences, right to about 1e-9 of the kernel, at two kernels a
    hyper-parameter; with bounds "fixed" a variance stays as it is.

    Parameters
    ----------
    architecture
        None: fully connected, of the next four numbers; with one there are no hyper-parameters.
    depth, nonlinearity, weight_variance, bias_variance
        How often the nonlinearity is applied, its name, σ_w² and σ_b².
    weight_variance_bounds, bias_variance_bounds
        The interval in which each is optimised, or "fixed".
    input_shape
        None: rows of X are vectors. (length, channels): they are sequences. (height, width, channels): images.
    threads
        None: all processors.
    """

    _which = ""
    # Rounding over the step and the square of the step have the same size here.
    _step = 6e-6

    def __init__(
        self,
        architecture: Optional[ArchitectureLike] = None,
        *,
        depth: int = 3,
        nonlinearity: str = "relu",
        weight_variance: float = 2.0,
        bias_variance: float = 0.1,
        weight_variance_bounds: Bounds = (1e-2, 1e2),
        bias_variance_bounds: Bounds = (1e-4, 1e2),
        input_shape: Optional[Sequence[int]] = None,
        threads: Optional[int] = None,
    ) -> None:
        self.architecture = architecture
        self.depth = depth
        self.nonlinearity = nonlinearity
        self.weight_variance = weight_variance
        self.bias_variance = bias_variance
        self.weight_variance_bounds = weight_variance_bounds
        self.bias_variance_bounds = bias_variance_bounds
        self.input_shape = input_shape
        self.threads = threads

    @property
    def hyperparameter_weight_variance(self) -> Hyperparameter:
        return self._hyperparameter("weight_variance")

    @property
    def hyperparameter_bias_variance(self) -> Hyperparameter:
        return self._hyperparameter("bias_variance")

    def _hyperparameter(self, name: str) -> Hyperparameter:
        # log 0 is no place to climb from.
        fixed = self.architecture is not None or getattr(self, name) == 0
        return Hyperparameter(name, "numeric", "fixed" if fixed else getattr(self, name + "_bounds"))

    def __call__(self, X: Any, Y: Any = None, eval_gradient: bool = False) -> Any:
        """The kernel [n, m], and with eval_gradient (and no Y) its gradient by theta, [n, n, hyper-parameters]."""
        X = shaped(X, self.input_shape)
        Y = None if Y is None else shaped(Y, self.input_shape)
        if eval_gradient and Y is not None:
            raise ValueError("gradients are of the kernel of X with itself: leave out Y")
        found = kernel(network(self), X, Y, get=self._which, threads=self.threads)
        if not eval_gradient:
            return found
        theta = self.theta
        gradient = np.empty((len(X), len(X), len(theta)))
        for k in range(len(theta)):
            moved = np.zeros_like(theta)
            moved[k] = self._step
            above, below = self.clone_with_theta(theta + moved), self.clone_with_theta(theta - moved)
            gradient[..., k] = (above(X) - below(X)) / (2 * self._step)
        return found, gradient

    def diag(self, X: Any) -> np.ndarray:
        """The kernel of every row with itself, [n]."""
        return kernel_diagonal(network(self), shaped(X, self.input_shape), get=self._which, threads=self.threads)

    def is_stationary(self) -> bool:
        """Whether the kernel depends on differences alone: it does not."""
        return False

    def __repr__(self) -> str:
        if self.architecture is not None:
            return f"{type(self).__name__}({self.architecture!r})"
        return (
            f"{type(self).__name__}(depth={self.depth}, nonlinearity={self.nonlinearity!r}, "
            f"weight_variance={self.weight_variance:.3g}, bias_variance={self.bias_variance:.3g})"
        )


class NNGPKernel(_NetworkKernel):
    __doc__ = _NetworkKernel.__doc__.replace("A kernel", "The NNGP kernel", 1)  # type: ignore[union-attr]
    _which = "nngp"


class NTKKernel(_NetworkKernel):
    __doc__ = _NetworkKernel.__doc__.replace("A kernel", "The NTK", 1)  # type: ignore[union-attr]
    _which = "ntk"
