"""Gradient flow of infinitely many networks from random weights."""

from __future__ import annotations

import copy
from typing import Any, Callable, Dict, Optional, Tuple

import numpy as np

from ..stax import _get
from ..stax._kernel import as_array
from ..stax._kernel_fn import KernelFn, check_keywords
from ..stax._traced import refuse_traced
from . import _tensors, _times
from ._gaussian import Gaussian, ensemble_covariance, posterior_covariance
from ._symmetric import Symmetric
from ._targets import Targets, instants, named, regularisation


def gradient_descent_mse_ensemble(
    kernel_fn: Callable[..., Any],
    x_train: Any,
    y_train: Any,
    learning_rate: float = 1.0,
    diag_reg: float = 0.0,
    diag_reg_absolute_scale: bool = False,
    trace_axes: _tensors.Axes = (-1,),
    **kernel_fn_train_train_kwargs: Any,
) -> Callable[..., Any]:
    """Mean and covariance of the outputs of networks that start at random weights and are trained by gradient flow.

    Parameters
    ----------
    kernel_fn
        ``kernel_fn(x1, x2, get)`` with ``get`` a name or a tuple of names.
    learning_rate, diag_reg, diag_reg_absolute_scale, trace_axes
        As for `gradient_descent_mse`.

    Returns
    -------
    Callable
        ``predict_fn(t=None, x_test=None, get=None, compute_cov=False)``: means behind the axes of ``t`` (None: t = ∞),
        or, with ``compute_cov``, `Gaussian` tuples. ``get`` "nngp" trains the readout alone, "ntk" all layers.
        ``x_test=None`` means the training inputs, at t = ∞ without ``diag_reg``. Kernels of the training inputs are
        computed when they are first needed and kept, with what they are decomposed into.
    """
    _check("gradient_descent_mse_ensemble", kernel_fn, kernel_fn_train_train_kwargs)
    refuse_traced(x_train, "x_train")
    ensemble = _Ensemble(
        lambda x1, x2, get, kwargs: kernel_fn(x1, x2, get, **{**kernel_fn_train_train_kwargs, **kwargs}),
        copy.deepcopy(x_train), Targets(y_train, trace_axes), regularisation(diag_reg), diag_reg_absolute_scale,
    )  # fmt: skip

    def predict_fn(
        t: Any = None, x_test: Any = None, get: _get.Get = None, compute_cov: bool = False,
        **kernel_fn_test_test_kwargs: Any,
    ) -> Any:  # fmt: skip
        asked = _get.names(get) or ("nngp", "ntk")
        for name in asked:
            if name not in ("nngp", "ntk"):
                raise NotImplementedError(f'get has {name!r}; predictions are of "nngp" and "ntk"')
        _check("predict_fn", kernel_fn, kernel_fn_test_test_kwargs)
        refuse_traced(x_test, "x_test")
        found = ensemble.predict(instants(t, learning_rate), x_test, asked, compute_cov, kernel_fn_test_test_kwargs)
        return _get.answer(get, asked, found, "Gaussians")

    return predict_fn


def _check(function: str, kernel_fn: Any, keywords: Dict[str, Any]) -> None:
    if isinstance(kernel_fn, KernelFn):  # another's own keywords are not known here
        check_keywords(function, keywords)


#: None for infinity.
Times = Optional[np.ndarray]


class _Test:
    """Kernels of test inputs as matrices: with the training inputs by name, and K with themselves."""

    prior: np.ndarray

    def __init__(self, across: Dict[str, np.ndarray], targets: Targets) -> None:
        self.across = {name: targets.across(kernel, "kernel_fn's result") for name, kernel in across.items()}
        self.rows = next(iter(across.values())).shape[::2]


class _Ensemble:
    def __init__(self, kernel_fn: Any, x_train: Any, targets: Targets, diag_reg: float, is_absolute: bool) -> None:
        self._kernel_fn, self._x_train, self._targets = kernel_fn, x_train, targets
        self._regularisation = (diag_reg, is_absolute)
        self._train: Dict[str, np.ndarray] = {}
        self._systems: Dict[str, Symmetric] = {}

    def predict(
        self, times: Times, x_test: Any, asked: Tuple[str, ...], compute_cov: bool, kwargs: Dict[str, Any]
    ) -> Dict[str, Any]:
        needed = tuple(name for name in ("nngp", "ntk") if name in asked or (name == "nngp" and compute_cov))
        self._compute_train(needed)
        test: Optional[_Test] = None
        if x_test is not None:
            across = self._kernel_fn(x_test, self._x_train, needed, kwargs)
            test = _Test({name: named(across, name, "kernel_fn's result") for name in needed}, self._targets)
            if compute_cov:
                own = self._kernel_fn(x_test, None, ("nngp",), kwargs)
                test.prior = _tensors.matrix(named(own, "nngp", "kernel_fn's result"))
        rows = self._targets.rows if test is None else test.rows
        leading = () if times is None else times.shape
        found: Dict[str, Any] = {}
        for name in asked:
            means = as_array(self._targets.as_outputs(self._mean(name, times, test), leading, rows))
            if compute_cov:
                covariances = _tensors.kernels(self._covariance(name, times, test), leading, rows)
                found[name] = Gaussian(means, as_array(covariances))
            else:
                found[name] = means
        return found

    def _compute_train(self, names: Tuple[str, ...]) -> None:
        missing = tuple(name for name in names if name not in self._train)
        if missing:
            made = self._kernel_fn(self._x_train, None, missing, {})
            self._train.update({name: named(made, name, "kernel_fn's result") for name in missing})

    def _system(self, name: str) -> Symmetric:
        if name not in self._systems:
            self._systems[name] = self._targets.system(self._train[name], *self._regularisation)
        return self._systems[name]

    def _weights(self, name: str, times: Times, right: np.ndarray) -> np.ndarray:
        """Θ⁻¹ (1 − exp(−t Θ/N)) ``right``."""
        if times is None:
            return self._system(name).solve(right)
        return _times.apply(self._system(name), _times.weights(times, self._targets.array.size), right)

    def _mean(self, name: str, times: Times, test: Optional[_Test]) -> np.ndarray:
        targets = self._targets.matrix
        if test is not None:
            return test.across[name] @ self._weights(name, times, targets)
        if times is None:
            return targets.copy()
        return _times.apply(self._system(name), _times.learned(times, self._targets.array.size), targets)

    def _covariance(self, name: str, times: Times, test: Optional[_Test]) -> np.ndarray:
        train = _tensors.matrix(self._train["nngp"])
        if test is None:
            return np.zeros_like(train) if times is None else self._train_covariance(name, times, train)
        if name == "nngp":  # the readout's own flow: twice the time in the exponent
            doubled = None if times is None else 2 * times
            weights = self._weights(name, doubled, test.across[name].T)
            return posterior_covariance(weights, test.across[name], test.prior)
        weights = self._weights(name, times, test.across[name].T)
        return ensemble_covariance(weights, train, test.across["nngp"], test.prior)

    def _train_covariance(self, name: str, times: np.ndarray, train: np.ndarray) -> np.ndarray:
        """exp(−t Θ/N) K exp(−t Θ/N)."""
        values, vectors = self._system(name).spectrum
        left = vectors * _times.remaining(times, self._targets.array.size)(values)[..., None, :]
        if name == "nngp":
            return (left * values) @ np.swapaxes(left, -1, -2)
        return left @ (vectors.T @ train @ vectors) @ np.swapaxes(left, -1, -2)
