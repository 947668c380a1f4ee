"""Files of models whose bytes were changed: an error, and the process goes on."""

import os
import random
import struct
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

import widelimit
from widelimit import fit, load


# The command looks at files before the library opens them.
pytestmark = pytest.mark.usefixtures("command")


@pytest.fixture
def model(network, inputs, tmp_path):
    """A model's bytes, and what reads others in their place."""
    path = tmp_path / "model.h5"
    fit(network, inputs, numpy.arange(8.0), noise=0.1).save(path)

    def read(data):
        path.write_bytes(data)
        return load(path).predict(inputs)

    return bytearray(path.read_bytes()), read


def texts(data):
    """Where the lengths of the texts in the global heap lie."""
    place = data.index(b"GCOL") + 16
    while struct.unpack_from("<H", data, place)[0]:
        yield place + 8
        place += 16 + (struct.unpack_from("<Q", data, place + 8)[0] + 7) // 8 * 8


@pytest.mark.parametrize("length", [6_000, 1_000_000, 2**63, 2**64 - 16])
def test_lengths_of_texts_are_not_believed(model, length):
    """The HDF5 library believes them: it crashes, never ends, or survives by luck."""
    data, read = model
    place = next(texts(data))
    data[place : place + 8] = struct.pack("<Q", length)
    with pytest.raises(ValueError, match=r"model.h5: .*(crashes the HDF5 library|did not end)"):
        read(data)


def test_what_is_saved_over_is_not_believed_either(network, inputs, tmp_path):
    """In a process that has read no file before."""
    path, numbers = tmp_path / "model.h5", tmp_path / "inputs.npy"
    fit(network, inputs, numpy.arange(8.0)).save(path)
    data = bytearray(path.read_bytes())
    for place in texts(bytes(data)):
        data[place : place + 8] = struct.pack("<Q", 1_000_000)
    path.write_bytes(data)
    numpy.save(numbers, inputs)
    script = f"""if True:
        import numpy, widelimit
        network = widelimit.Architecture.from_json({network.to_json()!r})
        model = widelimit.fit(network, numpy.load({str(numbers)!r}), numpy.arange(8.0))
        model.save({str(path)!r})
    """
    environment = {**os.environ, "PYTHONPATH": str(Path(widelimit.__file__).parents[1])}
    command = [sys.executable, "-c", script]
    found = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
    assert found.returncode == 1 and "model.h5" in found.stderr.splitlines()[-1], found
    assert path.read_bytes() == data


def test_a_file_that_is_cut_short_is_refused(model):
    data, read = model
    for length in (0, 7, 100, len(data) // 2, len(data) - 1):
        with pytest.raises(ValueError, match="model.h5"):
            read(data[:length])


def test_changed_bytes_are_an_error_or_leave_a_model(model):
    data, read = model
    chance = random.Random(1)
    refused = 0
    for _ in range(40):
        changed = bytearray(data)
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        try:
            assert read(changed).shape == (8, 1)
        except ValueError:
            refused += 1
    assert refused > 5
