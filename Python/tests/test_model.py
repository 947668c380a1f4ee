import copy
import pickle
import subprocess

import numpy
import pytest
from numpy.testing import assert_allclose

import widelimit
from widelimit import fit, gradient_flow, kernel, load


@pytest.fixture
def targets(generator):
    return generator.standard_normal((8, 2))


@pytest.fixture
def test_inputs(generator):
    return generator.standard_normal((4, 5))


def test_posterior_is_that_of_the_formulas(network, inputs, targets, test_inputs):
    """Rasmussen and Williams 2006, Eqs. 2.25, 2.26, 2.30 and 5.12."""
    model = fit(network, inputs, targets, noise=0.05)
    k = kernel(network, inputs, get="nngp") + 0.05 * numpy.eye(8)
    cross, own = kernel(network, test_inputs, inputs, get="nngp"), kernel(network, test_inputs, get="nngp")
    inverse = numpy.linalg.inv(k)
    covariance = own - cross @ inverse @ cross.T
    found = model.predict(test_inputs, variance=True, covariance=True)
    assert_allclose(found.mean, cross @ inverse @ targets, rtol=1e-10, atol=1e-12)
    assert_allclose(found.variance, numpy.diag(covariance), rtol=1e-10)
    assert_allclose(found.covariance, covariance, rtol=1e-9, atol=1e-12)
    assert_allclose(model.weights, inverse @ targets, rtol=1e-10, atol=1e-12)
    evidence = -0.5 * numpy.sum(targets * (inverse @ targets)) - numpy.linalg.slogdet(2 * numpy.pi * k)[1]
    assert model.log_marginal_likelihood == pytest.approx(evidence, rel=1e-11)
    left_out = targets - inverse @ targets / numpy.diag(inverse)[:, None]
    assert_allclose(model.leave_one_out_mean, left_out, rtol=1e-9, atol=1e-11)
    assert_allclose(model.leave_one_out_variance, 1 / numpy.diag(inverse), rtol=1e-9)
    assert model.noise == 0.05 and model.condition_number >= 1 and model.residual < 1e-10
    assert model.architecture == network and model.warnings == ()


def test_images_are_fitted(convolutional, images, generator):
    y = generator.standard_normal(5)
    model = fit(convolutional, images, y, noise=0.1)
    k = kernel(convolutional, images, get="nngp")
    assert_allclose(model.predict(images), k @ numpy.linalg.solve(k + 0.1 * numpy.eye(5), y), rtol=1e-9)


def test_means_have_the_shape_of_the_targets(network, inputs, targets, test_inputs):
    assert fit(network, inputs, targets).predict(test_inputs).shape == (4, 2)
    model = fit(network, inputs, targets[:, 0])
    assert model.predict(test_inputs).shape == (4,)
    assert model.weights.shape == model.leave_one_out_mean.shape == (8,)
    found = model.predict(test_inputs, variance=True)
    assert found.mean.shape == found.variance.shape == (4,) and found.covariance is None
    assert model.predict(test_inputs, covariance=True).covariance.shape == (4, 4)
    assert fit(network, inputs, targets[:, :1]).predict(test_inputs).shape == (4, 1)


def test_times_are_those_of_gradient_flow(network, inputs, targets, test_inputs):
    model = fit(network, inputs, targets)
    assert numpy.array_equal(
        model.predict(test_inputs, times=[1, numpy.inf], variance=True).mean,
        gradient_flow(network, inputs, targets, test_inputs, [1, numpy.inf]).mean,
    )
    assert model.predict(test_inputs, times=1.0).shape == (4, 2)
    with pytest.raises(ValueError, match="leave out times"):
        model.predict(test_inputs, times=1.0, covariance=True)


def test_model_keeps_what_it_was_fitted_to(network, inputs, targets, test_inputs):
    model = fit(network, inputs, targets)
    before = model.predict(test_inputs), model.predict(test_inputs, times=1.0)
    inputs += 1
    targets *= 2
    assert numpy.array_equal(model.predict(test_inputs), before[0])
    assert numpy.array_equal(model.predict(test_inputs, times=1.0), before[1])


def test_model_without_its_factor_has_no_variance(network, inputs, targets):
    model = fit(network, inputs, targets, keep_factor=False, leave_one_out=False)
    model.predict(inputs)
    with pytest.raises(ValueError, match="factor"):
        model.predict(inputs, variance=True)
    with pytest.raises(ValueError):
        model.leave_one_out_mean


def test_classes(network, inputs):
    labels = numpy.array([7, 7, 3, 3, 7, -2, -2, 3])
    model = fit(network, inputs, labels, classes=True)
    assert model.classes.tolist() == [-2, 3, 7]
    assert numpy.array_equal(model.labels(inputs), labels)
    probabilities = model.probabilities(inputs + 0.1)
    assert probabilities.shape == (8, 3)
    assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-8)
    means = model.predict(inputs + 0.1)
    assert numpy.array_equal(probabilities.argmax(axis=1), means.argmax(axis=1))
    assert "3 classes" in repr(model)


def test_numbers_have_no_classes(network, inputs, targets):
    model = fit(network, inputs, targets)
    assert model.classes is None and "8 inputs, 2 outputs" in repr(model)
    for call in (model.labels, model.probabilities):
        with pytest.raises(ValueError, match=r"fit\(…, classes=True\) takes labels"):
            call(inputs)


@pytest.mark.parametrize("labels, words", [([0.5] * 8, "0.5"), ([1] * 8, "class")])
def test_labels_that_are_none_are_refused(network, inputs, labels, words):
    with pytest.raises(ValueError, match=words):
        fit(network, inputs, labels, classes=True)


def test_saved_model_predicts_the_same(tmp_path, network, inputs, targets, test_inputs):
    model = fit(network, inputs, targets[:, 0], noise=0.01)
    model.save(tmp_path / "M.h5")
    loaded = load(tmp_path / "M.h5")
    assert numpy.array_equal(loaded.predict(test_inputs)[:, 0], model.predict(test_inputs))
    assert_allclose(
        loaded.predict(test_inputs, variance=True).variance,
        model.predict(test_inputs, variance=True).variance,
        rtol=1e-12,
    )
    assert loaded.log_marginal_likelihood == model.log_marginal_likelihood
    assert loaded.architecture == network and repr(widelimit.Model.load(tmp_path / "M.h5")) == repr(loaded)
    with pytest.raises(ValueError, match="does not hold its targets"):
        loaded.predict(test_inputs, times=1.0)


def test_copies_and_pickles_predict_the_same(network, inputs, targets, test_inputs):
    model = fit(network, inputs, targets[:, 0])
    assert copy.deepcopy(model) is model
    again = pickle.loads(pickle.dumps(model))
    assert numpy.array_equal(again.predict(test_inputs), model.predict(test_inputs))
    assert numpy.array_equal(again.predict(test_inputs, times=1.0), model.predict(test_inputs, times=1.0))


def test_files_that_are_not_there_or_no_models_are_refused(tmp_path, network, inputs, targets):
    with pytest.raises(FileNotFoundError, match="none.h5"):
        load(tmp_path / "none.h5")
    (tmp_path / "text.h5").write_text("no model")
    with pytest.raises(ValueError, match="text.h5"):
        load(tmp_path / "text.h5")
    model = fit(network, inputs, targets)
    with pytest.raises((OSError, ValueError), match="nowhere"):
        model.save(tmp_path / "nowhere" / "M.h5")
    with pytest.raises((OSError, ValueError), match="text.h5"):
        model.save(tmp_path / "text.h5")
    assert (tmp_path / "text.h5").read_text() == "no model"


def test_what_rounding_leaves_of_a_nearly_singular_kernel_is_warned_of(inputs):
    network = widelimit.fully_connected(30, "relu", 1.0, 1.0)
    doubled, y = numpy.concatenate([inputs, inputs + 1e-9]), numpy.arange(16.0)
    with pytest.warns(widelimit.WideLimitWarning, match="noise variance") as caught:
        model = fit(network, doubled, y)
    assert caught[0].filename == __file__ and model.warnings == (str(caught[0].message),)
    with pytest.raises(ValueError, match="noise variance"):
        fit(network, doubled, y, strict=True)


@pytest.mark.parametrize(
    "change, words",
    [
        ({"y": numpy.ones((7, 2))}, r"y has shape \(7, 2\): targets of 8 inputs are \[8\] or \[8, k\]"),
        ({"y": numpy.full(8, numpy.nan)}, "targets|y"),
        ({"x": numpy.ones(8)}, "x has shape"),
        ({"noise": -1.0}, "noise"),
        ({"noise": "1"}, "noise is '1', not a number"),
    ],
)
def test_what_is_wrong_with_a_fit_is_named(network, inputs, change, words):
    arguments = {"x": inputs, "y": inputs[:, 0], **change}
    with pytest.raises((ValueError, TypeError), match=words):
        fit(network, **arguments)


def test_inputs_of_another_shape_are_refused(network, inputs, targets):
    with pytest.raises(ValueError, match=r"x has shape \(3, 4\), and the model's inputs \(n, 5\)"):
        fit(network, inputs, targets).predict(numpy.ones((3, 4)))


def test_bits_are_those_of_the_command(tmp_path, command, inputs, targets, test_inputs):
    h5py = pytest.importorskip("h5py")
    network = widelimit.fully_connected(3, "relu", 1.6, 0.1)
    (tmp_path / "A.json").write_text(network.to_json())
    with h5py.File(tmp_path / "X.h5", "w") as file:
        file["x1"], file["y1"] = inputs, targets
    with h5py.File(tmp_path / "T.h5", "w") as file:
        file["x2"] = test_inputs
    for arguments in (
        "fit --architecture A.json --inputs X.h5 --output M.h5 --keep-factor --keep-inputs",
        "predict --model M.h5 --inputs T.h5 --output P.h5",
    ):
        subprocess.run([command, *arguments.split()], cwd=tmp_path, check=True, capture_output=True)
    found = fit(network, inputs, targets).predict(test_inputs, variance=True)
    with h5py.File(tmp_path / "P.h5") as file:
        assert numpy.array_equal(file["mean"][0], found.mean)
        assert numpy.array_equal(file["variance"][0], found.variance)
    assert numpy.array_equal(load(tmp_path / "M.h5").predict(test_inputs), found.mean)


def test_predictions_at_times_are_predictions(network, inputs, targets, test_inputs):
    model = fit(network, inputs, targets)
    mean, variance, covariance = found = model.predict(test_inputs, times=1.0, variance=True)
    assert isinstance(found, widelimit.Prediction) and covariance is None
    flow = gradient_flow(network, inputs, targets, test_inputs, 1.0)
    assert numpy.array_equal(mean, flow.mean) and numpy.array_equal(variance, flow.variance)


def test_model_need_not_keep_its_data(network, inputs, targets, test_inputs):
    model = fit(network, inputs, targets, keep_data=False)
    assert numpy.array_equal(model.predict(test_inputs), fit(network, inputs, targets).predict(test_inputs))
    with pytest.raises(ValueError, match="keep_data=False"):
        model.predict(test_inputs, times=1.0)


def test_facts_are_a_copy(network, inputs, targets):
    model = fit(network, inputs, targets, noise=0.25)
    model.facts["noise_variance"] = 7.0
    model.facts["warnings"].append("no")
    assert model.noise == 0.25 and model.warnings == ()


def test_messages_are_in_words_of_python(network, inputs, targets):
    model = fit(network, inputs, targets, leave_one_out=False)
    for name in ("leave_one_out_mean", "leave_one_out_variance"):
        with pytest.raises(ValueError, match="leave_one_out=True"):
            getattr(model, name)
    with pytest.raises(TypeError, match=r"numpy.unique\(y, return_inverse=True\)"):
        fit(network, inputs, list("abababab"), classes=True)
    for labels in (numpy.full(8, 0.5), numpy.ones(8)):
        with pytest.raises(ValueError) as caught:
            fit(network, inputs, labels, classes=True)
        assert "--" not in str(caught.value)
