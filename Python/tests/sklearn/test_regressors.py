import numpy
import pytest
from numpy.testing import assert_allclose

pytest.importorskip("sklearn", minversion="1.6")

from sklearn.base import clone  # noqa: E402
from sklearn.model_selection import GridSearchCV  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402
from sklearn.utils.estimator_checks import check_estimator  # noqa: E402

import widelimit  # noqa: E402
from widelimit import fully_connected, gradient_flow  # noqa: E402
from widelimit.sklearn import NNGPRegressor, NTKRegressor  # noqa: E402


@pytest.fixture
def data(generator):
    """A smooth function of three numbers with some noise: 40 rows to train on, 20 to test."""
    x = generator.standard_normal((60, 3))
    y = numpy.sin(x[:, 0]) + 0.5 * x[:, 1] * x[:, 2] + 0.05 * generator.standard_normal(60)
    return x[:40], y[:40], x[40:], y[40:]


@pytest.mark.filterwarnings("ignore::widelimit.WideLimitWarning")
@pytest.mark.parametrize(
    "estimator", [NNGPRegressor(), NNGPRegressor(normalize_y=True), NTKRegressor(), NTKRegressor(time=10.0)]
)
def test_estimator_keeps_the_rules_of_scikit_learn(estimator):
    check_estimator(estimator)


@pytest.mark.parametrize("estimator", [NNGPRegressor(noise=0.01), NTKRegressor(noise=0.1)])
def test_smooth_function_is_learnt(estimator, data):
    x, y, x_test, y_test = data
    assert estimator.fit(x, y).score(x_test, y_test) > 0.7


@pytest.mark.parametrize("normalize", [False, True])
@pytest.mark.parametrize("columns", [None, 2])
@pytest.mark.parametrize("kind", [NNGPRegressor, NTKRegressor])
def test_shapes_follow_the_targets(kind, columns, normalize, data):
    x, y, x_test, _ = data
    y = y if columns is None else numpy.stack([y, 10 - 3 * y], axis=1)
    estimator = kind(noise=0.01, normalize_y=normalize).fit(x, y)
    mean, deviation = estimator.predict(x_test, return_std=True)
    assert mean.shape == deviation.shape == ((20,) if columns is None else (20, 2))
    assert (deviation > 0).all() and numpy.array_equal(mean, estimator.predict(x_test))
    if columns and normalize:
        assert_allclose(mean[:, 1], 10 - 3 * mean[:, 0], rtol=1e-8, atol=1e-8)
        assert_allclose(deviation[:, 1], 3 * deviation[:, 0], rtol=1e-8)


def test_nngp_is_the_model(data):
    x, y, x_test, _ = data
    estimator = NNGPRegressor(depth=2, nonlinearity="erf", weight_variance=1.5, bias_variance=0.2, noise=0.01).fit(x, y)
    model = widelimit.fit(fully_connected(2, "erf", 1.5, 0.2), x, y, noise=0.01)
    found = model.predict(x_test, variance=True, covariance=True)
    assert numpy.array_equal(estimator.predict(x_test), found.mean)
    assert numpy.array_equal(estimator.predict(x_test, return_std=True)[1], numpy.sqrt(found.variance))
    assert_allclose(estimator.predict(x_test, return_cov=True)[1], found.covariance, rtol=1e-12)
    assert estimator.log_marginal_likelihood_value_ == model.log_marginal_likelihood
    with pytest.raises(ValueError, match="ask for one of them"):
        estimator.predict(x_test, return_std=True, return_cov=True)


def test_samples_have_the_posteriors_moments(data):
    x, y, x_test, _ = data
    estimator = NNGPRegressor(noise=0.01).fit(x, y)
    draws = estimator.sample_y(x_test[:4], 4000, random_state=1)
    mean, deviation = estimator.predict(x_test[:4], return_std=True)
    assert draws.shape == (4, 4000)
    assert (abs(draws.mean(axis=1) - mean) < 5 * deviation / numpy.sqrt(4000)).all()
    assert_allclose(draws.std(axis=1), deviation, rtol=0.06)  # five standard errors
    assert NNGPRegressor(noise=0.01).fit(x, numpy.stack([y, y], axis=1)).sample_y(x_test[:4], 3).shape == (4, 2, 3)


@pytest.mark.parametrize("time", [0.0, 0.2, 10.0, numpy.inf])
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_ntk_is_gradient_flow(time, noise, data):
    x, y, x_test, _ = data
    estimator = NTKRegressor(depth=2, weight_variance=1.5, time=time, noise=noise).fit(x, y)
    flow = gradient_flow(fully_connected(2, "relu", 1.5, 0.1), x, y, x_test, time, noise=noise)
    mean, deviation = estimator.predict(x_test, return_std=True)
    assert_allclose(mean, flow.mean, rtol=1e-8, atol=1e-9)
    assert_allclose(deviation, numpy.sqrt(flow.variance), rtol=1e-8)


@pytest.mark.parametrize("time", [1.0, numpy.inf])
def test_evidence_of_the_ntk(time, data):
    x, y, _, _ = data
    y = numpy.stack([y, y**2], axis=1)
    estimator = NTKRegressor(time=time, noise=0.1).fit(x, y)
    theta = widelimit.kernel(estimator.architecture_, x, get="ntk") + 0.1 * numpy.eye(40)
    evidence = -0.5 * numpy.sum(y * numpy.linalg.solve(theta, y)) - numpy.linalg.slogdet(2 * numpy.pi * theta)[1]
    assert estimator.log_marginal_likelihood_value_ == pytest.approx(evidence, rel=1e-10)


def test_repeated_rows_are_a_null_mode(data):
    x, y, x_test, _ = data
    estimator = NTKRegressor().fit(numpy.concatenate([x, x]), numpy.concatenate([y - 1, y + 1]))
    assert_allclose(estimator.predict(x_test), NTKRegressor().fit(x, y).predict(x_test), rtol=1e-5, atol=1e-6)


def test_images_are_rows_of_a_table(convolutional, images, generator):
    y = generator.standard_normal(5)
    for kind in (NNGPRegressor, NTKRegressor):
        estimator = kind(convolutional, noise=0.1, input_shape=(4, 4, 2)).fit(images.reshape(5, 32), y)
        assert estimator.predict(images.reshape(5, 32)).shape == (5,)
        with pytest.raises(ValueError, match="rows of X have 32 numbers"):
            kind(convolutional, input_shape=(4, 4, 3)).fit(images.reshape(5, 32), y)


@pytest.mark.parametrize("kind", [NNGPRegressor, NTKRegressor])
def test_grid_search_over_the_weight_variance_in_a_pipeline(kind, data):
    x, y, x_test, y_test = data
    pipeline = make_pipeline(StandardScaler(), kind(noise=0.01))
    name = kind.__name__.lower() + "__weight_variance"
    search = GridSearchCV(pipeline, {name: [0.25, 1.0, 4.0]}, cv=3).fit(x, y)
    assert search.best_params_[name] in (0.25, 1.0, 4.0)
    assert search.score(x_test, y_test) > 0.5


@pytest.mark.filterwarnings("ignore::widelimit.WideLimitWarning")
@pytest.mark.parametrize("seed", range(40))
def test_one_repeated_row_is_a_null_mode(seed):
    generator = numpy.random.default_rng(seed)
    x, x_test = generator.standard_normal((12, 3)), generator.standard_normal((5, 3))
    x = numpy.concatenate([x, x[seed % 12][None]])
    y = generator.standard_normal(13)
    estimator = NTKRegressor().fit(x, y)
    flow = gradient_flow(estimator.architecture_, x, y, x_test, numpy.inf)
    mean, deviation = estimator.predict(x_test, return_std=True)
    assert_allclose(mean, flow.mean, rtol=1e-6, atol=1e-8)
    assert_allclose(deviation, numpy.sqrt(flow.variance), rtol=1e-8)
    assert estimator.log_marginal_likelihood_value_ == -numpy.inf


@pytest.mark.filterwarnings("ignore::widelimit.WideLimitWarning")
@pytest.mark.parametrize("seed", [41, 197, 209])  # pivots of 4 to 6 n ε, eigenvalues below a fifth of n ε λ_max
def test_modes_that_have_a_pivot_and_no_eigenvalue_are_left_out_of_the_mean_too(seed):
    generator = numpy.random.default_rng(seed)
    x = generator.standard_normal((150, 3))
    x = numpy.concatenate([x, x[:3] + 1e-6 * generator.standard_normal((3, 3))])
    x_test, y = generator.standard_normal((20, 3)), numpy.sin(x[:, 0])
    estimator = NTKRegressor(depth=3, nonlinearity="tanh").fit(x, y)
    flow = gradient_flow(estimator.architecture_, x, y, x_test, numpy.inf)
    assert_allclose(estimator.predict(x_test), flow.mean, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    "settings",
    [{"time": -1}, {"time": numpy.nan}, {"time": -numpy.inf}, {"noise": -0.1}, {"noise": numpy.nan},
     {"noise": numpy.inf}],
)  # fmt: skip
def test_times_and_noise_are_not_negative(settings, data):
    (name,) = settings
    with pytest.raises(ValueError, match=f"{name} is"):
        NTKRegressor(**settings).fit(*data[:2])


@pytest.mark.parametrize("kind", [NNGPRegressor, NTKRegressor])
def test_numbers_beside_an_architecture_are_refused(kind, network, data):
    x, y, _, _ = data
    estimator = clone(kind(network, depth=5, weight_variance=1.0, noise=0.1))
    with pytest.raises(ValueError, match="depth, weight_variance would change nothing"):
        estimator.fit(x, y)
    assert clone(kind(network, depth=3, noise=0.1)).fit(x, y)
