"""What layers and `kernel_fn` refuse, and why."""

import numpy
import pytest
from stax_networks import NETWORK, RESIDUAL, layers, summed

from widelimit import stax


def conv(*arguments, **settings):
    return [stax.Conv(4, *arguments, **settings), stax.Flatten()]


IMAGE = (4, 4, 1)
SAME = stax.Conv(4, (3, 3), padding="SAME")


@pytest.mark.parametrize(
    "build, error, match",
    [
        (lambda: layers(*conv((3, 3)), shape=IMAGE), NotImplementedError, '"VALID" .the default'),
        (lambda: layers(*conv((3, 3), (2, 2), "SAME"), shape=IMAGE), NotImplementedError, "strides"),
        (lambda: layers(*conv((3, 1), padding="SAME"), shape=IMAGE), NotImplementedError, "square"),
        (lambda: layers(*conv((2, 2), padding="SAME"), shape=IMAGE), NotImplementedError, "odd"),
        (lambda: layers(*conv((3,), padding="SAME"), shape=IMAGE), NotImplementedError, "of images"),
        (lambda: layers(*conv((3, 3), padding="FULL"), shape=IMAGE), ValueError, "padding"),
        (lambda: layers(SAME, stax.AvgPool((2, 2)), shape=IMAGE), NotImplementedError, r"strides=\(2, 2\)"),
        (lambda: layers(SAME, stax.AvgPool((3, 3), (3, 3)), shape=IMAGE), NotImplementedError, "does not divide"),
        (lambda: layers(SAME, stax.SumPool((2, 1), (2, 1)), shape=IMAGE), NotImplementedError, "square"),
        (lambda: layers(SAME, shape=IMAGE), NotImplementedError, "Flatten or GlobalAvgPool"),
        (lambda: layers(SAME), ValueError, "images"),
        (lambda: layers(stax.Relu()), ValueError, "Gaussian"),
        (lambda: layers(stax.Dense(1), stax.Relu(), stax.Relu()), ValueError, "Gaussian"),
        (lambda: layers(stax.LayerNorm()), NotImplementedError, "Gaussian"),
        (lambda: layers(SAME, stax.LayerNorm((1, 2, 3)), stax.Flatten(), shape=IMAGE), NotImplementedError, "axis"),
        (lambda: layers(stax.Dense(1, channel_axis=1), shape=IMAGE), NotImplementedError, "channel_axis"),
        (lambda: layers(stax.Dense(1, batch_axis=1)), NotImplementedError, "batch_axis"),
        (lambda: layers(stax.Dense(1, parameterization="mup")), ValueError, "parameterization"),
        (lambda: layers(stax.FanOut(2)), NotImplementedError, "branches"),
        (lambda: layers(stax.parallel(stax.Dense(1))), ValueError, "FanOut"),
        (lambda: layers(stax.FanInSum()), ValueError, "FanOut"),
        (
            lambda: layers(stax.Dense(2), stax.FanOut(2), stax.parallel(stax.Identity(), stax.Relu()), stax.FanInSum()),
            NotImplementedError, "Gaussian",
        ),
        (lambda: layers(stax.Dense(2), stax.FanOut(2), stax.FanInSum()), NotImplementedError, "independent"),
        (lambda: layers(stax.Dense(2), summed(RESIDUAL, stax.Identity())), NotImplementedError, "independent"),
        (lambda: layers(stax.Dense(2), summed(RESIDUAL, RESIDUAL)), NotImplementedError, "independent"),
        (
            lambda: layers(stax.Dense(2), summed(stax.repeat(RESIDUAL, 3), stax.Identity())),
            NotImplementedError, "independent",
        ),
        (
            lambda: layers(stax.Dense(2), summed(summed(stax.DotGeneral(rhs=2.0), stax.Dense(2)), stax.Identity())),
            NotImplementedError, "independent",
        ),
        (
            lambda: layers(stax.Dense(2), stax.FanOut(2), stax.parallel(stax.Dense(2), stax.Dense(3)), stax.FanInSum()),
            ValueError, "shapes",
        ),
        (lambda: layers(stax.FanOut(2), stax.FanInConcat(0)), NotImplementedError, "axis"),
        (lambda: stax.serial(stax.Dense(1), stax.Relu), TypeError, r"call it, stax.Relu\("),
        (lambda: stax.serial(stax.Dense(1), (None, None, None)), TypeError, "no layer"),
        (lambda: stax.Dropout(0), ValueError, "rate"),
        (lambda: stax.Dense(1)[0](None, (1, 3)), NotImplementedError, "init_fn"),
        (lambda: stax.Dense(1)[1](None, None), NotImplementedError, "apply_fn"),
        (lambda: NETWORK(numpy.zeros((2, 5, 3))), NotImplementedError, "sequences"),
        (lambda: NETWORK((numpy.zeros((2, 5)),) * 2), NotImplementedError, "have one input"),
        (lambda: NETWORK(numpy.zeros((2, 5)), numpy.zeros((2, 4))), ValueError, "shape"),
        (lambda: NETWORK(numpy.zeros((2, 5)), mask_constant=1.0), NotImplementedError, "mask"),
        (lambda: NETWORK(numpy.zeros((2, 5)), pattern=(1, 2)), NotImplementedError, "graphs"),
    ],
)  # fmt: skip
def test_what_is_not_supported_says_why(build, error, match):
    with pytest.raises(error, match=match):
        build()
