import copy
import math
import pickle

import pytest

import widelimit
from widelimit import fully_connected, meanfield


def test_theory_of_relu_is_known():
    theory = meanfield(fully_connected(5, "relu", 1.0, 0.3))
    assert theory.q_star == pytest.approx(0.3 / (1 - 1.0 / 2), rel=1e-12)
    assert theory.chi_1 == pytest.approx(0.5, rel=1e-12)
    assert theory.phase == "ordered"
    assert theory.xi_1 == pytest.approx(1 / math.log(2), rel=1e-10)


def test_what_does_not_exist_says_why():
    theory = meanfield(fully_connected(5, "relu", 3.0, 0.1))
    assert not hasattr(theory, "q_star") and getattr(theory, "q_star", None) is None
    with pytest.raises(AttributeError, match="q_star: .*lower the weight variance"):
        theory.q_star
    assert "lower the weight variance" in theory.absent["q_star"]
    assert "lower the weight variance" in repr(theory)
    with pytest.raises(AttributeError, match="no quantity chi_3; there are .*chi_1"):
        theory.chi_3


def test_theory_is_read_only_and_lists_what_it_has():
    theory = meanfield(fully_connected(5, "tanh", 1.5, 0.1))
    with pytest.raises(AttributeError, match="read-only"):
        theory.chi_1 = 2
    assert "chi_1" in dir(theory) and "chi_1" in list(theory) and "chi_1 = " in repr(theory)
    assert repr(pickle.loads(pickle.dumps(theory))) == repr(copy.deepcopy(theory)) == repr(theory)


def test_network_of_unequal_layers_has_no_theory():
    network = widelimit.Architecture(
        widelimit.Dense(1.0), widelimit.ReLU(), widelimit.Dense(2.0), widelimit.ReLU(), widelimit.Dense(3.0)
    )
    with pytest.raises(ValueError):
        meanfield(network)
