"""neural-tangents' published examples run with the import changed."""

import numpy
import pytest
import reference
import stax_examples
from test_stax_battery import TOLERANCE, check


@pytest.mark.parametrize("name", stax_examples.EXAMPLES)
def test_example_gives_what_neural_tangents_gave(name):
    with numpy.load(stax_examples.FILE) as file:
        expected = {path: file[path] for path in file.files if path.startswith(name)}
    found = stax_examples.run(name, "widelimit")
    # The ReLU's Θ of an input with itself is off by 1e-8 in neural-tangents, and so are predictions by it.
    loose = {path for path in expected if path.startswith("infinite_fcn[1]")}
    check({path: found[path] for path in expected if path in loose}, {path: expected[path] for path in loose}, name, 1e-8)
    check({path: found[path] for path in found if path not in loose},
          {path: expected[path] for path in expected if path not in loose}, name)  # fmt: skip


def test_predictions_of_the_example_by_the_closed_form():
    x_train, y_train, x_test, y_test = stax_examples.flat_data()
    weights, biases = 2.0**2, 0.05**2
    _, train = reference.kernels(x_train, x_train, 1, "relu", weights, biases)
    variances = weights * (x_train**2).mean(axis=1) + biases
    # An input's angle with itself is 0: K = σ_w² q/2 + σ_b² and Θ = K + σ_w² q/2.
    train[numpy.diag_indices(len(train))] = weights * variances + biases
    _, test = reference.kernels(x_test, x_train, 1, "relu", weights, biases)
    ridge = 1e-3 * numpy.trace(train) / len(train)
    expected = test @ numpy.linalg.solve(train + ridge * numpy.eye(len(train)), y_train)
    found = stax_examples.run("infinite_fcn", "widelimit")["infinite_fcn[1][0]"]
    assert numpy.max(numpy.abs(found - expected)) <= TOLERANCE * numpy.max(numpy.abs(expected))
