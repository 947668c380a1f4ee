"""The scripts of `stax_scripts`, which both libraries run, and what neural-tangents makes of them.

``python stax_battery.py`` writes stax_battery.npz anew; it needs neural-tangents 0.6.5 with a JAX that it works with.
The file holds the scripts' texts, their inputs and neural-tangents' results, so that the tests need neither
neural-tangents nor the generator.

Where the difference of two nearly equal numbers is all that is left, neural-tangents has no more than half of its
digits: of ReLU, LeakyRelu, ABRelu and Abs the kernel Θ of an input with itself is off by about 1e-8, by the angle
between the input and itself. So scripts with kinks look at Θ off the diagonal, and train by the NNGP kernel; inputs are
drawn, and no two are close. Posterior covariances are looked at where they are not the small rest of large kernels,
which no library has to ten digits: not at the training inputs.
"""

import json
import math
from pathlib import Path

import numpy
import stax_scripts

FILE = Path(__file__).with_name("stax_battery.npz")

KERNEL_FIELDS = ("nngp", "ntk", "cov1", "cov2", "x1_is_x2", "is_gaussian", "shape1", "shape2")


def inputs():
    """What scripts find in their variables."""
    generator = numpy.random.default_rng(2020)
    draw = generator.standard_normal
    return {
        "x1": draw((6, 16)),
        "x2": draw((5, 16)) * 1.5,
        "images1": draw((4, 6, 6, 3)),
        "images2": draw((3, 6, 6, 3)),
        "y": draw((6, 3)),
        "f0": draw((6, 3)),
        "f0_test": draw((5, 3)),
        "sequences1": draw((4, 7, 3)),
        "sequences2": draw((3, 7, 3)),
    }


def off_diagonal(kernel):
    """A kernel with zeros for each input with itself."""
    kernel = numpy.array(kernel)
    kernel[numpy.diag_indices(len(kernel))] = 0
    return kernel


def run(text, variables, library):
    """What a script leaves in ``result``, its import changed from neural_tangents to ``library``: arrays by path."""
    namespace = {"numpy": numpy, "off_diagonal": off_diagonal, **variables}
    exec(compile(text.replace("neural_tangents", library), f"<{library}>", "exec"), namespace)
    return dict(leaves(namespace["result"], "result"))


def leaves(value, path):
    """The arrays in tuples, named tuples, dictionaries and kernels."""
    if isinstance(value, dict):
        parts = [(f"{path}[{key}]", item) for key, item in value.items()]
    elif hasattr(value, "nngp") and hasattr(value, "cov1"):
        parts = [(f"{path}.{name}", getattr(value, name)) for name in KERNEL_FIELDS]
    elif hasattr(value, "_fields"):
        parts = [(f"{path}:{type(value).__name__}.{name}", item) for name, item in zip(value._fields, value)]
    elif isinstance(value, (tuple, list)):
        parts = [(f"{path}[{index}]", item) for index, item in enumerate(value)]
    elif value is None:
        parts = []
    else:
        return [(path, numpy.asarray(value, float))]
    return [leaf for place, item in parts for leaf in leaves(item, place)]


def read():
    """The file: variables, and of each script's name its text and neural-tangents' arrays by path."""
    with numpy.load(FILE) as file:
        variables = {name[6:]: file[name] for name in file.files if name.startswith("input/")}
        scripts, numbers = json.loads(file["scripts"].item()), file["numbers"]
    found, start = {}, 0
    for name, (text, shapes) in scripts.items():
        arrays = {}
        for path, shape in shapes.items():
            size = math.prod(shape)
            arrays[path] = numbers[start : start + size].reshape(shape)
            start += size
        found[name] = (text, arrays)
    return variables, found


def write():
    """Runs all scripts by neural-tangents."""
    import jax

    jax.config.update("jax_enable_x64", True)
    variables, scripts, numbers = inputs(), {}, []
    for name, text in stax_scripts.texts():
        arrays = run(text, variables, "neural_tangents")
        if not all(numpy.isfinite(array).all() for array in arrays.values()):
            raise SystemExit(f"{name} has numbers that are not finite:\n{text}")
        scripts[name] = (text, {path: array.shape for path, array in arrays.items()})
        numbers += [array.ravel() for array in arrays.values()]
    numpy.savez_compressed(
        FILE,
        scripts=numpy.array(json.dumps(scripts)),
        numbers=numpy.concatenate(numbers),
        **{f"input/{name}": value for name, value in variables.items()},
    )
    print(f"{len(scripts)} scripts, {sum(map(len, numbers))} numbers, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    write()
