"""What predict functions refuse, and what they keep of their arguments."""

import types
import warnings

import numpy
import pytest

from widelimit import predict, stax

KERNEL = stax.serial(stax.Dense(4, 1.4, 0.3), stax.Erf(), stax.Dense(1, 1.2))[2]


@pytest.fixture
def data(generator):
    """Training inputs, targets, test inputs."""
    return generator.standard_normal((9, 4)), generator.standard_normal((9, 2)), generator.standard_normal((5, 4))


def flow(k, y, **settings):
    return predict.gradient_descent_mse(k, y, **settings)


@pytest.mark.parametrize(
    "call, error, match",
    [
        (lambda k, y, t: flow(k, y[:5]), ValueError, "9 rows.*has 5"),
        (lambda k, y, t: flow(k, y[:, 0]), ValueError, r"y_train\[:, None\]"),
        (lambda k, y, t: flow(k[:, :5], y), ValueError, "square"),
        (lambda k, y, t: predict.max_learning_rate(k[:, :5]), ValueError, "ntk_train_train has shape .9, 5.*square"),
        (lambda k, y, t: flow(k, y)(1.0, None, None), ValueError, "nothing to predict"),
        (lambda k, y, t: flow(k, y)(1.0, 0.0, 0.0), ValueError, "k_test_train"),
        (lambda k, y, t: flow(k, y)(1.0, y[:, :1]), ValueError, r"fx_train_0 has shape \(9, 1\).*\(9, 2\)"),
        (lambda k, y, t: flow(k, y)(None, y[0]), ValueError, r"fx_train_0 has shape \(2,\)"),
        (lambda k, y, t: flow(k, y)(1.0, 0.0, y[:4], t), ValueError, r"fx_test_0 has shape \(4, 2\).*\(5, 2\)"),
        (lambda k, y, t: flow(k, y)(1.0, 0.0, y[0, :1], t), ValueError, r"fx_test_0 has shape \(1,\)"),
        (lambda k, y, t: flow(k, y)(1.0, 0.0, 0.0, t.T), ValueError, r"k_test_train has shape \(9, 5\).*9 columns"),
        (lambda k, y, t: predict.gp_inference(k, y)("ntk", t.T), ValueError, "k_test_train has shape"),
        (lambda k, y, t: predict.gp_inference(k, y)("ntk", t[0]), ValueError, "k_test_train has shape"),
        (lambda k, y, t: predict.gp_inference(k, y)("nngp", t, k), ValueError, r"k_test_test has shape .9, 9.*5"),
        (lambda k, y, t: flow(k, y, trace_axes=(2,)), ValueError, "trace_axes"),
        (lambda k, y, t: flow(k, y, diag_reg=-1e-3), ValueError, "diag_reg is -0.001"),
        (lambda k, y, t: predict.gp_inference(k, y, -1), ValueError, "diag_reg is -1"),
        (
            lambda k, y, t: predict.gradient_descent_mse_ensemble(KERNEL, k, y, diag_reg=numpy.nan),
            ValueError, "diag_reg is nan",
        ),
        (lambda k, y, t: predict.gp_inference(k, y)("theta"), ValueError, "theta"),
        (lambda k, y, t: predict.gp_inference(k, y, 1e-3)("ntk", k, k), ValueError, "nngp beside ntk"),
        (
            lambda k, y, t: predict.gradient_descent_mse_ensemble(KERNEL, k, y)(get="ntkgp"),
            NotImplementedError, "ntkgp",
        ),
        (lambda k, y, t: predict.gradient_descent(None, k, y), NotImplementedError, "closed form"),
    ],
)  # fmt: skip
def test_what_is_refused(data, call, error, match):
    x, y, x_test = data
    with pytest.raises(error, match=match):
        call(KERNEL(x, None, "ntk"), y, KERNEL(x_test, x, "ntk"))


def test_initial_outputs_may_be_numbers_or_arrays_of_them(data):
    x, y, x_test = data
    predict_fn, test = flow(KERNEL(x, None, "ntk"), y), KERNEL(x_test, x, "ntk")
    numbers = predict_fn(1.0, 0.5, 0.25, test)
    arrays = predict_fn(1.0, numpy.full((9, 2), 0.5), numpy.full((5, 2), 0.25), test)
    for one, other in zip(numbers, arrays):
        assert numpy.array_equal(one, other)


def test_misspelt_arguments_are_errors(data):
    x, y, x_test = data
    with pytest.raises(TypeError, match="diag_regg"):
        predict.gradient_descent_mse_ensemble(KERNEL, x, y, diag_regg=1e-3)
    predict_fn = predict.gradient_descent_mse_ensemble(KERNEL, x, y, diag_reg=1e-3)
    with pytest.raises(TypeError, match="compute_covv"):
        predict_fn(x_test=x_test, compute_covv=True)
    with pytest.raises(TypeError, match="gett"):
        KERNEL(x, gett="ntk")


def test_what_neural_tangents_knows_is_noted_at_the_users_line(data):
    x, y, x_test = data
    predict_fn = predict.gradient_descent_mse_ensemble(KERNEL, x, y, diag_reg=1e-3, diagonal_spatial=True)
    calls = [lambda: predict_fn(x_test=x_test), lambda: KERNEL(x, rng=1), lambda: stax.batch(KERNEL, batch_size=4)]
    for call in calls:
        with pytest.warns(stax.StaxWarning) as caught:
            call()
        assert {warning.filename for warning in caught} == {__file__}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        KERNEL(x, rng=None)


def test_functions_keep_what_they_were_made_of(data):
    x, y, x_test = data
    kernels = [KERNEL(*pair, ("nngp", "ntk")) for pair in ((x, None), (x_test, x))]
    made = [
        (predict.gradient_descent_mse_ensemble(KERNEL, x, y, diag_reg=1e-2), {"x_test": x_test.copy(), "get": "ntk"}),
        (predict.gp_inference(kernels[0], y, diag_reg=1e-2), {"k_test_train": kernels[1], "get": "ntk"}),
        (flow(kernels[0].ntk, y, diag_reg=1e-2), {"fx_test_0": 0.0, "k_test_train": kernels[1].ntk}),
    ]
    expected = predict.gradient_descent_mse_ensemble(KERNEL, x.copy(), y.copy(), diag_reg=1e-2)(None, x_test, "ntk")
    x += 1
    y *= 2
    for predict_fn, arguments in made:
        found = predict_fn(**arguments)
        found = found[1] if isinstance(found, tuple) else found
        numpy.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_functions_of_predict_do_not_run_inside_jit(data, monkeypatch):
    class Tracer:
        """What JAX gives a function that it compiles."""

        shape, ndim = (9, 2), 2

    monkeypatch.setitem(__import__("sys").modules, "jax.core", types.SimpleNamespace(Tracer=Tracer))
    x, y, _ = data
    ensemble = predict.gradient_descent_mse_ensemble(KERNEL, x, y)
    kernel = KERNEL(x, None, "ntk")
    for call in (
        lambda: predict.gp_inference(kernel, Tracer()),
        lambda: predict.gp_inference(Tracer(), y)("ntk", kernel),
        lambda: predict.max_learning_rate(Tracer()),
        lambda: flow(kernel, y)(Tracer()),
        lambda: ensemble(Tracer()),
        lambda: ensemble(x_test=Tracer()),
        lambda: predict.gradient_descent_mse_ensemble(KERNEL, Tracer(), y),
        lambda: flow(kernel, y, diag_reg=Tracer()),
    ):
        with pytest.raises(NotImplementedError, match=r"inside jax.jit.*kernel_fn alone"):
            call()
