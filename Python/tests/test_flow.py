import numpy
import pytest
from numpy.testing import assert_allclose

from widelimit import gradient_flow, kernel


def test_means_and_variances_are_those_of_the_formulas(network, generator):
    """Lee, Xiao et al. 2019, Eqs. 14–16."""
    x, y, test = generator.standard_normal((6, 5)), generator.standard_normal((6, 2)), generator.standard_normal((4, 5))
    train, cross, own = kernel(network, x), kernel(network, test, x), kernel(network, test)
    eigenvalues, vectors = numpy.linalg.eigh(train.ntk)
    times = [0.0, 0.3, 5.0, numpy.inf]
    found = gradient_flow(network, x, y, test, times)
    for place, time in enumerate(times):
        gains = -numpy.expm1(-eigenvalues * time) / eigenvalues
        a = cross.ntk @ (vectors * gains) @ vectors.T
        assert_allclose(found.mean[place], a @ y, rtol=1e-9, atol=1e-11)
        covariance = own.nngp + a @ train.nngp @ a.T - a @ cross.nngp.T - cross.nngp @ a.T
        assert_allclose(found.variance[place], numpy.diag(covariance), rtol=1e-9, atol=1e-11)


def test_shapes_follow_times_and_targets(network, inputs, generator):
    y = generator.standard_normal((8, 3))
    test = inputs[:2] + 1
    assert gradient_flow(network, inputs, y, test, [1, 2]).mean.shape == (2, 2, 3)
    assert gradient_flow(network, inputs, y, test, [1, 2]).variance.shape == (2, 2)
    assert gradient_flow(network, inputs, y, test).mean.shape == (2, 3)
    assert gradient_flow(network, inputs, y[:, 0], test, 1.0).mean.shape == (2,)
    assert gradient_flow(network, inputs, y[:, 0], test, [1.0]).variance.shape == (1, 2)
    assert gradient_flow(network, inputs, y[:, 0], test, 1.0, variance=False).shape == (2,)


def test_readout_is_trained_with_the_nngp(network, inputs, generator):
    y, test = generator.standard_normal(8), inputs[:3] + 1
    found = gradient_flow(network, inputs, y, test, noise=0.1, readout=True)
    nngp = kernel(network, inputs, get="nngp")
    expected = kernel(network, test, inputs, get="nngp") @ numpy.linalg.solve(nngp + 0.1 * numpy.eye(8), y)
    assert_allclose(found.mean, expected, rtol=1e-9)


@pytest.mark.parametrize(
    "change, words",
    [
        ({"times": [[1.0]]}, "times has shape"),
        ({"times": -1.0}, "the training time is -1.0"),
        ({"noise": -1.0}, "noise"),
        ({"noise": float("nan")}, "noise is nan"),
        ({"y": numpy.ones(7)}, r"y has shape \(7,\)"),
        ({"x_test": numpy.ones((2, 4))}, r"x_test has shape \(2, 4\) and x \(8, 5\)"),
    ],
)
def test_what_is_wrong_is_named(network, inputs, change, words):
    arguments = {"x": inputs, "y": inputs[:, 0], "x_test": inputs[:2], "times": 1.0, **change}
    with pytest.raises(ValueError, match=words):
        gradient_flow(network, **arguments)
