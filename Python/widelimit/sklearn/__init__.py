"""Infinitely wide networks as estimators and kernels of scikit-learn (1.6 or newer).

>>> from sklearn.model_selection import GridSearchCV
>>> from widelimit.sklearn import NNGPRegressor
>>> search = GridSearchCV(NNGPRegressor(depth=2, noise=0.01), {"weight_variance": [0.5, 1.0, 2.0, 4.0]})

A support-vector machine takes the kernel as a function, or computed before::

    SVC(kernel=NTKKernel(depth=2)).fit(X, y)
    SVC(kernel="precomputed").fit(kernel(network, X, get="ntk"), y).predict(kernel(network, X_test, X, get="ntk"))
"""

from .classifier import NNGPClassifier
from .kernels import NNGPKernel, NTKKernel
from .regressors import NNGPRegressor, NTKRegressor

__all__ = ["NNGPClassifier", "NNGPKernel", "NNGPRegressor", "NTKKernel", "NTKRegressor"]
