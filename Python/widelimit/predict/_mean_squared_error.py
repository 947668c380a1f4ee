"""Gradient flow of given initial outputs."""

from __future__ import annotations

from typing import Any, Callable, Tuple, Union

import numpy as np

from ..stax._kernel import Array, as_array
from . import _tensors, _times
from ._targets import Targets, instants, real, regularisation


def gradient_descent_mse(
    k_train_train: Any,
    y_train: Any,
    learning_rate: float = 1.0,
    diag_reg: float = 0.0,
    diag_reg_absolute_scale: bool = False,
    trace_axes: _tensors.Axes = (-1,),
) -> Callable[..., Any]:
    """The outputs during gradient flow on the mean squared error, from given initial outputs.

    f(x, t) = f(x, 0) + Θ(x, X) Θ⁻¹ (1 − exp(−η t Θ/N)) (y − f(X, 0)), Θ that of the training inputs X, N the size of y.

    Parameters
    ----------
    k_train_train
        Θ, [n, n]; with more axes of outputs (n, n, a, a, …).
    y_train
        y, [n, k].
    learning_rate
        η, the unit of times.
    diag_reg, diag_reg_absolute_scale
        Added to the diagonal of Θ; unless absolute, in units of its mean.
    trace_axes
        Axes of the outputs that the kernels lack.

    Returns
    -------
    Callable
        ``predict_fn(t=None, fx_train_0=0., fx_test_0=None, k_test_train=None)``: outputs at the training inputs, the
        test inputs or both, behind the axes of ``t``; of None none. ``t=None`` is t = ∞, where those at the training
        inputs are the targets.
    """
    targets = Targets(y_train, trace_axes)
    system = targets.system(real(k_train_train, "k_train_train"), regularisation(diag_reg), diag_reg_absolute_scale)
    y_train = targets.array

    def predict_fn(
        t: Any = None, fx_train_0: Any = 0.0, fx_test_0: Any = None, k_test_train: Any = None
    ) -> Union[Array, Tuple[Array, Array]]:
        if fx_train_0 is None and fx_test_0 is None:
            raise ValueError("fx_train_0 and fx_test_0 are None: there is nothing to predict")
        if fx_test_0 is not None and k_test_train is None:
            raise ValueError("fx_test_0 is given without k_test_train, the kernel of test and training inputs")
        times = instants(t, learning_rate)
        start = 0.0 if fx_train_0 is None else _outputs(fx_train_0, "fx_train_0", y_train.shape)
        gap = targets.as_matrix(y_train - start)
        train = test = None
        if fx_train_0 is not None:
            train = y_train.copy() if times is None else start + targets.as_outputs(
                _times.apply(system, _times.learned(times, y_train.size), gap), times.shape, targets.rows
            )  # fmt: skip
        if fx_test_0 is not None:
            kernel = real(k_test_train, "k_test_train")
            if times is None:
                weights, leading = system.solve(gap), ()
            else:
                weights, leading = _times.apply(system, _times.weights(times, y_train.size), gap), times.shape
            change = targets.as_outputs(targets.across(kernel) @ weights, leading, kernel.shape[::2])
            test = _outputs(fx_test_0, "fx_test_0", change.shape[len(leading) :]) + change
        results = [as_array(outputs) for outputs in (train, test) if outputs is not None]
        return results[0] if len(results) == 1 else (results[0], results[1])

    return predict_fn


def _outputs(value: Any, name: str, shape: Tuple[int, ...]) -> np.ndarray:
    """Initial outputs of that shape, or one number for all of them."""
    found = real(value, name)
    if found.ndim and found.shape != shape:
        raise ValueError(f"{name} has shape {found.shape}: give outputs of shape {shape}, or one number")
    return found
