"""What layers and `kernel_fn` refuse, and why."""

import numpy
import pytest
from stax_networks import NETWORK, RESIDUAL, layers, multiplied, summed

from widelimit import stax


def conv(*arguments, **settings):
    return [stax.Conv(4, *arguments, **settings), stax.Flatten()]


IMAGE = (4, 4, 1)
SAME = stax.Conv(4, (3, 3), padding="SAME")
JUMPING = stax.serial(stax.Dense(1), stax.Sign(), stax.Dense(1))[2]


@pytest.mark.parametrize(
    "build, error, match",
    [
        (lambda: layers(*conv((3, 3), (2,), "SAME"), shape=IMAGE), ValueError, "strides is .2,."),
        (lambda: layers(*conv((3, 0), padding="SAME"), shape=IMAGE), ValueError, "from 1 on"),
        (lambda: layers(*conv((3, 5)), shape=IMAGE), ValueError, "nothing is left of .4, 4, 1."),
        (lambda: layers(*conv((3,), padding="SAME"), shape=IMAGE), ValueError, "a number for each axis"),
        (lambda: layers(*conv((3, 3, 3)), shape=IMAGE), NotImplementedError, "images and sequences"),
        (lambda: layers(*conv((3, 3), padding="FULL"), shape=IMAGE), ValueError, "padding"),
        (
            lambda: layers(*conv((3, 3), dimension_numbers=("NCHW", "OIHW", "NCHW")), shape=IMAGE),
            NotImplementedError, "NHWC",
        ),
        (
            lambda: layers(SAME, stax.AvgPool((2, 2), None, "SAME", True), stax.Flatten(), shape=IMAGE),
            NotImplementedError, "normalize_edges",
        ),
        (lambda: layers(SAME, stax.SumPool((5, 1)), shape=IMAGE), ValueError, "nothing is left"),
        (lambda: layers(SAME, stax.SumPool((2,)), shape=IMAGE), ValueError, "a number for each axis"),
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
        (lambda: layers(stax.FanInProd()), ValueError, "FanOut"),
        (lambda: layers(stax.Dense(2), stax.FanOut(2), stax.FanInProd()), NotImplementedError, "independent"),
        (lambda: layers(multiplied(stax.Dense(2), stax.Dense(3))), ValueError, "shapes"),
        (
            lambda: layers(multiplied(*[stax.serial(SAME, stax.Flatten())] * 2), shape=IMAGE),
            NotImplementedError, "neither Gaussian nor alike",
        ),
        (lambda: layers(multiplied(stax.Dense(2), stax.Dense(2)), stax.Relu()), ValueError, "FanInProd"),
        (lambda: layers(stax.Dense(2), stax.Hermite(2)), NotImplementedError, "LayerNorm"),
        (lambda: layers(stax.Dense(2), stax.LayerNorm(eps=0.1), stax.Hermite(3)), NotImplementedError, "variance"),
        (lambda: stax.Monomial(32), NotImplementedError, "0 to 31"),
        (lambda: stax.Monomial(1.5), TypeError, "whole number"),
        (lambda: stax.Polynomial([]), NotImplementedError, "0 coefficients"),
        (lambda: stax.ElementwiseNumerical(lambda x: x, 25), NotImplementedError, "expression"),
        (lambda: stax.Elementwise(nngp_fn=lambda c, p, q: c), NotImplementedError, "expression"),
        (lambda: stax.Elementwise(), NotImplementedError, "expression"),
        (lambda: stax.ExpNormalized(), NotImplementedError, "a kernel without a function"),
        (lambda: layers(stax.GlobalSelfAttention(1, 1, 1, 1)), ValueError, "the signal here is a vector"),
        (lambda: stax.GlobalSelfAttention(1, 1, 1, 1, linear_scaling=False), NotImplementedError, "linear_scaling"),
        (lambda: stax.GlobalSelfAttention(1, 1, 1, 1, attention_mechanism="RELU"), NotImplementedError, "SOFTMAX"),
        (lambda: stax.GlobalSelfAttention(1, 1, 1, 1, attention_mechanism="TOP"), ValueError, "SOFTMAX"),
        (
            lambda: stax.GlobalSelfAttention(1, 1, 1, 1, pos_emb_type=stax.PositionalEmbedding.SUM),
            NotImplementedError, "embeddings",
        ),
        (lambda: stax.GlobalSelfAttention(1, 1, 1, 1, W_key_std=-1.0), NotImplementedError, "sign"),
        (lambda: JUMPING(numpy.ones((2, 5)), None, "ntk"), NotImplementedError, 'Θ .* ask for "nngp"'),
        (lambda: JUMPING(numpy.ones((2, 5))), NotImplementedError, 'Θ .* ask for "nngp"'),
        (lambda: stax.serial(stax.Dense(1), stax.Relu), TypeError, r"call it, stax.Relu\("),
        (lambda: stax.serial(stax.Dense(1), (None, None, None)), TypeError, "no layer"),
        (lambda: stax.Dropout(0), ValueError, "rate"),
        (lambda: stax.Dense(1)[0](None, (1, 3)), NotImplementedError, "init_fn"),
        (lambda: stax.Dense(1)[1](None, None), NotImplementedError, "apply_fn"),
        (lambda: NETWORK(numpy.zeros((2, 5, 3))), NotImplementedError, r"ends in a sequence \[5, 2\]"),
        (lambda: NETWORK(numpy.zeros((2, 5, 3, 3, 1))), NotImplementedError, "volumes"),
        (lambda: NETWORK(numpy.zeros(5)), ValueError, r"x1\[None\]"),
        (lambda: NETWORK((numpy.zeros((2, 5)),) * 2), NotImplementedError, "have one input"),
        (lambda: NETWORK(numpy.zeros((2, 5)), numpy.zeros((2, 4))), ValueError, "shape"),
        (lambda: NETWORK(numpy.zeros((2, 5)), mask_constant=1.0), NotImplementedError, "mask"),
        (lambda: NETWORK(numpy.zeros((2, 5)), pattern=(1, 2)), NotImplementedError, "graphs"),
    ],
)  # fmt: skip
def test_what_is_not_supported_says_why(build, error, match):
    with pytest.raises(error, match=match):
        build()
