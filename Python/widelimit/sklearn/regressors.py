"""Regression with infinitely wide networks: the posterior of the NNGP, and gradient flow with the NTK."""

from __future__ import annotations

import math
from typing import Any, Optional, Sequence, Tuple, Union

import numpy as np
from scipy.linalg import LinAlgError, cho_solve, cholesky, eigh, lapack
from sklearn.base import BaseEstimator, MultiOutputMixin, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from .._checks import not_negative
from .._rounding import is_definite
from .._rounding import null as null_modes
from ..architecture import ArchitectureLike
from ..fitting import fit as fit_model
from ..flow import gradient_flow
from ..kernels import kernel
from ._network import network, shaped
from ._targets import Scaling


class NNGPRegressor(MultiOutputMixin, RegressorMixin, BaseEstimator):
    """Gaussian-process regression with the NNGP kernel of an infinitely wide network (Lee, Bahri et al. 2018).

    Parameters
    ----------
    architecture
        None: fully connected, of the next four numbers.
    depth, nonlinearity, weight_variance, bias_variance
        How often the nonlinearity is applied, its name, σ_w² and σ_b².
    noise
        σ_ε² in the kernel's units; None: 1e-10 of the mean of the kernel's diagonal, or what it needs.
    input_shape
        None: rows of X are vectors. (length, channels): they are sequences. (height, width, channels): images.
    normalize_y
        Whether targets are fitted with mean 0 and variance 1, as the prior expects them.
    threads
        None: all processors.

    Attributes
    ----------
    model_ : widelimit.Model
    architecture_ : widelimit.Architecture
    log_marginal_likelihood_value_ : float
        log p(y) of the targets as they were fitted, of all outputs together, in nats.
    """

    def __init__(
        self,
        architecture: Optional[ArchitectureLike] = None,
        *,
        depth: int = 3,
        nonlinearity: str = "relu",
        weight_variance: float = 2.0,
        bias_variance: float = 0.1,
        noise: Optional[float] = None,
        input_shape: Optional[Sequence[int]] = None,
        normalize_y: bool = False,
        threads: Optional[int] = None,
    ) -> None:
        self.architecture = architecture
        self.depth = depth
        self.nonlinearity = nonlinearity
        self.weight_variance = weight_variance
        self.bias_variance = bias_variance
        self.noise = noise
        self.input_shape = input_shape
        self.normalize_y = normalize_y
        self.threads = threads

    def fit(self, X: Any, y: Any) -> "NNGPRegressor":
        """Fits the posterior to rows X [n, d] and targets y [n] or [n, k]; costs n³/3 multiplications."""
        X, y = validate_data(self, X, y, multi_output=True, y_numeric=True, dtype=np.float64)
        y = np.asarray(y, dtype=np.float64)
        self.architecture_ = network(self)
        self._scaling = Scaling.of(y, self.normalize_y)
        self.model_ = fit_model(
            self.architecture_, shaped(X, self.input_shape), self._scaling.fitted(y), noise=self.noise,
            leave_one_out=False, threads=self.threads,
        )  # fmt: skip
        self.log_marginal_likelihood_value_ = self.model_.log_marginal_likelihood
        return self

    def predict(
        self, X: Any, return_std: bool = False, return_cov: bool = False
    ) -> Union[np.ndarray, Tuple[np.ndarray, np.ndarray]]:
        """The posterior's mean [m] or [m, k], and f's standard deviation or covariance, without noise."""
        if return_std and return_cov:
            raise ValueError("return_std and return_cov: ask for one of them")
        check_is_fitted(self)
        X = shaped(validate_data(self, X, reset=False, dtype=np.float64), self.input_shape)
        if not (return_std or return_cov):
            return self._scaling.original(self.model_.predict(X, threads=self.threads))
        found = self.model_.predict(X, variance=return_std, covariance=return_cov, threads=self.threads)
        mean = self._scaling.original(found.mean)
        if return_std:
            return mean, self._scaling.deviation(found.variance)
        return mean, self._scaling.covariance(found.covariance)

    def sample_y(self, X: Any, n_samples: int = 1, random_state: Any = 0) -> np.ndarray:
        """Functions drawn from the posterior at X: [m, n_samples], or [m, k, n_samples] for targets [n, k]."""
        generator = check_random_state(random_state)
        mean, covariance = self.predict(X, return_cov=True)
        columns = mean if mean.ndim == 2 else mean[:, None]
        draws = [
            generator.multivariate_normal(
                columns[:, k], covariance[..., k] if mean.ndim == 2 else covariance, n_samples
            ).T
            for k in range(columns.shape[1])
        ]
        return np.stack(draws, axis=1) if mean.ndim == 2 else draws[0]


class NTKRegressor(MultiOutputMixin, RegressorMixin, BaseEstimator):
    """The ensemble of infinitely wide networks whose layers all learn by gradient flow (Lee, Xiao et al. 2019).

    Its mean at time t is Θ* Θ⁻¹ (I − exp(−Θ t)) y, in the limit t → ∞ regression with the NTK (Jacot et al. 2018).

    Parameters
    ----------
    architecture, depth, nonlinearity, weight_variance, bias_variance, input_shape, normalize_y, threads
        As of `NNGPRegressor`.
    time
        ≥ 0, of gradient flow at unit rate on half the sum of squares; inf: trained to the end.
    noise
        ≥ 0, added to the diagonal of the training inputs' NTK.

    Attributes
    ----------
    dual_coef_ : numpy.ndarray
        α(t) = Θ⁻¹ (I − exp(−Θ t)) y, [n] or [n, k], without modes that float64 cannot tell from Θ's null space: the
        mean is Θ(x, X) α.
    log_marginal_likelihood_value_ : float
        log p(y) of a Gaussian process with covariance Θ + noise I, of targets as they were fitted; −inf where that is
        singular. The ensemble itself has no likelihood.
    """

    def __init__(
        self,
        architecture: Optional[ArchitectureLike] = None,
        *,
        depth: int = 3,
        nonlinearity: str = "relu",
        weight_variance: float = 2.0,
        bias_variance: float = 0.1,
        time: float = math.inf,
        noise: float = 0.0,
        input_shape: Optional[Sequence[int]] = None,
        normalize_y: bool = False,
        threads: Optional[int] = None,
    ) -> None:
        self.architecture = architecture
        self.depth = depth
        self.nonlinearity = nonlinearity
        self.weight_variance = weight_variance
        self.bias_variance = bias_variance
        self.time = time
        self.noise = noise
        self.input_shape = input_shape
        self.normalize_y = normalize_y
        self.threads = threads

    def fit(self, X: Any, y: Any) -> "NTKRegressor":
        """Fits to rows X [n, d] and targets y [n] or [n, k].

        It costs n³/3 multiplications, for a finite time, or where Θ has modes of rounding, 4 n³.
        """
        time, noise = not_negative(self.time, "time", finite=False), not_negative(self.noise, "noise")
        X, y = validate_data(self, X, y, multi_output=True, y_numeric=True, dtype=np.float64)
        y = np.asarray(y, dtype=np.float64)
        self.architecture_ = network(self)
        self._scaling = Scaling.of(y, self.normalize_y)
        self._inputs, self._fitted = shaped(X, self.input_shape), self._scaling.fitted(y)
        theta = kernel(self.architecture_, self._inputs, get="ntk", threads=self.threads)
        theta[np.diag_indices_from(theta)] += noise
        self.dual_coef_, self.log_marginal_likelihood_value_ = _flowed(theta, self._fitted, time)
        return self

    def predict(self, X: Any, return_std: bool = False) -> Union[np.ndarray, Tuple[np.ndarray, np.ndarray]]:
        """The ensemble's mean [m] or [m, k], and with return_std its standard deviation (which costs a fit)."""
        check_is_fitted(self)
        X = shaped(validate_data(self, X, reset=False, dtype=np.float64), self.input_shape)
        mean = kernel(self.architecture_, X, self._inputs, get="ntk", threads=self.threads) @ self.dual_coef_
        mean = self._scaling.original(mean)
        if not return_std:
            return mean
        flow = gradient_flow(
            self.architecture_, self._inputs, self._fitted, X, self.time, noise=self.noise, threads=self.threads
        )
        return mean, self._scaling.deviation(flow.variance)


def _flowed(theta: np.ndarray, y: np.ndarray, time: float) -> Tuple[np.ndarray, float]:
    """α(t), and the evidence of y under N(0, Θ)."""
    outputs = 1 if y.ndim == 1 else y.shape[1]
    constant = -0.5 * outputs * len(y) * math.log(2 * math.pi)
    if math.isinf(time):
        try:
            factor = cholesky(theta, lower=True)
        except LinAlgError:
            factor = None
        if factor is not None and is_definite(factor, np.diagonal(theta)) and _has_no_null_modes(theta, factor):
            solution = cho_solve((factor, True), y)
            return solution, float(constant - outputs * np.log(np.diag(factor)).sum() - 0.5 * np.sum(y * solution))
    eigenvalues, vectors = eigh(theta)
    null = null_modes(eigenvalues)
    positive = np.where(null, 1.0, eigenvalues)
    # A mode that the kernel does not have is never learnt, and its weight is left at 0.
    gains = np.where(null, 0.0, -np.expm1(-positive * time) / positive)
    columns = vectors.T @ y
    alpha = vectors @ (columns * gains[(...,) + (None,) * (y.ndim - 1)])
    if null.any():
        return alpha, -math.inf
    squares = columns**2 if y.ndim == 1 else (columns**2).sum(axis=1)
    return alpha, float(constant - 0.5 * outputs * np.log(positive).sum() - 0.5 * np.sum(squares / positive))


def _has_no_null_modes(theta: np.ndarray, factor: np.ndarray) -> bool:
    """Whether all eigenvalues are more than rounding's, n ε λ_max, told from the factor in n² operations.

    λ_min ≥ 1/‖Θ⁻¹‖₁ and λ_max ≤ ‖Θ‖₁; the estimate of the former is seldom off by more than 3 (Higham 2002, ch. 15).
    """
    reciprocal, _ = lapack.dpocon(factor, np.abs(theta).sum(axis=0).max(), uplo="L")
    return bool(reciprocal > len(theta) * np.finfo(float).eps)
