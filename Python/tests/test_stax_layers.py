"""What layers in neural-tangents' API compile to."""

import math

import numpy
import pytest
from stax_networks import RESIDUAL, layers, multiplied, summed

from widelimit import stax


def dense(weights, biases=0.0, **settings):
    return {"dense": {"weightVariance": pytest.approx(weights), "biasVariance": pytest.approx(biases), **settings}}


def equal(found, expected):
    """Equal but for rounding, and for settings that have their default and are left out."""
    if isinstance(expected, dict):
        defaults = {"biasVariance": 0.0, "trainable": True, "padding": "zero"}
        assert isinstance(found, dict) and set(found) <= set(expected)
        return all(equal(found[key] if key in found else defaults[key], expected[key]) for key in expected)
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(equal, found, expected))
    return found == expected


@pytest.mark.parametrize(
    "stack, expected",
    [
        ([stax.Dense(5, 2.0, 0.5)], [dense(4, 0.25)]),
        ([stax.Dense(5, 2.0), stax.Relu(), stax.Dense(1)], [dense(4), {"activation": "relu"}, dense(1)]),
        # Factors and constants go into the weights in front and behind.
        (
            [stax.Dense(5, 2.0, 0.5), stax.Erf(3.0, 0.5, 0.1), stax.Dense(1, 2.0, 0.25)],
            [dense(1, 0.0625), {"activation": "erf"}, dense(36, 0.0625 + 0.04)],
        ),
        (
            [stax.Dense(5, 2.0, 0.5), stax.Erf(3.0, 1.0, 0.1)],
            [dense(4, 0.25), {"activation": "erf"}, dense(9, 0.01, trainable=False)],
        ),
        (
            [stax.Dense(5), stax.ABRelu(0.5, 2.0), stax.Dense(1)],
            [dense(1), {"activation": {"leakyRelu": {"slope": 0.25}}}, dense(4)],
        ),
        ([stax.Dense(5), stax.ABRelu(3.0, 0.0), stax.Dense(1)], [dense(1), {"activation": "relu"}, dense(9)]),
        ([stax.Dense(5), stax.Abs(), stax.Dense(1)], [dense(1), {"activation": "abs"}, dense(1)]),
        ([stax.Dense(5), stax.Cos(2.0), stax.Dense(1)], [dense(1), {"activation": "cos"}, dense(4)]),
        ([stax.Dense(5), stax.Sin(c=math.pi / 2), stax.Dense(1)], [dense(1), {"activation": "cos"}, dense(1)]),
        ([stax.Dense(5), stax.Sin(c=math.pi), stax.Dense(1)], [dense(1), {"activation": "sin"}, dense(1)]),
        ([stax.Dense(5, 3.0, 1.0), stax.LayerNorm(eps=1e-3)], [dense(9e-9, 1e-9), "layerNorm"]),
        ([stax.Dense(5), stax.LayerNorm(), stax.Relu()], [dense(1), "layerNorm", {"activation": "relu"}]),
        ([stax.Dense(5), stax.Dropout(0.5, "test"), stax.Identity()], [dense(1)]),
        ([stax.Dense(5), stax.Dropout(0.5)], [dense(1), {"dropout": {"keepProbability": 0.5}}]),
        ([stax.Dense(5), stax.DotGeneral(rhs=2.0), stax.Relu()], [dense(4), {"activation": "relu"}]),
        ([stax.Identity()], [dense(1, trainable=False)]),
    ],
)
def test_layers_compile_to_an_architecture(stack, expected):
    assert equal(layers(*stack), expected)


def rates(weights, biases):
    return {"weights": pytest.approx(weights), "biases": pytest.approx(biases)}


def test_standard_parameterisation_counts_the_fan_in():
    standard = {"parameterization": "standard"}
    found = layers(stax.Dense(64, 2.0, 0.5, **standard), stax.Erf(3.0, 0.5, 0.1), stax.Dense(1, 2.0, **standard))
    assert equal(found, [
        dense(1, 0.0625, learningRates=rates(3 * 0.25, 0.25)), {"activation": "erf"},
        dense(36, 0.04, learningRates=rates(64 * 9, 64 * 0.01)),
    ])  # fmt: skip
    found = layers(stax.Dense(64, s=(1, 4), **standard), stax.Erf(), stax.Dense(1, b_std=0.0, s=(4, 1), **standard))
    assert equal(found[2], dense(1, learningRates=rates(64, 1)))
    convolution = stax.Conv(7, (3, 3), padding="SAME", **standard)
    found = layers(convolution, stax.Flatten(), stax.Dense(1, **standard), shape=(4, 5, 2))
    assert found[0]["convolution"]["learningRates"] == rates(18, 0)
    assert equal(found[2], dense(1, learningRates=rates(4 * 5 * 7, 0)))


@pytest.mark.parametrize(
    "layer, expected",
    [
        (stax.Conv(1, (3, 3)), {"kernelSize": 3, "padding": "valid"}),
        (stax.Conv(1, (3, 3), padding="SAME"), {"kernelSize": 3}),
        (stax.Conv(1, (5, 1), (2, 1), "CIRCULAR"), {"kernelSize": [5, 1], "stride": [2, 1], "padding": "circular"}),
        (stax.Conv(1, (1, 1), (2, 2)), {"kernelSize": 1, "stride": 2}),
        (stax.Conv(1, (2, 2), (2, 2), "CIRCULAR"), {"kernelSize": 2, "stride": 2, "padding": "valid"}),
        (stax.AvgPool((2, 2)), {"window": 2, "stride": 1}),
        (stax.AvgPool((2, 2), (2, 2), "SAME", normalize_edges=True), {"window": 2}),
        (stax.AvgPool((4, 6), (4, 6)), {"window": [4, 6]}),
        (stax.AvgPool((4, 4), (4, 4)), {"window": 4, "stride": 4}),
        (stax.SumPool((3, 2), (2, 2), "SAME"), {"window": [3, 2], "stride": 2, "padding": "zero", "sum": True}),
    ],
)
def test_windows(layer, expected):
    found = layers(stax.Conv(1, (1, 1)), layer, stax.Flatten(), shape=(4, 6, 1))[1]
    (settings,) = found.values()
    expected = dict(expected)
    if "convolution" in found:
        expected["weightVariance"] = 1
    assert settings == expected


def test_windows_of_sequences_are_one_number():
    found = layers(
        stax.Conv(3, (4,), (2,), "SAME", parameterization="standard"), stax.AvgPool((2,)), stax.Dense(2),
        stax.Flatten(), shape=(9, 5),
    )  # fmt: skip
    assert found[0]["convolution"]["kernelSize"] == 4 and found[0]["convolution"]["stride"] == 2
    assert found[0]["convolution"]["learningRates"]["weights"] == 20
    assert found[1] == {"averagePooling": {"window": 2, "stride": 1}}
    assert found[2]["convolution"]["kernelSize"] == 1 and found[3] == "flatten"


def test_a_constant_goes_through_windows():
    erf, convolution = stax.Erf(c=0.5), stax.Conv(1, (1, 1))

    def constant(*stack):
        return layers(convolution, erf, *stack, stax.Flatten(), shape=(4, 4, 1))[-1 - len(stack) : -1]

    assert constant(stax.Conv(1, (3, 3)))[0]["convolution"]["biasVariance"] == pytest.approx(0.25)
    # Sums over 4 places on either side, and zeros outside that have no constant.
    assert constant(stax.SumPool((2, 2)), stax.Dense(1))[1]["convolution"]["biasVariance"] == pytest.approx(0.25 * 16)
    found = constant(stax.AvgPool((2, 2), None, "SAME"))
    assert found[0]["averagePooling"]["padding"] == "zero"
    before = layers(convolution, erf, stax.AvgPool((2, 2), None, "SAME"), stax.Flatten(), shape=(4, 4, 1))[2]
    assert before["convolution"]["biasVariance"] == pytest.approx(0.25)


def test_products():
    gate = stax.serial(stax.Dense(3), stax.Relu())
    found = layers(stax.Dense(3), multiplied(gate, stax.Dense(3), stax.Erf(2.0)), stax.Dense(1))
    kept = dense(1, trainable=False)
    assert found[1]["parallel"]["join"] == "product"
    gated, linear, erf = found[1]["parallel"]["branches"]
    assert equal(gated, [dense(1), {"activation": "relu"}, kept]) and equal(linear, [dense(1)])
    assert equal(erf, [{"activation": "erf"}, dense(4, trainable=False)])
    assert layers(stax.Dense(3), multiplied(stax.Relu())) == layers(stax.Dense(3), stax.Relu())


@pytest.mark.parametrize(
    "layer, expected",
    [
        (stax.Rbf(0.5), {"rbf": {"gamma": 0.5}}),
        (stax.Rbf(), "rbf"),
        (stax.Exp(), "exp"),
        (stax.Gaussian(), "gaussian"),
        (stax.Gaussian(b=-0.5), {"gaussian": {"b": -0.5}}),
        (stax.Gabor(), "gabor"),
        (stax.Sign(), "sign"),
        (stax.RectifiedMonomial(0), "step"),
        (stax.RectifiedMonomial(2), {"rectifiedMonomial": {"degree": 2}}),
        (stax.Monomial(3), {"monomial": {"degree": 3}}),
        (stax.Polynomial((1, 0, 2.5)), {"polynomial": {"coefficients": [1, 0, 2.5]}}),
        (stax.Hermite(1), {"hermite": {"degree": 1}}),
        (stax.Elementwise(numpy.tanh), "tanh"),
        (stax.ElementwiseNumerical(numpy.abs, deg=25), "abs"),
    ],
)
def test_nonlinearities(layer, expected):
    assert layers(stax.Dense(1), layer)[1] == {"activation": expected}


def test_scaled_nonlinearities():
    found = layers(stax.Dense(1), stax.Exp(3.0, 0.5), stax.Dense(1))
    assert equal(found, [dense(0.25), {"activation": "exp"}, dense(9)])
    found = layers(stax.Dense(1), stax.Gaussian(2.0), stax.Dense(1))
    assert equal(found, [dense(1), {"activation": "gaussian"}, dense(4)])
    found = layers(stax.Dense(1), stax.LayerNorm(), stax.Hermite(2))
    assert found[1:] == ["layerNorm", {"activation": {"hermite": {"degree": 2}}}]


def test_attention():
    settings = {"W_key_std": 2.0, "W_query_std": 0.5, "W_out_std": 3.0, "b_std": 0.5}
    attention = stax.GlobalSelfAttention(7, 3, 3, 2, attention_mechanism="identity", **settings)
    found = layers(attention, stax.GlobalAvgPool(), stax.Dense(1, parameterization="standard"), shape=(5, 2))
    assert found[0]["selfAttention"] == {
        "keyVariance": 4, "queryVariance": 0.25, "outputVariance": 9, "biasVariance": 0.25, "mechanism": "identity",
    }  # fmt: skip
    assert found[2]["dense"]["learningRates"]["weights"] == 7
    # What waits for weights is part of the products.
    found = layers(stax.Dense(1), stax.Erf(2.0), stax.GlobalSelfAttention(1, 1, 1, 1), stax.Flatten(), shape=(5, 2))
    assert found[2]["convolution"]["weightVariance"] == 4 and found[3] == "selfAttention"


def test_waves_of_any_phase_are_sines_beside_cosines():
    found = layers(stax.Dense(5), stax.Sin(2.0, 0.5, 0.3), stax.Dense(1))
    assert equal(found[0], dense(0.25)) and equal(found[2], dense(4))
    parallel = found[1]["parallel"]
    assert parallel["branches"] == [[{"activation": "sin"}], [{"activation": "cos"}]]
    assert parallel["join"] == "concatenation"
    assert parallel["widths"] == pytest.approx([math.cos(0.3) ** 2, math.sin(0.3) ** 2])


def test_a_constant_in_front_of_zero_padding_has_a_layer_of_its_own():
    def convolution(padding):
        return stax.Conv(1, (3, 3), padding=padding)

    def stack(padding):
        return [convolution(padding), stax.Erf(c=0.5), convolution(padding), stax.Flatten()]

    found = layers(*stack("SAME"), shape=(4, 4, 1))
    assert found[2]["convolution"] == {
        "kernelSize": 1, "weightVariance": 1, "biasVariance": pytest.approx(0.25), "trainable": False,
    }  # fmt: skip
    assert found[3]["convolution"]["kernelSize"] == 3
    found = layers(*stack("CIRCULAR"), shape=(4, 4, 1))
    assert found[2]["convolution"]["biasVariance"] == pytest.approx(0.25)


def test_branches():
    block = stax.serial(stax.Relu(), stax.Dense(3))
    found = layers(stax.Dense(3), stax.FanOut(2), stax.parallel(stax.Identity(), block), stax.FanInSum())
    assert equal(found, [dense(1), {"residual": {"layers": [{"activation": "relu"}, dense(1)]}}])
    found = layers(stax.Dense(3), stax.FanOut(2), stax.parallel(stax.Dense(3), block), stax.FanInSum())
    assert equal(found[1], {"parallel": {"branches": [[dense(1)], [{"activation": "relu"}, dense(1)]], "join": "sum"}})
    inner = stax.serial(RESIDUAL, stax.Relu(), stax.Dense(2))  # weights behind a residual part with what goes in
    assert "residual" in layers(stax.Dense(2), summed(inner, stax.Identity()))[1]
    found = layers(stax.FanOut(2), stax.parallel(stax.Dense(2), stax.Dense(6)), stax.FanInConcat())
    assert found[0]["parallel"]["widths"] == [2, 6]


def test_repeat_keeps_rounds_together():
    round_ = stax.serial(stax.Relu(), stax.Dense(3))
    assert equal(
        layers(stax.Dense(3), stax.repeat(round_, 1000)),
        [dense(1), {"repeat": {"count": 1000, "layers": [{"activation": "relu"}, dense(1)]}}],
    )
    # A factor is carried into the next round, and the first has none.
    found = layers(stax.repeat(stax.serial(stax.Dense(3), stax.Erf(2.0)), 5), stax.Dense(1))
    erf = {"activation": "erf"}
    assert equal(found, [dense(1), erf, {"repeat": {"count": 4, "layers": [dense(4), erf]}}, dense(4)])
    assert layers(stax.repeat(round_, 0), stax.Dense(1)) == layers(stax.Dense(1))
