"""Posteriors and flows from kernels: their limits, and what is done once."""

import builtins
import warnings

import numpy
import pytest

from widelimit import WideLimitWarning, gradient_flow, predict, stax

KERNEL = stax.serial(stax.Dense(4, 1.4, 0.3), stax.Erf(), stax.Dense(1, 1.2))[2]


@pytest.fixture
def data(generator):
    """Training inputs, targets, test inputs."""
    return generator.standard_normal((9, 4)), generator.standard_normal((9, 2)), generator.standard_normal((5, 4))


def close(found, expected):
    numpy.testing.assert_allclose(found, expected, rtol=0, atol=1e-9 * max(1, numpy.abs(expected).max()))


@pytest.mark.parametrize("get", ["nngp", "ntk"])
def test_times_end_where_infinity_is(data, get):
    x, y, x_test = data
    predict_fn = predict.gradient_descent_mse_ensemble(KERNEL, x, y, diag_reg=1e-2)
    limit = predict_fn(x_test=x_test, get=get, compute_cov=True)
    late = predict_fn(numpy.array([0.0, 1e9, numpy.inf]), x_test, get, True)
    for time in (1, 2):
        close(late.mean[time], limit.mean)
        close(late.covariance[time], limit.covariance)
    assert not late.mean[0].any()
    close(late.covariance[0], KERNEL(x_test, None, "nngp"))
    close(predict_fn(numpy.inf, None, get), y)
    assert numpy.array_equal(predict_fn(None, None, get), y)


def test_the_ensemble_is_the_posterior_of_its_kernels(data):
    x, y, x_test = data
    both = predict.gradient_descent_mse_ensemble(KERNEL, x, y, diag_reg=1e-2)(x_test=x_test, compute_cov=True)
    kernels = [KERNEL(*pair, ("nngp", "ntk")) for pair in ((x, None), (x_test, x), (x_test, None))]
    inference = predict.gp_inference(kernels[0], y, diag_reg=1e-2)(None, *kernels[1:])
    for name in ("nngp", "ntk"):
        assert isinstance(getattr(both, name), predict.Gaussian)
        close(getattr(both, name).mean, getattr(inference, name).mean)
        close(getattr(both, name).covariance, getattr(inference, name).covariance)


@pytest.fixture
def hide_scipy(monkeypatch):
    """A function after which SciPy cannot be imported."""
    original = builtins.__import__

    def without(name, *arguments, **keywords):
        if name.startswith("scipy"):
            raise ImportError(name)
        return original(name, *arguments, **keywords)

    return lambda: monkeypatch.setattr(builtins, "__import__", without)


def test_without_scipy_predictions_are_the_same(data, hide_scipy):
    x, y, x_test = data

    def predictions():
        predict_fn = predict.gradient_descent_mse_ensemble(KERNEL, x, y, diag_reg=1e-2)
        return predict_fn(x_test=x_test, get="ntk", compute_cov=True)

    first = predictions()
    hide_scipy()
    second = predictions()
    close(second.mean, first.mean)
    close(second.covariance, first.covariance)


def test_what_is_costly_is_done_once(data, monkeypatch):
    x, y, x_test = data
    calls, decompositions, original = [], [], numpy.linalg.eigh

    def kernel_fn(x1, x2, get):
        calls.append((x1 is not x_test, x2 is None, get))
        return KERNEL(x1, x2, get)

    def eigh(matrix):
        decompositions.append(len(matrix))
        return original(matrix)

    monkeypatch.setattr(numpy.linalg, "eigh", eigh)
    predict_fn = predict.gradient_descent_mse_ensemble(kernel_fn, x, y, diag_reg=1e-2)
    assert not calls
    for time in (1.0, 2.0, numpy.array([1.0, 5.0])):
        predict_fn(time, x_test, "ntk", compute_cov=True)
    assert [call for call in calls if call[:2] == (True, True)] == [(True, True, ("nngp", "ntk"))]
    assert decompositions == [len(x)]


def test_equal_training_inputs(data):
    x, y, x_test = data
    x = numpy.concatenate([x, x[:1]])
    y = numpy.concatenate([y, y[:1]])
    predict_fn = predict.gradient_descent_mse_ensemble(KERNEL, x, y)
    with pytest.raises(numpy.linalg.LinAlgError, match="diag_reg"):
        predict_fn(x_test=x_test, get="nngp")
    assert numpy.isfinite(predict_fn(numpy.array([0.0, 10.0]), x_test, "nngp", True).covariance).all()


@pytest.mark.parametrize("scipy", [True, False])
@pytest.mark.parametrize("seed", range(40))
def test_one_repeated_input_is_singular_at_the_end_and_a_null_mode_on_the_way(seed, scipy, hide_scipy):
    generator = numpy.random.default_rng(seed)
    x, x_test = generator.standard_normal((12, 3)), generator.standard_normal((5, 3))
    x = numpy.concatenate([x, x[seed % 12][None]])
    y = generator.standard_normal((13, 1))
    kernel_fn = stax.serial(stax.Dense(1, 1.5, 0.3), stax.Relu(), stax.Dense(1, 1.5, 0.3))[2]
    if not scipy:
        hide_scipy()
    predict_fn = predict.gradient_descent_mse_ensemble(kernel_fn, x, y)
    with pytest.raises(numpy.linalg.LinAlgError, match="diag_reg"):
        predict_fn(x_test=x_test, get="ntk")
    with pytest.raises(numpy.linalg.LinAlgError, match="diag_reg"):
        predict.gp_inference(kernel_fn(x, None, "ntk"), y)("ntk", kernel_fn(x_test, x, "ntk"))
    mean, covariance = predict_fn(numpy.inf, x_test, "ntk", True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", WideLimitWarning)
        flow = gradient_flow(kernel_fn.architecture((3,)), x, y, x_test)
    numpy.testing.assert_allclose(mean, flow.mean, rtol=1e-6, atol=1e-8)
    numpy.testing.assert_allclose(numpy.diagonal(covariance), flow.variance, rtol=1e-6)


def test_initial_outputs(data, generator):
    x, y, x_test = data
    train, test = KERNEL(x, None, "ntk"), KERNEL(x_test, x, "ntk")
    start, start_test = generator.standard_normal(y.shape), generator.standard_normal((5, 2))
    predict_fn = predict.gradient_descent_mse(train, y, learning_rate=2.0)
    outputs, outputs_test = predict_fn(numpy.array([[0.0], [3.0]]), start, start_test, test)
    assert outputs.shape == (2, 1, 9, 2) and outputs_test.shape == (2, 1, 5, 2)
    close(outputs[0, 0], start)
    close(outputs_test[0, 0], start_test)
    # df/dt = −η Θ (f − y)/N
    step = 1e-4
    before, after = predict_fn(3 - step, start), predict_fn(3 + step, start)
    numpy.testing.assert_allclose((after - before) / (2 * step), -2 * train @ (outputs[1, 0] - y) / y.size, atol=1e-7)
    assert predict_fn(3.0, start).shape == (9, 2)
    assert predict_fn(None, None, start_test, test).shape == (5, 2)


def test_max_learning_rate_is_where_descent_diverges(data):
    x, y, _ = data
    train = KERNEL(x, None, "ntk")
    rate = predict.max_learning_rate(train, y_train_size=y.size)
    for factor, is_stable in ((0.99, True), (1.01, False)):
        growth = numpy.abs(1 - factor * rate * numpy.linalg.eigvalsh(train) / y.size).max()
        assert (growth < 1) == is_stable
    assert predict.max_learning_rate(train, momentum=0.5) == pytest.approx(1.5 * predict.max_learning_rate(train))
