import os
import signal
import subprocess
import sys
import textwrap
import threading
import warnings

import numpy
import pytest

import widelimit
from widelimit import _call, _interface


@pytest.mark.parametrize(
    "status, kind",
    [
        (64, ValueError),
        (65, ValueError),
        (66, FileNotFoundError),
        (69, MemoryError),
        (74, OSError),
        (75, OSError),
        (77, PermissionError),
        (130, KeyboardInterrupt),
        (1, ValueError),
    ],
)
@pytest.mark.parametrize("work", [0, float("inf")])
def test_status_is_an_exception_with_the_librarys_line(status, kind, work):
    def fails(control, error):
        error.message = "σ: what is wrong".encode()
        return status

    with pytest.raises(kind) as raised:
        _call.run(fails, work=work)
    assert type(raised.value) is kind and str(raised.value) == "σ: what is wrong"


@pytest.mark.parametrize("work", [0, float("inf")])
def test_warnings_of_the_library_point_at_the_users_line(work):
    def warns(control, error):
        control.warning(None, "few digits are left".encode())
        return 0

    with pytest.warns(widelimit.WideLimitWarning, match="few digits are left") as caught:
        _call.run(warns, work=work)
    assert caught[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(widelimit.WideLimitWarning):
            _call.run(warns, work=work)


def test_progress_comes_to_the_calling_thread():
    seen = []

    def reports(control, error):
        for fraction in (-1.0, 0.5, 1.0):
            other = threading.Thread(target=control.progress, args=(None, b"kernel", fraction))
            other.start()
            other.join()
        return 0

    _call.run(reports, progress=lambda *said: seen.append((*said, threading.current_thread())))
    here = threading.current_thread()
    assert seen == [("kernel", None, here), ("kernel", 0.5, here), ("kernel", 1.0, here)]


def test_progress_function_that_raises_cancels_the_call(generator):
    class Enough(Exception):
        pass

    def stop(stage, fraction):
        raise Enough

    before = threading.active_count()
    with pytest.raises(Enough):
        widelimit.kernel(
            widelimit.fully_connected(200, "gelu", 1.5), generator.standard_normal((3000, 10)), progress=stop
        )
    assert threading.active_count() == before


def test_progress_is_printed_where_it_is_wanted(capsys, network, inputs):
    _call._print_progress("kernel", 0.5)
    _call._print_progress("kernel", None)
    assert "kernel  50 %" in capsys.readouterr().err
    with pytest.raises(TypeError, match="progress is 3"):
        widelimit.kernel(network, inputs, progress=3)


def test_problem_of_the_marshalling_is_raised_in_the_calling_thread():
    def fails(control, error):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _call.run(fails)


def test_texts_of_numbers_become_numbers():
    found = _call.decoded('{"a": "inf", "b": ["nan", [1, "-inf"]], "c": {"d": "inf"}, "e": "information"}')
    assert found["a"] == numpy.inf and numpy.isnan(found["b"][0]) and found["b"][1] == [1, -numpy.inf]
    assert found["c"] == {"d": numpy.inf} and found["e"] == "information"


INTERRUPTED = """
    import signal, sys, threading, time
    import numpy, widelimit

    # Whoever runs the tests in the background has it ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    x = numpy.random.default_rng(1).standard_normal((6000, 40))
    network = widelimit.fully_connected(300, "gelu", 1.5)
    threading.Timer(1, lambda: print("working", flush=True)).start()
    try:
        {call}
    except KeyboardInterrupt:
        names = [thread.name for thread in threading.enumerate()]
        print("interrupted", names == ["MainThread"], flush=True)
        again = widelimit.kernel(widelimit.fully_connected(2, "relu", 1.5), x[:4])
        print("works", numpy.isfinite(again.ntk).all(), flush=True)
"""


@pytest.mark.parametrize(
    "call",
    [
        "widelimit.kernel(network, x)",
        "widelimit.depth_sweep(network, [100, 300], x)",
        "widelimit.fit(network, x, x[:, 0])",
        "widelimit.gradient_flow(network, x, x[:, 0], x[:5], [1, 2])",
    ],
)
def test_interrupt_ends_a_call_and_leaves_no_thread(call):
    program = textwrap.dedent(INTERRUPTED).format(call=call)
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=_environment())
    assert process.stdout.readline() == "working\n"
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert output == "interrupted True\nworks True\n"
    assert process.returncode == 0


def _environment():
    package = os.path.dirname(os.path.dirname(widelimit.__file__))
    return {**os.environ, "PYTHONPATH": package}


def test_calls_from_several_threads_do_not_meet(inputs):
    networks = [widelimit.fully_connected(depth, "erf", 1.5, 0.1) for depth in range(1, 9)]
    expected = [widelimit.kernel(network, inputs).ntk for network in networks]
    found = [None] * len(networks)

    def work(place):
        for _ in range(50):
            found[place] = widelimit.kernel(networks[place], inputs).ntk

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(networks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(numpy.array_equal(one, other) for one, other in zip(expected, found))


def test_structures_have_the_sizes_of_the_header():
    import ctypes

    assert ctypes.sizeof(_interface.Array) == 8 + 8 + 4 * 8 + 4 * 8
    assert ctypes.sizeof(_interface.Control) == 5 * 8
    assert ctypes.sizeof(_interface.Error) == 4096
    assert ctypes.sizeof(_interface.FitOptions) == 8 + 4 * 4
