"""Layers in neural-tangents' API: what they compile to, what `kernel_fn` gives, and what is refused."""

import json
import math
import pickle
import re
from pathlib import Path

import numpy
import pytest

import widelimit
from widelimit import stax

PAGE = Path(__file__).resolve().parents[2] / "docs" / "from-neural-tangents.md"


def layers(*stack, shape=(3,)):
    """The architecture's layers as JSON."""
    _, _, kernel_fn = stax.serial(*stack)
    return json.loads(kernel_fn.architecture(shape).to_json())["layers"]


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


NETWORK = stax.serial(stax.Dense(7, 1.3, 0.4), stax.Relu(), stax.Dense(2, 1.2))[2]


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


def conv(*arguments, **settings):
    return [stax.Conv(4, *arguments, **settings), stax.Flatten()]


def summed(*branches):
    return stax.serial(stax.FanOut(len(branches)), stax.parallel(*branches), stax.FanInSum())


RESIDUAL = summed(stax.Identity(), stax.serial(stax.Relu(), stax.Dense(2)))
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


def rows(title):
    """The names in the first column of a table in the page, and its other columns."""
    section = PAGE.read_text().split(f"## {title}\n")[1].split("\n## ")[0]
    found = {}
    for line in filter(lambda line: line.startswith("|"), section.splitlines()):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        for name in re.findall(r"`([A-Za-z_]+)`", cells[0]):
            found[name] = cells[1:]
    return found


def test_the_page_shows_what_runs(generator):
    (block,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    x1, x2 = generator.standard_normal((8, 784)), generator.standard_normal((3, 784))
    names = {"x1": x1, "x2": x2, "y1": generator.standard_normal((8, 2))}
    exec(compile(block, PAGE, "exec"), names)
    assert names["mean"].shape == (3, 2) and names["covariance"].shape == (3, 3)
    names["kernel_fn"].architecture((784,)).check((784,))


STAX = """ABRelu Abs Aggregate AggregateImplementation AttentionMechanism AvgPool Bool Conv ConvLocal ConvTranspose
Cos Dense Diagonal DotGeneral Dropout Elementwise ElementwiseNumerical Erf Exp ExpNormalized FanInConcat FanInProd
FanInSum FanOut Flatten Gabor Gaussian Gelu GlobalAvgPool GlobalSelfAttention GlobalSumPool Hermite Identity
ImageResize Index LayerNorm LeakyRelu MaskedArray Monomial Padding Polynomial PositionalEmbedding Rbf
RectifiedMonomial Relu Sigmoid_like Sign Sin Slice SumPool layer parallel repeat requires serial supports_masking
unmask_fn""".split()
PREDICT = """Gaussian ODEState gp_inference gradient_descent gradient_descent_mse gradient_descent_mse_ensemble
max_learning_rate""".split()


@pytest.mark.parametrize("title, names, module", [("stax", STAX, stax), ("predict", PREDICT, widelimit.predict)])
def test_the_page_has_every_name_and_says_what_is_so(title, names, module):
    table = rows(title)
    for name in names:
        assert name in table, f"{PAGE} has no row for {name}"
        supported = name in module.__all__
        assert table[name][0].startswith("yes") == supported, f"{name} is {'' if supported else 'not '}supported"
        if not supported and name in vars(module):
            with pytest.raises(NotImplementedError, match=name):
                getattr(module, name)()
        elif not supported:
            with pytest.raises(AttributeError, match="not supported"):
                getattr(module, name)
