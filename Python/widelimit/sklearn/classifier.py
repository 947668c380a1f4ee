"""Classification with infinitely wide networks."""

from __future__ import annotations

from typing import Any, Optional, Sequence

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from ..architecture import ArchitectureLike
from ..fitting import fit as fit_model
from ._network import network, shaped


class NNGPClassifier(ClassifierMixin, BaseEstimator):
    """Classes as outputs of a Gaussian process, regressed on 1 − 1/K and −1/K (Lee, Bahri et al. 2018).

    Parameters
    ----------
    architecture, depth, nonlinearity, weight_variance, bias_variance, noise, input_shape, threads
        As of `NNGPRegressor`.

    Attributes
    ----------
    classes_ : numpy.ndarray
    model_ : widelimit.Model
    architecture_ : widelimit.Architecture
    log_marginal_likelihood_value_ : float
        log p of those targets, of all classes together, in nats.
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
        threads: Optional[int] = None,
    ) -> None:
        self.architecture = architecture
        self.depth = depth
        self.nonlinearity = nonlinearity
        self.weight_variance = weight_variance
        self.bias_variance = bias_variance
        self.noise = noise
        self.input_shape = input_shape
        self.threads = threads

    def fit(self, X: Any, y: Any) -> "NNGPClassifier":
        """Fits to rows X [n, d] and labels y [n]; costs n³/3 multiplications."""
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        self.classes_, labels = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"y has one class, {self.classes_[0]!r}: a classifier needs two or more classes")
        self.architecture_ = network(self)
        self.model_ = fit_model(
            self.architecture_, shaped(X, self.input_shape), labels, noise=self.noise, leave_one_out=False,
            classes=True, threads=self.threads,
        )  # fmt: skip
        self.log_marginal_likelihood_value_ = self.model_.log_marginal_likelihood
        return self

    def predict(self, X: Any) -> np.ndarray:
        """The class of the largest mean, [m]."""
        X = self._checked(X)
        means = self.model_.predict(X, threads=self.threads)
        return self.classes_[np.argmax(means, axis=1)]

    def predict_proba(self, X: Any) -> np.ndarray:
        """P(f_c > f_j for all j ≠ c), [m, K], in the order of `classes_`; not calibrated, see `Model.probabilities`."""
        X = self._checked(X)
        return self.model_.probabilities(X, threads=self.threads)

    def _checked(self, X: Any) -> np.ndarray:
        check_is_fitted(self)
        return shaped(validate_data(self, X, reset=False, dtype=np.float64), self.input_shape)
