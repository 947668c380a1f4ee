"""Scripts in neural-tangents' API give what neural-tangents makes of them."""

import importlib.util

import numpy
import pytest
import stax_battery
import stax_scripts

#: Of the largest entry of an array.
TOLERANCE = 1e-10

VARIABLES, SCRIPTS = stax_battery.read()


def check(found, expected, text, tolerance=TOLERANCE):
    """The same arrays under the same names, types of tuples included."""
    assert list(found) == list(expected), text
    for path, array in expected.items():
        assert found[path].shape == array.shape, f"{path} of\n{text}"
        error = numpy.max(numpy.abs(found[path] - array), initial=0)
        assert error <= tolerance * numpy.max(numpy.abs(array), initial=0), f"{path} of\n{text}"


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_gives_what_neural_tangents_gave(name):
    text, expected = SCRIPTS[name]
    check(stax_battery.run(text, VARIABLES, "widelimit"), expected, text)


def test_the_battery_is_what_the_generator_draws():
    assert {name: text for name, (text, _) in SCRIPTS.items()} == dict(stax_scripts.texts())


if importlib.util.find_spec("neural_tangents"):

    @pytest.fixture(scope="module")
    def double_precision():
        import jax

        before = jax.config.jax_enable_x64
        jax.config.update("jax_enable_x64", True)
        yield
        jax.config.update("jax_enable_x64", before)

    @pytest.mark.parametrize("name", SCRIPTS)
    @pytest.mark.filterwarnings("ignore")
    def test_script_gives_the_same_in_both_libraries(name, double_precision):
        text, _ = SCRIPTS[name]
        expected = stax_battery.run(text, VARIABLES, "neural_tangents")
        check(stax_battery.run(text, VARIABLES, "widelimit"), expected, text)
