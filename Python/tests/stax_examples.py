"""neural-tangents' published examples with the import changed, on drawn data.

``python stax_examples.py`` writes what neural-tangents makes of them, stax_examples.npz, anew.
"""

import contextlib
import io
import sys
import types
from pathlib import Path
from unittest import mock

import numpy
from stax_battery import leaves

FILE = Path(__file__).with_name("stax_examples.npz")
FOLDER = Path(__file__).with_name("neural_tangents_examples")


def text(name, library):
    return (FOLDER / f"{name}.py").read_text().replace("neural_tangents", library)


def images(count, size, seed):
    """Drawn images of two classes, [n, size, size, 3]."""
    generator = numpy.random.default_rng(seed)
    labels = numpy.arange(count) % 2
    wave = numpy.sin(numpy.linspace(0, 3, size))[:, None] * numpy.ones((1, size))
    classes = numpy.stack([wave, wave.T])[labels][..., None]
    return classes + 0.7 * generator.standard_normal((count, size, size, 3)), numpy.eye(2)[labels]


def flat_data():
    """Training and test inputs of infinite_fcn.py, [64, 192] and [32, 192], with targets of two classes."""
    x_train, y_train = images(64, 8, 1)
    x_test, y_test = images(32, 8, 2)
    return x_train.reshape(64, -1), y_train, x_test.reshape(32, -1), y_test


def infinite_fcn(library):
    """examples/infinite_fcn.py: what it prints, and the predictions that it prints of."""
    summaries, printed = [], io.StringIO()
    examples, util, absl = (types.ModuleType(name) for name in ("examples", "examples.util", "absl"))
    examples.util = util
    examples.datasets = types.SimpleNamespace(get_dataset=lambda *_: flat_data())
    absl.app = types.SimpleNamespace(run=lambda main: main(None))
    modules = {"examples": examples, "absl": absl}
    if library != "neural_tangents":  # the examples' own jnp is numpy here
        jax = types.ModuleType("jax")
        jax.numpy, jax.core = numpy, types.SimpleNamespace(Tracer=())
        modules.update({"jax": jax, "jax.numpy": numpy})
    with mock.patch.dict(sys.modules, modules), contextlib.redirect_stdout(printed):
        exec(text("util", library), util.__dict__)
        show = util.print_summary

        def print_summary(name, labels, net_p, lin_p, loss):
            summaries.append((net_p, loss(net_p, labels)))
            show(name, labels, net_p, lin_p, loss)

        util.print_summary = print_summary
        exec(text("infinite_fcn", library), {"__name__": "__main__"})
    assert "NTK test" in printed.getvalue()
    return summaries


def weight_space(library):
    """The kernels of the network in examples/weight_space.py."""
    namespace = {}
    exec(text("weight_space", library), namespace)
    x, _ = images(6, 4, 3)
    x = x.reshape(6, -1)
    return namespace["kernel_fn"](x[:4], x[4:], ("nngp", "ntk")), namespace["kernel_fn"](x, None, ("nngp", "ntk"))


def myrtle(library):
    """The kernels of the Myrtle networks, the notebook's."""
    namespace = {}
    exec(text("myrtle", library), namespace)
    x, _ = images(3, 32, 4)
    results = []
    for depth in (5, 7, 10):
        _, _, ker_fn = namespace["MyrtleNetwork"](depth)
        results += [ker_fn(x[:1], x[1:], ("nngp", "ntk")), ker_fn(x[:2], None, "nngp")]
    return results


def wide_resnet(library):
    """The kernels of the WideResnet in the README."""
    namespace = {}
    exec(text("wide_resnet", library), namespace)
    x, _ = images(3, 32, 5)
    return namespace["kernel_fn"](x[:1], x[1:], ("nngp", "ntk")), namespace["kernel_fn"](x[:2], None, "nngp")


EXAMPLES = {"infinite_fcn": infinite_fcn, "weight_space": weight_space, "myrtle": myrtle, "wide_resnet": wide_resnet}


def run(name, library):
    """The arrays of an example by path."""
    return dict(leaves(EXAMPLES[name](library), name))


def write():
    import jax

    jax.config.update("jax_enable_x64", True)
    __import__("neural_tangents")  # before the examples' absl takes the place of its own
    arrays = {}
    for name in EXAMPLES:
        arrays.update(run(name, "neural_tangents"))
    numpy.savez_compressed(FILE, **arrays)


if __name__ == "__main__":
    write()
