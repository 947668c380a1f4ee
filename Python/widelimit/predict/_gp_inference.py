"""Posteriors at infinite time, from kernels."""

from __future__ import annotations

from typing import Any, Callable, Dict

import numpy as np

from ..stax import _get
from ..stax._kernel import as_array
from . import _tensors
from ._gaussian import Gaussian, ensemble_covariance, posterior_covariance
from ._symmetric import Symmetric
from ._targets import Targets, named, regularisation


def gp_inference(
    k_train_train: Any,
    y_train: Any,
    diag_reg: float = 0.0,
    diag_reg_absolute_scale: bool = False,
    trace_axes: _tensors.Axes = (-1,),
) -> Callable[..., Any]:
    """The Gaussian process's posterior, and the distribution of networks that were trained for ever.

    Parameters
    ----------
    k_train_train
        The kernel of the training inputs: an array, or what has ``nngp`` and ``ntk``.
    y_train, diag_reg, diag_reg_absolute_scale, trace_axes
        As for `gradient_descent_mse`.

    Returns
    -------
    Callable
        ``predict_fn(get=None, k_test_train=None, k_test_test=None)``: means, or, where ``k_test_test`` is given,
        `Gaussian` tuples; of "nngp" the Bayesian posterior, of "ntk" the trained networks' distribution (whose
        covariance needs both kernels), of "ntkgp" the posterior with Θ for a prior. Without ``k_test_train`` they are
        the targets.
    """
    ridge = regularisation(diag_reg)
    inference = _Inference(k_train_train, Targets(y_train, trace_axes), ridge, diag_reg_absolute_scale)

    def predict_fn(get: _get.Get = None, k_test_train: Any = None, k_test_test: Any = None) -> Any:
        asked = _get.names(get) or ("nngp", "ntk")
        for name in asked:
            if name not in ("nngp", "ntk", "ntkgp"):
                raise ValueError(f'get has {name!r}; give "nngp", "ntk" or "ntkgp"')
        found = {name: inference.predict(name, k_test_train, k_test_test) for name in asked}
        return _get.answer(get, asked, found, "Gaussians")

    return predict_fn


class _Inference:
    def __init__(self, train: Any, targets: Targets, diag_reg: float, is_absolute: bool) -> None:
        self._train, self._targets = train, targets
        self._regularisation = (diag_reg, is_absolute)
        self._systems: Dict[str, Symmetric] = {}
        self._weights: Dict[str, np.ndarray] = {}

    def predict(self, name: str, k_test_train: Any, k_test_test: Any) -> Any:
        own, prior = ("ntk", "ntk") if name == "ntkgp" else (name, "nngp")
        if k_test_train is None:
            means, covariances = self._targets.array.copy(), np.zeros_like(named(self._train, own, "k_train_train"))
        else:
            means, covariances = self._mean(own, k_test_train), None
        if k_test_test is None:
            return as_array(means)
        if covariances is None:
            covariances = self._covariance(own, prior, k_test_train, k_test_test)
        return Gaussian(as_array(means), as_array(covariances))

    def _system(self, name: str) -> Symmetric:
        if name not in self._systems:
            kernel = named(self._train, name, "k_train_train")
            self._systems[name] = self._targets.system(kernel, *self._regularisation)
        return self._systems[name]

    def _mean(self, name: str, k_test_train: Any) -> np.ndarray:
        if name not in self._weights:
            self._weights[name] = self._system(name).solve(self._targets.matrix)
        test = named(k_test_train, name, "k_test_train")
        return self._targets.as_outputs(self._targets.across(test) @ self._weights[name], (), test.shape[::2])

    def _covariance(self, own: str, prior: str, k_test_train: Any, k_test_test: Any) -> np.ndarray:
        kernel = named(k_test_train, own, "k_test_train")
        test = self._targets.across(kernel)
        tests = _tensors.square(named(k_test_test, prior, "k_test_test"), "k_test_test")
        if len(tests) != len(test):
            raise ValueError(f"k_test_test has shape {tests.shape}, and k_test_train {len(test)} rows")
        solved = self._system(own).solve(test.T)
        if own == prior:
            result = posterior_covariance(solved, test, tests)
        else:
            if not (hasattr(self._train, "nngp") and hasattr(k_test_train, "nngp")):
                raise ValueError(
                    'the covariance of get="ntk" needs nngp beside ntk: give k_train_train and k_test_train as tuples '
                    "of both"
                )
            train = _tensors.matrix(named(self._train, prior, "k_train_train"))
            across = self._targets.across(named(k_test_train, prior, "k_test_train"))
            result = ensemble_covariance(solved, train, across, tests)
        return _tensors.kernels(result, (), kernel.shape[::2])
