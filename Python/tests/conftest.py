"""What the tests share."""

import os

import numpy
import pytest

import widelimit
from widelimit import _native


@pytest.fixture
def generator():
    return numpy.random.default_rng(7)


@pytest.fixture
def inputs(generator):
    """Vectors [8, 5]."""
    return generator.standard_normal((8, 5))


@pytest.fixture
def images(generator):
    """Images [5, 4, 4, 2]."""
    return generator.standard_normal((5, 4, 4, 2))


@pytest.fixture
def network():
    return widelimit.fully_connected(3, "relu", 1.6, 0.1)


@pytest.fixture
def convolutional():
    return widelimit.Architecture(
        widelimit.Convolution(3, 1.6, 0.1),
        widelimit.ReLU(),
        widelimit.Convolution(3, 1.6, 0.1),
        widelimit.GlobalAveragePooling(),
        widelimit.Dense(1.0),
    )


@pytest.fixture
def command():
    """The path of the command-line tool."""
    found = os.environ.get("WIDELIMIT_COMMAND") or _native.command()
    if found is None or not os.path.exists(found):
        pytest.skip("the command widelimit is not built")
    return found
