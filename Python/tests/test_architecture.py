import copy
import json
import pickle

import pytest

import widelimit
from widelimit import (
    Activation,
    Architecture,
    AveragePooling,
    Convolution,
    Dense,
    Dropout,
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
    Tanh,
    fully_connected,
    layers,
)

EVERY_LAYER = Architecture(
    Convolution(3, 1.5, 0.1, "circular"),
    LayerNorm(),
    LeakyReLU(0.1),
    AveragePooling(2),
    Convolution(1, 1.0, trainable=False),
    Residual(ReLU(), Convolution(3, 2.0)),
    GlobalAveragePooling(),
    Repeat(3, Dense(1.5, 0.1), Tanh(), Dropout(0.9)),
    Flatten(),
    Dense(1.0),
)


def test_json_goes_there_and_back():
    assert Architecture.from_json(EVERY_LAYER.to_json()) == EVERY_LAYER
    assert Architecture(*EVERY_LAYER.layers) == EVERY_LAYER
    assert eval(repr(EVERY_LAYER)) == EVERY_LAYER


def test_layers_that_are_new_to_the_file_go_there_and_back():
    network = Architecture(
        Dense(1.0, 0.1, learning_rates=(5.0, 1.0)),
        Parallel([], [ReLU(), Dense(2.0)]),
        Parallel([ReLU(), Dense(2.0)], [Tanh(), Dense(1.0)], join="concatenation", widths=[1, 3]),
        Dense(1.0),
    )
    assert Architecture.from_json(network.to_json()) == network
    assert Architecture(*network.layers) == network


def test_windows_attention_and_nonlinearities_go_there_and_back():
    network = Architecture(
        Convolution((5, 1), 1.5, 0.1, "valid", stride=(2, 1)),
        layers.Gaussian(b=-0.5),
        Convolution(2, 1.5, stride=2),
        layers.Polynomial([0.5, 1.0, -0.25]),
        AveragePooling((2, 1), stride=1, padding="circular"),
        Identity(),
        SelfAttention(1.5, bias_variance=0.1, mechanism="identity"),
        Parallel([ReLU(), Convolution(1, 2.0)], [Convolution(1, 2.0)], join="product"),
        GlobalAveragePooling(),
        Dense(1.0),
        layers.Expression("x*tanh(x)"),
        Dense(1.0),
        layers.Table([0, 1], [2, 3]),
        Dense(1.0),
        layers.Hermite(3),
    )
    assert Architecture.from_json(network.to_json()) == network
    assert Architecture(*network.layers) == network
    network.check((16, 8, 3))


def test_equal_layers_are_equal_architectures():
    assert Architecture(Dense(1.0)) == Architecture(Dense(1, 0))
    assert hash(Architecture(Dense(1.0))) == hash(Architecture(Dense(1, 0)))
    assert Architecture(Dense(1.0)) != Architecture(Dense(2.0))
    assert Architecture(Dense(1.0)) != "dense"


def test_file_text_and_dictionary_are_taken(tmp_path):
    file = tmp_path / "A.json"
    file.write_text(EVERY_LAYER.to_json())
    for source in (file, str(file), file.read_text(), json.loads(file.read_text())):
        assert Architecture.from_json(source) == EVERY_LAYER
        assert Architecture.of(source) == EVERY_LAYER
    assert Architecture.of(EVERY_LAYER) is EVERY_LAYER


def test_copies_and_pickles_are_equal():
    assert copy.deepcopy(EVERY_LAYER) is EVERY_LAYER
    assert pickle.loads(pickle.dumps(EVERY_LAYER)) == EVERY_LAYER


def test_fully_connected_network():
    assert fully_connected(0, "relu", 1.5) == Architecture(Dense(1.5))
    assert fully_connected(1, "relu", 1.5, 0.1) == Architecture(Dense(1.5, 0.1), ReLU(), Dense(1.5, 0.1))
    assert fully_connected(3, "tanh", 1.5).layers[1] == Repeat(3, Tanh(), Dense(1.5))
    with pytest.raises(ValueError, match="depth is -1"):
        fully_connected(-1, "relu", 1.5)


@pytest.mark.parametrize(
    "make, error, words",
    [
        (lambda: Architecture(), ValueError, "layer"),
        (lambda: Architecture(ReLU(), Dense(1.0)), ValueError, "activation"),
        (lambda: Architecture(Dense(-1.0)), ValueError, "weightVariance"),
        (lambda: Architecture(Dense(1.0), Activation("swoosh")), ValueError, "swoosh"),
        (lambda: Architecture(Dense(1.0), Activation("monomial", degree=300)), ValueError, "degree.*0 to 31"),
        (lambda: Architecture(SelfAttention(-1.0)), ValueError, "queryVariance"),
        (lambda: Architecture(Convolution(0, 1.0)), ValueError, "kernelSize"),
        (lambda: Architecture("relu"), TypeError, "no layer"),
        (lambda: Architecture.of(3), TypeError, "architecture is 3"),
        (lambda: Architecture.from_json("{}"), ValueError, "layers"),
        (lambda: Architecture.from_json("{\0}"), ValueError, "NUL"),
        (lambda: Architecture.from_json("nowhere.json"), FileNotFoundError, "nowhere.json: no such file"),
    ],
)
def test_what_is_no_architecture_is_refused_in_one_line(make, error, words):
    with pytest.raises(error, match=words) as raised:
        make()
    assert "\n" not in str(raised.value)


def test_file_that_is_wrong_is_named(tmp_path):
    file = tmp_path / "A.json"
    file.write_text('{"layers": [{"dense": {}}]}')
    with pytest.raises(ValueError, match="A.json: .*weightVariance"):
        Architecture.from_json(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match="A.json: is no UTF-8"):
        Architecture.from_json(file)


def test_shapes_of_inputs_are_checked():
    EVERY_LAYER.check((4, 4, 3))
    with pytest.raises(ValueError, match="averagePooling"):
        EVERY_LAYER.check((5, 4, 3))
    with pytest.raises(ValueError, match="flatten"):
        Architecture(Dense(1.0)).check((4, 4, 3))
    with pytest.raises(ValueError, match="give"):
        EVERY_LAYER.check((1, 4, 4, 3))


def test_layers_of_stax_are_no_architecture(inputs):
    network = widelimit.stax.Dense(1)
    for value in (network, network[2]):
        with pytest.raises(TypeError, match=r"give kernel_fn.architecture\(input_shape\)"):
            widelimit.kernel(value, inputs)
