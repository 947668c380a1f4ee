import numpy
import pytest
from numpy.testing import assert_allclose

from widelimit import Architecture, Dense, ReLU, diagnose, fully_connected, kernel


def test_spectra_are_those_of_the_kernels(inputs, generator):
    network = fully_connected(4, "tanh", 1.5, 0.1)
    found = diagnose(network, inputs, inputs[:, 0], generator.standard_normal((3, 5)), depths=[2, 6])
    assert found.depths.tolist() == [2, 6]
    for place, depth in enumerate(found.depths):
        both = kernel(fully_connected(int(depth), "tanh", 1.5, 0.1), inputs)
        for name, matrix in zip(("nngp", "ntk"), both):
            eigenvalues = numpy.linalg.eigvalsh(matrix)[::-1]
            assert_allclose(found[f"{name}_eigenvalue"][place], eigenvalues, rtol=1e-8)
            assert found[f"{name}_condition_number"][place] == pytest.approx(eigenvalues[0] / eigenvalues[-1], rel=1e-6)
            assert found[f"{name}_largest_rate"][place] == pytest.approx(2 / eigenvalues[0], rel=1e-9)
    assert found.ntk_mean_predictor_x2.shape == (2,)
    assert len(found.meaning) == 3 and found.meaning[2].startswith("phase")
    assert found.meaning[0] in repr(found)
    assert found.mean_field.phase == "ordered" and "largest eigenvalue" in found.long_names["ntk_lambda_max"]


def test_without_targets_nothing_is_said_of_what_is_learnt(inputs):
    found = diagnose(fully_connected(4, "tanh", 1.5, 0.1), inputs)
    assert len(found.depths) > 1 and "ntk_time_to_fit" not in found
    with pytest.raises(AttributeError, match="no variable ntk_time_to_fit in the diagnosis"):
        found.ntk_time_to_fit


def test_network_of_unequal_layers_has_spectra_but_no_theory(inputs):
    network = Architecture(Dense(1.0), ReLU(), Dense(2.0), ReLU(), Dense(3.0))
    found = diagnose(network, inputs)
    assert found.mean_field is None and found.ntk_condition_number[0] > 1


def test_depths_that_are_none_are_refused(inputs, network):
    with pytest.raises(ValueError, match="depths is empty"):
        diagnose(network, inputs, depths=[])
    with pytest.raises(TypeError, match="a depth is 1.5"):
        diagnose(network, inputs, depths=[1.5])
