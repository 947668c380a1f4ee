import dataclasses

import numpy
import pytest

from widelimit import (
    GELU,
    Abs,
    Activation,
    AveragePooling,
    Convolution,
    Cos,
    Dense,
    Dropout,
    Erf,
    Flatten,
    GlobalAveragePooling,
    Identity,
    LayerNorm,
    LeakyReLU,
    Parallel,
    ReLU,
    Repeat,
    Residual,
    SelfAttention,
    Sin,
    Tanh,
)
from widelimit.layers import (
    CELU,
    ELU,
    RBF,
    SELU,
    ABReLU,
    Exp,
    Expression,
    Gabor,
    Gaussian,
    Hermite,
    Monomial,
    Polynomial,
    RectifiedMonomial,
    Sigmoid,
    SigmoidLike,
    Sign,
    Softplus,
    Step,
    Swish,
    Table,
)


@pytest.mark.parametrize(
    "layer, json, shown",
    [
        (Dense(1.5), {"dense": {"weightVariance": 1.5}}, "Dense(1.5)"),
        (Dense(1.5, 0.1), {"dense": {"weightVariance": 1.5, "biasVariance": 0.1}}, "Dense(1.5, 0.1)"),
        (
            Dense(1.5, trainable=False),
            {"dense": {"weightVariance": 1.5, "trainable": False}},
            "Dense(1.5, trainable=False)",
        ),
        (
            Dense(1.5, learning_rates=(7, 1)),
            {"dense": {"weightVariance": 1.5, "learningRates": {"weights": 7.0, "biases": 1.0}}},
            "Dense(1.5, learning_rates=(7.0, 1.0))",
        ),
        (
            Convolution(3, 1.5, padding="circular"),
            {"convolution": {"weightVariance": 1.5, "kernelSize": 3, "padding": "circular"}},
            "Convolution(3, 1.5, padding='circular')",
        ),
        (ReLU(), {"activation": "relu"}, "Activation('relu')"),
        (LeakyReLU(0.1), {"activation": {"leakyRelu": {"slope": 0.1}}}, "Activation('leakyRelu', 0.1)"),
        (Abs(), {"activation": "abs"}, "Activation('abs')"),
        (Erf(), {"activation": "erf"}, "Activation('erf')"),
        (GELU(), {"activation": "gelu"}, "Activation('gelu')"),
        (Sin(), {"activation": "sin"}, "Activation('sin')"),
        (Cos(), {"activation": "cos"}, "Activation('cos')"),
        (Tanh(), {"activation": "tanh"}, "Activation('tanh')"),
        (Activation("identity"), {"activation": "identity"}, "Activation('identity')"),
        (Sign(), {"activation": "sign"}, "Activation('sign')"),
        (Step(), {"activation": "step"}, "Activation('step')"),
        (SigmoidLike(), {"activation": "sigmoidLike"}, "Activation('sigmoidLike')"),
        (Gabor(), {"activation": "gabor"}, "Activation('gabor')"),
        (SELU(), {"activation": "selu"}, "Activation('selu')"),
        (Softplus(), {"activation": "softplus"}, "Activation('softplus')"),
        (Sigmoid(), {"activation": "sigmoid"}, "Activation('sigmoid')"),
        (Swish(), {"activation": "swish"}, "Activation('swish')"),
        (Exp(), {"activation": "exp"}, "Activation('exp')"),
        (Exp(2.0, -1.0), {"activation": {"exp": {"a": 2.0, "b": -1.0}}}, "Activation('exp', a=2.0, b=-1.0)"),
        (Gaussian(b=-0.5), {"activation": {"gaussian": {"b": -0.5}}}, "Activation('gaussian', b=-0.5)"),
        (RBF(0.5), {"activation": {"rbf": {"gamma": 0.5}}}, "Activation('rbf', gamma=0.5)"),
        (ELU(0.5), {"activation": {"elu": {"alpha": 0.5}}}, "Activation('elu', alpha=0.5)"),
        (CELU(), {"activation": "celu"}, "Activation('celu')"),
        (ABReLU(-1, 2.0), {"activation": {"abrelu": {"a": -1, "b": 2.0}}}, "Activation('abrelu', a=-1, b=2.0)"),
        (Monomial(3), {"activation": {"monomial": {"degree": 3}}}, "Activation('monomial', degree=3)"),
        (Hermite(3), {"activation": {"hermite": {"degree": 3}}}, "Activation('hermite', degree=3)"),
        (
            RectifiedMonomial(2),
            {"activation": {"rectifiedMonomial": {"degree": 2}}},
            "Activation('rectifiedMonomial', degree=2)",
        ),
        (
            Polynomial(numpy.array([1.0, 2.0])),
            {"activation": {"polynomial": {"coefficients": [1.0, 2.0]}}},
            "Activation('polynomial', coefficients=[1.0, 2.0])",
        ),
        (Identity(), "identity", "Identity()"),
        (
            Convolution((3, 1), 1.5, stride=(2, 1)),
            {"convolution": {"weightVariance": 1.5, "kernelSize": [3, 1], "stride": [2, 1]}},
            "Convolution((3, 1), 1.5, stride=(2, 1))",
        ),
        (
            AveragePooling((3, 1), stride=1, padding="zero"),
            {"averagePooling": {"window": [3, 1], "stride": 1, "padding": "zero"}},
            "AveragePooling((3, 1), stride=1, padding='zero')",
        ),
        (SelfAttention(), "selfAttention", "SelfAttention()"),
        (
            SelfAttention(2.0, bias_variance=0.5, mechanism="identity"),
            {"selfAttention": {"queryVariance": 2.0, "biasVariance": 0.5, "mechanism": "identity"}},
            "SelfAttention(2.0, bias_variance=0.5, mechanism='identity')",
        ),
        (Expression("max(x, 0)"), {"activation": {"expression": "max(x, 0)"}}, "Expression('max(x, 0)')"),
        (
            Table([0, 1], numpy.array([2, 3])),
            {"activation": {"table": {"x": [0.0, 1.0], "y": [2.0, 3.0]}}},
            "Table((0.0, 1.0), (2.0, 3.0))",
        ),
        (Flatten(), "flatten", "Flatten()"),
        (LayerNorm(), "layerNorm", "LayerNorm()"),
        (GlobalAveragePooling(), "globalAveragePooling", "GlobalAveragePooling()"),
        (GlobalAveragePooling(sum=True), {"globalAveragePooling": {"sum": True}}, "GlobalAveragePooling(True)"),
        (AveragePooling(2), {"averagePooling": {"window": 2}}, "AveragePooling(2)"),
        (AveragePooling(2, sum=True), {"averagePooling": {"window": 2, "sum": True}}, "AveragePooling(2, True)"),
        (Dropout(0.9), {"dropout": {"keepProbability": 0.9}}, "Dropout(0.9)"),
        (Residual(Dense(1.0)), {"residual": {"layers": [{"dense": {"weightVariance": 1.0}}]}}, "Residual(Dense(1.0))"),
        (
            Repeat(2, ReLU(), Dense(1.0)),
            {"repeat": {"count": 2, "layers": [{"activation": "relu"}, {"dense": {"weightVariance": 1.0}}]}},
            "Repeat(2, Activation('relu'), Dense(1.0))",
        ),
        (
            Parallel([], Dense(1.0), join="concatenation", widths=(1, 2)),
            {
                "parallel": {
                    "branches": [[], [{"dense": {"weightVariance": 1.0}}]],
                    "join": "concatenation",
                    "widths": [1.0, 2.0],
                }
            },
            "Parallel([], [Dense(1.0)], join='concatenation', widths=[1.0, 2.0])",
        ),
    ],
)
def test_layer_is_its_json_and_prints_as_it_is_written(layer, json, shown):
    assert layer.to_json() == json
    assert repr(layer) == shown
    assert eval(shown) == layer
    assert hash(eval(shown)) == hash(layer)


def test_numbers_of_numpy_are_taken():
    assert Dense(numpy.float32(1.5), numpy.int64(1)) == Dense(1.5, 1.0)
    assert Convolution(numpy.int8(3), 1) == Convolution(3, 1.0)


@pytest.mark.parametrize(
    "make, error, words",
    [
        (lambda: Expression(3), TypeError, "give a formula in x"),
        (lambda: Table(3, [1]), TypeError, "x of Table is 3, not a list of numbers"),
        (lambda: Table([0, 1], [1, float("nan")]), ValueError, "y of Table is nan"),
        (lambda: Dense(float("nan")), ValueError, "weight_variance of Dense is nan, not a finite number"),
        (lambda: Dense("1.5"), TypeError, "weight_variance of Dense is '1.5', not a number"),
        (lambda: Dense(1, learning_rates=3), ValueError, "give two numbers, of weights and of biases"),
        (lambda: Convolution(3.0, 1.0), TypeError, "kernel_size of Convolution is 3.0, not a whole number"),
        (lambda: Convolution((3, 3, 3), 1.0), ValueError, r"give one whole number, or two \(height, width\)"),
        (lambda: AveragePooling((2, 1.5)), TypeError, "window of AveragePooling is 1.5, not a whole number"),
        (lambda: SelfAttention(None), TypeError, "query_variance of SelfAttention is None, not a number"),
        (lambda: Monomial(2.5), TypeError, "degree of Monomial is 2.5, not a whole number"),
        (lambda: Exp("one"), TypeError, "a of Activation is 'one', not a number"),
        (lambda: Activation(ReLU), TypeError, "give its name"),
        (lambda: Residual(ReLU), TypeError, "Residual holds <function ReLU"),
        (lambda: Repeat(2, "relu"), TypeError, "Repeat holds 'relu', which is no layer"),
        (lambda: Repeat(2, Flatten), TypeError, r"which is no layer: write Flatten\(…\)"),
    ],
)
def test_what_is_no_layer_is_refused(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_layers_do_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Dense(1.0).weight_variance = 2.0
