"""What `kernel_fn` gives."""

import pickle

import numpy
import pytest
from stax_networks import NETWORK

import widelimit
from widelimit import stax


def test_get_is_neural_tangents(inputs):
    x1, x2 = inputs[:5], inputs[5:]
    both = NETWORK(x1, x2, ("ntk", "nngp"))
    assert type(both).__name__ == "AnalyticKernel" and both._fields == ("ntk", "nngp")
    assert numpy.array_equal(NETWORK(x1, x2, "NTK"), both.ntk) and NETWORK(x1, x2, "ntk").shape == (5, 3)
    kernel = NETWORK(x1, x2)
    assert numpy.array_equal(kernel.nngp, both.nngp) and numpy.array_equal(kernel.ntk, both.ntk)
    assert kernel.cov1.shape == (5,) and kernel.cov2.shape == (3,)
    assert (kernel.shape1, kernel.shape2, kernel.x1_is_x2, kernel.is_gaussian) == ((5, 2), (3, 2), False, True)
    assert NETWORK(x1).cov2 is None and NETWORK(x1).x1_is_x2
    assert kernel.replace(nngp=None).nngp is None and kernel.asdict()["shape1"] == (5, 2)
    for get in ((), "theta", ("nngp", "NNGP")):
        with pytest.raises(ValueError, match="get"):
            NETWORK(x1, x2, get)


def test_results_are_arrays_that_are_ready(inputs):
    result = NETWORK(inputs, None, "ntk")
    assert result.block_until_ready() is result and isinstance(result, numpy.ndarray) and result.dtype == float
    assert type(result.sum()) is numpy.float64


def test_equal_inputs_are_one(inputs):
    assert numpy.array_equal(NETWORK(inputs, inputs.copy(), "ntk"), NETWORK(inputs, None, "ntk"))
    dropout = stax.serial(stax.Dense(1), stax.Relu(), stax.Dropout(0.5), stax.Dense(1))[2]
    # The masks of equal inputs are one, as neural-tangents has them; others are drawn anew.
    assert numpy.array_equal(dropout(inputs, inputs + 1e-14, "nngp"), dropout(inputs, None, "nngp"))
    other = dropout(inputs, inputs[:4], "nngp")
    assert other[0, 0] == pytest.approx(dropout(inputs, None, "nngp")[0, 0] / 2)


def test_kernel_fn_goes_on_from_a_kernel(inputs):
    first = stax.serial(stax.Dense(4, 1.3), stax.Relu())[2]
    second = stax.serial(stax.Dense(4, 1.1, 0.2), stax.Erf(), stax.Dense(1))[2]
    chain = stax.serial(stax.Dense(4, 1.3), stax.Relu(), stax.Dense(4, 1.1, 0.2), stax.Erf(), stax.Dense(1))[2]
    found = second(first(inputs[:4], inputs[4:]))
    assert numpy.array_equal(found.ntk, chain(inputs[:4], inputs[4:], "ntk"))
    with pytest.raises(NotImplementedError, match="put the layers in a row"):
        second(first(inputs).replace(nngp=None))


def test_the_architecture_serves_the_rest_of_the_package(inputs):
    architecture = NETWORK.architecture((inputs.shape[1],))
    assert isinstance(architecture, widelimit.Architecture)
    assert numpy.array_equal(widelimit.kernel(architecture, inputs, get="ntk"), NETWORK(inputs, None, "ntk"))


def test_architectures_of_sequences_take_sequences(generator):
    x1, x2 = generator.standard_normal((4, 7, 3)), generator.standard_normal((2, 7, 3))
    attention = stax.GlobalSelfAttention(1, 1, 1, 1)
    kernel_fn = stax.serial(stax.Conv(1, (3,), (2,), "SAME"), stax.Erf(), attention, stax.GlobalAvgPool())[2]
    architecture = kernel_fn.architecture((7, 3))
    expected = widelimit.kernel(architecture, x1, x2)
    found = kernel_fn(x1, x2)
    assert numpy.array_equal(found.nngp, expected[0]) and numpy.array_equal(found.ntk, expected[1])
    assert found.shape1 == (4, 1) and found.cov2.shape == (2,)
    numpy.testing.assert_allclose(numpy.diag(kernel_fn(x1, None, "nngp")), found.cov1)


def test_nonlinearities_by_their_closed_forms(inputs):
    k = inputs @ inputs.T / inputs.shape[1]
    q = numpy.diag(k)
    total, size = q[:, None] + q, numpy.sqrt(q[:, None] * q)
    cosine = numpy.clip(k / size, -1, 1)
    gauss = numpy.sqrt((1 + 2 * q[:, None]) * (1 + 2 * q) - 4 * k**2)
    rate = 0.3
    for layer, nngp, slope in (
        (stax.Exp(2.0, rate), 4 * numpy.exp(rate**2 * (total / 2 + k)), rate**2),
        (stax.Rbf(0.7), numpy.exp(-0.7 * (total - 2 * k)), 1.4),
        (stax.Gaussian(), 1 / gauss, 4 * k / gauss**2),
        (stax.Monomial(2), size**2 + 2 * k**2, None),
        (stax.Polynomial([0.5, 1, 2]), (0.5 + 2 * q[:, None]) * (0.5 + 2 * q) + k + 8 * k**2, None),
        (stax.Sign(), 2 / numpy.pi * numpy.arcsin(cosine), None),
        (stax.RectifiedMonomial(0), 0.25 + numpy.arcsin(cosine) / (2 * numpy.pi), None),
    ):
        kernel_fn = stax.serial(stax.Dense(1), layer)[2]
        numpy.testing.assert_allclose(kernel_fn(inputs, None, "nngp"), nngp, rtol=1e-12, atol=1e-14)
        if slope is not None:  # Θ' = Θ dT/dK, with Θ = K of the first layer
            numpy.testing.assert_allclose(kernel_fn(inputs, None, "ntk"), k * nngp * slope, rtol=1e-12, atol=1e-14)


def test_functions_of_other_libraries_are_the_librarys_own(inputs):
    special = pytest.importorskip("scipy.special")
    for layer, same in (
        (stax.Elementwise(special.erf, lambda c, p, q: 0.0), stax.Erf()),
        (stax.ElementwiseNumerical(numpy.sin, 25), stax.Sin()),
    ):
        one, other = (stax.serial(stax.Dense(1), each, stax.Dense(1))[2](inputs, None, "ntk") for each in (layer, same))
        assert numpy.array_equal(one, other)


def test_networks_and_results_can_be_pickled(inputs):
    network = pickle.loads(pickle.dumps(NETWORK))
    result = NETWORK(inputs, None, ("nngp", "ntk"))
    for one, other in zip(network(inputs, None, ("nngp", "ntk")), pickle.loads(pickle.dumps(result))):
        assert numpy.array_equal(one, other)
    assert type(pickle.loads(pickle.dumps(result))) is type(result)


def test_what_changes_nothing_is_noted(inputs):
    with pytest.warns(stax.StaxWarning, match="batch_size"):
        assert widelimit.batch(NETWORK, batch_size=10, device_count=0) is NETWORK
    with pytest.warns(stax.StaxWarning, match="diagonal_spatial changes"):
        NETWORK(inputs, diagonal_spatial=True, rng=None)


def test_kernel_fn_inside_a_jitted_function(inputs):
    jax = pytest.importorskip("jax")
    kernel_fn = jax.jit(NETWORK, static_argnames="get")
    for arguments in ((inputs, None), (inputs[:5], inputs[5:])):
        found = kernel_fn(*arguments, get=("nngp", "ntk"))
        assert type(found).__name__ == "AnalyticKernel" and isinstance(found.ntk, jax.Array)
        for one, other in zip(found, NETWORK(*arguments, get=("nngp", "ntk"))):
            numpy.testing.assert_allclose(numpy.asarray(one), other, rtol=1e-5)  # float32, unless JAX is told otherwise
    with pytest.raises(NotImplementedError, match="static"):
        kernel_fn(inputs)
