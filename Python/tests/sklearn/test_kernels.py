import numpy
import pytest
from numpy.testing import assert_allclose

pytest.importorskip("sklearn", minversion="1.6")

from sklearn.base import clone  # noqa: E402
from sklearn.datasets import make_moons  # noqa: E402
from sklearn.gaussian_process import GaussianProcessRegressor  # noqa: E402
from sklearn.gaussian_process.kernels import WhiteKernel  # noqa: E402
from sklearn.model_selection import GridSearchCV  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402
from sklearn.svm import SVC  # noqa: E402

import widelimit  # noqa: E402
from widelimit import fully_connected  # noqa: E402
from widelimit.sklearn import NNGPKernel, NTKKernel  # noqa: E402

KERNELS = [(NNGPKernel, "nngp"), (NTKKernel, "ntk")]


@pytest.mark.parametrize("kind, which", KERNELS)
def test_kernel_is_the_librarys(kind, which, inputs):
    made = kind(depth=2, nonlinearity="erf", weight_variance=1.5, bias_variance=0.2)
    network = fully_connected(2, "erf", 1.5, 0.2)
    assert numpy.array_equal(made(inputs), widelimit.kernel(network, inputs, get=which))
    assert numpy.array_equal(made(inputs, inputs[:3]), widelimit.kernel(network, inputs, inputs[:3], get=which))
    assert_allclose(made.diag(inputs), numpy.diag(made(inputs)), rtol=1e-13)
    assert not made.is_stationary() and "weight_variance=1.5" in repr(made)
    assert numpy.array_equal(kind(network)(inputs), made(inputs))


@pytest.mark.parametrize("kind, which", KERNELS)
def test_theta_is_the_logarithm_of_the_variances(kind, which, inputs):
    made = kind(weight_variance=1.5, bias_variance=0.2)
    assert [hyperparameter.name for hyperparameter in made.hyperparameters] == ["bias_variance", "weight_variance"]
    assert_allclose(made.theta, numpy.log([0.2, 1.5]))
    assert_allclose(made.bounds, numpy.log([[1e-4, 1e2], [1e-2, 1e2]]))
    other = made.clone_with_theta(numpy.log([0.3, 2.5]))
    assert (other.bias_variance, other.weight_variance) == (pytest.approx(0.3), pytest.approx(2.5))
    assert clone(made) == made
    assert kind(fully_connected(2, "erf", 1.5)).theta.size == 0
    assert kind(bias_variance=0.0).theta.size == 1
    assert kind(weight_variance_bounds="fixed").theta.size == 1


@pytest.mark.parametrize("kind, which", KERNELS)
def test_gradient_is_that_of_the_closed_form(kind, which, inputs):
    """One linear layer: K = Θ = σ_w² x·x'/d + σ_b²."""
    made = kind(depth=0, weight_variance=1.5, bias_variance=0.2)
    found, gradient = made(inputs, eval_gradient=True)
    assert numpy.array_equal(found, made(inputs)) and gradient.shape == (8, 8, 2)
    assert_allclose(gradient[..., 0], 0.2, rtol=1e-8)
    assert_allclose(gradient[..., 1], 1.5 * inputs @ inputs.T / 5, rtol=1e-8, atol=1e-8)
    with pytest.raises(ValueError, match="leave out Y"):
        made(inputs, inputs, eval_gradient=True)


@pytest.mark.parametrize("kind, which", KERNELS)
def test_variances_are_optimised_by_gaussian_process_regression(kind, which, generator):
    x = generator.standard_normal((30, 2))
    y = numpy.sin(2 * x[:, 0]) + 0.1 * generator.standard_normal(30)
    start = kind(depth=2) + WhiteKernel(0.1)
    fixed = GaussianProcessRegressor(start, optimizer=None).fit(x, y)
    climbed = GaussianProcessRegressor(start).fit(x, y)
    assert climbed.log_marginal_likelihood_value_ > fixed.log_marginal_likelihood_value_
    _, gradient = climbed.log_marginal_likelihood(climbed.kernel_.theta, eval_gradient=True)
    lower, upper = climbed.kernel_.bounds.T
    inside = (climbed.kernel_.theta > lower + 1e-6) & (climbed.kernel_.theta < upper - 1e-6)
    # The optimiser stops at gradients of 1e-5 or steps of no gain.
    assert abs(gradient[inside]).max(initial=0) < 0.05


def test_posterior_of_scikit_learn_is_the_models(generator):
    x, y = generator.standard_normal((20, 3)), generator.standard_normal(20)
    theirs = GaussianProcessRegressor(NNGPKernel(), alpha=0.01, optimizer=None).fit(x, y)
    ours = widelimit.fit(fully_connected(3, "relu", 2.0, 0.1), x, y, noise=0.01)
    mean, deviation = theirs.predict(x + 0.1, return_std=True)
    found = ours.predict(x + 0.1, variance=True)
    assert_allclose(mean, found.mean, rtol=1e-8, atol=1e-10)
    assert_allclose(deviation**2, found.variance, rtol=1e-7)
    assert theirs.log_marginal_likelihood_value_ == pytest.approx(ours.log_marginal_likelihood, rel=1e-10)


@pytest.mark.parametrize("kind, which", KERNELS)
def test_support_vector_machines_take_kernels(kind, which):
    x, y = make_moons(80, noise=0.1, random_state=2)
    network = fully_connected(3, "relu", 2.0, 0.1)
    by_function = SVC(kernel=kind()).fit(x[:60], y[:60]).predict(x[60:])
    computed = SVC(kernel="precomputed").fit(widelimit.kernel(network, x[:60], get=which), y[:60])
    assert numpy.array_equal(computed.predict(widelimit.kernel(network, x[60:], x[:60], get=which)), by_function)
    pipeline = make_pipeline(StandardScaler(), SVC(kernel=kind()))
    search = GridSearchCV(pipeline, {"svc__kernel__weight_variance": [0.5, 2.0]}, cv=3).fit(x, y)
    assert search.best_score_ > 0.8
