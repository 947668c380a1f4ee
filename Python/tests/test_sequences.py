"""Sequences [n, length, channels] go in as they are, wherever images do."""

import numpy
import pytest
from numpy.testing import assert_allclose

import widelimit
from widelimit import AveragePooling, Convolution, Dense, Erf, Flatten, GlobalAveragePooling, Repeat
from widelimit.sklearn import NNGPRegressor


def network_with(window):
    """Of windows of so many positions; ``window`` makes the setting of it."""
    return widelimit.Architecture(
        Convolution(window(3), 1.6, 0.1, stride=window(2)), Erf(), Convolution(window(2), 1.3), GlobalAveragePooling(),
        Dense(1.0),
    )  # fmt: skip


NETWORK = network_with(lambda count: count)
ON_IMAGES = network_with(lambda count: (count, 1))


@pytest.fixture
def sequences(generator):
    """Sequences [6, 7, 3]."""
    return generator.standard_normal((6, 7, 3))


def test_kernel_of_one_convolution_is_the_mean_over_its_windows(sequences):
    """K = σ_w² Σ x[i + k]·x'[i + k] / (3 · channels · positions), of the 5 windows that lie inside."""
    network = widelimit.Architecture(Convolution(3, 2.0, padding="valid"), Flatten(), Dense(1.0))
    found = widelimit.kernel(network, sequences)
    windows = numpy.stack([sequences[:, i : i + 3] for i in range(5)], axis=1).reshape(6, 5 * 3 * 3)
    assert_allclose(found.nngp, 2 * windows @ windows.T / (5 * 3 * 3), rtol=1e-12)


def test_kernels_are_those_of_images_of_width_1(sequences):
    expected = widelimit.kernel(ON_IMAGES, sequences[:, :, None], sequences[:2, :, None])
    found = widelimit.kernel(NETWORK, sequences, sequences[:2])
    assert numpy.array_equal(found.nngp, expected.nngp) and numpy.array_equal(found.ntk, expected.ntk)
    mirrored = numpy.ascontiguousarray(sequences[:, ::-1])[:, ::-1]
    assert numpy.array_equal(widelimit.kernel(NETWORK, mirrored, sequences[:2]).ntk, expected.ntk)


def test_diagonals_and_depths(sequences):
    diagonal = widelimit.kernel_diagonal(NETWORK, sequences, get="ntk")
    assert_allclose(diagonal, numpy.diag(widelimit.kernel(NETWORK, sequences, get="ntk")), rtol=1e-12)
    step = [Erf(), Convolution(3, 1.6, 0.1)]
    deep = widelimit.Architecture(Convolution(3, 1.6, 0.1), Repeat(2, *step), Flatten())
    found = widelimit.depth_sweep(deep, [1, 2], sequences, get="nngp")
    assert_allclose(found[1], widelimit.kernel(deep, sequences, get="nngp"), rtol=1e-12)


def test_models_fit_predict_and_are_read_again(sequences, generator, tmp_path):
    x, x_test, y = sequences[:4], sequences[4:], generator.standard_normal(4)
    model = widelimit.fit(NETWORK, x, y, noise=0.1)
    k, k_test = widelimit.kernel(NETWORK, x, get="nngp"), widelimit.kernel(NETWORK, x_test, x, get="nngp")
    expected = k_test @ numpy.linalg.solve(k + 0.1 * numpy.eye(4), y)
    assert_allclose(model.predict(x_test), expected, rtol=1e-9)
    model.save(tmp_path / "M.h5")
    assert_allclose(widelimit.load(tmp_path / "M.h5").predict(x_test)[:, 0], expected, rtol=1e-9)
    with pytest.raises(ValueError, match=r"the model's inputs \(n, 7, 3\)"):
        model.predict(x_test[:, :6])


def test_flow_and_diagnosis(sequences, generator):
    x, x_test, y = sequences[:4], sequences[4:], generator.standard_normal(4)
    found = widelimit.gradient_flow(NETWORK, x, y, x_test, [numpy.inf])
    theta, theta_test = (widelimit.kernel(NETWORK, one, x, get="ntk") for one in (x, x_test))
    assert_allclose(found.mean[0], theta_test @ numpy.linalg.solve(theta, y), rtol=1e-8)
    assert widelimit.diagnose(NETWORK, x, y).meaning


def test_estimators_take_rows_of_a_table(sequences, generator):
    y = generator.standard_normal(6)
    estimator = NNGPRegressor(NETWORK, noise=0.1, input_shape=(7, 3)).fit(sequences.reshape(6, 21), y)
    expected = widelimit.fit(NETWORK, sequences, y, noise=0.1).predict(sequences)
    assert_allclose(estimator.predict(sequences.reshape(6, 21)), expected, rtol=1e-9)


def test_shapes_are_checked():
    NETWORK.check((7, 3))
    with pytest.raises(ValueError, match="flatten"):
        widelimit.Architecture(Dense(1.0)).check((7, 3))
    with pytest.raises(ValueError, match="no width"):
        ON_IMAGES.check((7, 3))
    with pytest.raises(ValueError, match="averagePooling"):
        widelimit.Architecture(Convolution(3, 1.0), AveragePooling(2), Flatten()).check((7, 3))
    with pytest.raises(ValueError, match=r"give \(d,\), \(length, channels\) or \(height, width, channels\)"):
        NETWORK.check((1, 7, 1, 3))


def test_more_axes_are_refused(sequences):
    with pytest.raises(ValueError, match=r"inputs are \[n, d\], \[n, length, channels\] or \[n, height"):
        widelimit.kernel(NETWORK, sequences[None, :, None])
    with pytest.raises(ValueError, match="inputs of both have the same shape"):
        widelimit.kernel(NETWORK, sequences, sequences[:, :, None])
