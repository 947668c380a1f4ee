import subprocess

import numpy
import pytest
import reference

import widelimit
from widelimit import Dense, Repeat, Tanh, depth_sweep, fully_connected, kernel, kernel_diagonal


@pytest.mark.parametrize("nonlinearity", ["relu", "erf"])
@pytest.mark.parametrize("depth", [0, 1, 4])
def test_kernels_are_those_of_the_closed_forms(generator, nonlinearity, depth):
    x1, x2 = generator.standard_normal((7, 30)), generator.standard_normal((5, 30))
    found = kernel(fully_connected(depth, nonlinearity, 1.7, 0.2), x1, x2)
    nngp, ntk = reference.kernels(x1, x2, depth, nonlinearity, 1.7, 0.2)
    # The reference's arc cosine loses a digit or two of its own.
    numpy.testing.assert_allclose(found.nngp, nngp, rtol=1e-12, atol=1e-12)
    numpy.testing.assert_allclose(found.ntk, ntk, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("which", ["network", "convolutional"])
def test_kernel_of_inputs_with_themselves(request, inputs, images, which):
    network = request.getfixturevalue(which)
    x = inputs if which == "network" else images
    found = kernel(network, x)
    for matrix, diagonal in zip(found, kernel_diagonal(network, x)):
        assert numpy.array_equal(matrix, matrix.T)
        numpy.testing.assert_allclose(diagonal, numpy.diag(matrix), rtol=1e-13)
        assert numpy.linalg.eigvalsh(matrix)[0] > -1e-12
    numpy.testing.assert_allclose(kernel(network, x, x).ntk, found.ntk, rtol=1e-12)


def test_get_decides_what_is_given(network, inputs):
    both = kernel(network, inputs)
    assert isinstance(both, widelimit.Kernels)
    assert numpy.array_equal(kernel(network, inputs, get="ntk"), both.ntk)
    assert numpy.array_equal(kernel(network, inputs, get=["nngp"]).nngp, both.nngp)
    ntk, nngp = kernel(network, inputs, get=("ntk", "nngp"))
    assert numpy.array_equal(ntk, both.ntk) and numpy.array_equal(nngp, both.nngp)


@pytest.mark.parametrize("get", ["theta", (), ("nngp", "nngp"), "nngp,ntk"])
def test_get_of_what_there_is_not_is_refused(network, inputs, get):
    with pytest.raises(ValueError, match="get is"):
        kernel(network, inputs, get=get)


def test_strided_reversed_and_read_only_arrays_are_read_where_they_lie(network, generator):
    whole = generator.standard_normal((20, 12))
    expected = kernel(network, whole[::2, 1::3].copy()).ntk
    assert numpy.array_equal(kernel(network, whole[::2, 1::3]).ntk, expected)
    assert numpy.array_equal(kernel(network, numpy.asfortranarray(whole)[::2, 1::3]).ntk, expected)
    backwards = whole[::-1][::-1][::2, 1::3]
    backwards.flags.writeable = False
    assert numpy.array_equal(kernel(network, backwards).ntk, expected)
    mirrored = numpy.ascontiguousarray(whole[::2, 1::3][::-1])[::-1]
    assert mirrored.strides[0] < 0 and numpy.array_equal(kernel(network, mirrored).ntk, expected)
    same = numpy.broadcast_to(whole[0], (3, 12))
    assert numpy.array_equal(kernel(network, same).ntk, kernel(network, same.copy()).ntk)


def test_strided_images_are_read_where_they_lie(convolutional, generator):
    channels_first = generator.standard_normal((4, 2, 6, 6))
    images = channels_first.transpose(0, 2, 3, 1)
    assert numpy.array_equal(kernel(convolutional, images).ntk, kernel(convolutional, images.copy()).ntk)


@pytest.mark.parametrize("kind", [numpy.float32, numpy.float16, numpy.int8, numpy.uint64, bool, ">f8"])
def test_other_real_numbers_are_converted(network, generator, kind):
    x = (10 * generator.standard_normal((6, 4))).astype(kind)
    assert numpy.array_equal(kernel(network, x).ntk, kernel(network, x.astype(numpy.float64)).ntk)


def test_lists_are_taken(network):
    assert kernel(network, [[1, 2], [3, 4.5]], get="nngp").shape == (2, 2)


def test_results_go_into_the_memory_that_is_given(network, inputs):
    expected = kernel(network, inputs)
    memory = numpy.zeros((2, 8, 20))
    found = kernel(network, inputs, out=(memory[0, :, 3:11], memory[1, :, :8]))
    assert found.nngp.base is memory and numpy.array_equal(memory[0, :, 3:11], expected.nngp)
    assert numpy.array_equal(memory[1, :, :8], expected.ntk)
    assert not memory[0, :, :3].any() and not memory[:, :, 11:].any()
    beside = numpy.empty((8, 16))
    kernel(network, inputs, out=(beside[:, :8], beside[:, 8:]))
    assert numpy.array_equal(beside, numpy.hstack(expected))
    assert kernel(network, inputs, out=numpy.empty((2, 8, 8))).ntk.shape == (8, 8)
    single = numpy.empty((8, 8))
    assert kernel(network, inputs, get="ntk", out=single) is single


@pytest.mark.parametrize(
    "out, error, words",
    [
        (numpy.empty((8, 7)), ValueError, r"has shape \(8, 7\), and the result \(8, 8\)"),
        (numpy.empty((8, 8), numpy.float32), TypeError, "an array of float32"),
        ([[0.0]], TypeError, "out for ntk is a list"),
        (numpy.empty((8, 8)).T, ValueError, "its last axis must be contiguous"),
        (numpy.empty((8, 8, 8)), ValueError, "has shape"),
    ],
)
def test_memory_that_does_not_fit_is_refused(network, inputs, out, error, words):
    with pytest.raises(error, match=words):
        kernel(network, inputs, get="ntk", out=out)


def test_memory_that_is_read_only_or_shared_is_refused(network, inputs):
    frozen = numpy.empty((8, 8))
    frozen.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        kernel(network, inputs, get="ntk", out=frozen)
    square = numpy.ones((8, 8))
    with pytest.raises(ValueError, match="shares memory with another array"):
        kernel(network, square, get="ntk", out=square)
    with pytest.raises(ValueError, match="share memory"):
        kernel(network, inputs, out=(square, square))
    with pytest.raises(ValueError, match="out holds 8 arrays, and get asks for 2"):
        kernel(network, inputs, out=square)


@pytest.mark.parametrize(
    "x1, x2, error, words",
    [
        (numpy.ones(3), None, ValueError, r"x1 has shape \(3,\).*a single input is x1\[None\]"),
        (numpy.ones((2, 2, 2)), None, ValueError, "flatten"),
        (numpy.float64(1), None, ValueError, r"x1 has shape \(\)"),
        (numpy.ones((2, 3)), numpy.ones((2, 4)), ValueError, "inputs of both have the same shape"),
        (numpy.ones((2, 2, 2, 2, 2)), None, ValueError, r"x1 has shape \(2, 2, 2, 2, 2\)"),
        (numpy.ones((2, 3)), numpy.ones((2, 1, 1, 3)), ValueError, "inputs of both have the same shape"),
        (numpy.ones((2, 3), object), None, TypeError, "x1 holds Python objects, not real numbers"),
        (numpy.ones((2, 3), complex), None, TypeError, "x1 holds complex numbers"),
        ([["a", "b"]], None, TypeError, "x1 holds texts"),
        (numpy.zeros((2, 3), "M8[s]"), None, TypeError, "x1 holds dates"),
        ([[1, 2], [3]], None, ValueError, "x1 is no array"),
        (numpy.ones((2, 3)), [[1, 2], [3]], ValueError, "x2 is no array"),
        (numpy.array([[1.0, 2], [3, numpy.nan]]), None, ValueError, "x1.*1"),
        (numpy.ones((3, 2)), numpy.array([[1.0, numpy.inf]]), ValueError, "x2"),
        (numpy.empty((0, 3)), None, ValueError, "x1"),
        (numpy.ma.masked_equal([[1.0, 2.0]], 2.0), None, ValueError, "x1 has masked entries"),
        (numpy.ones((2, 4, 4, 3)), None, ValueError, "flatten"),
    ],
)
def test_arrays_that_are_wrong_are_refused_in_one_line(network, x1, x2, error, words):
    with pytest.raises(error, match=words) as raised:
        kernel(network, x1, x2)
    assert "\n" not in str(raised.value)


def test_sparse_matrices_are_refused(network):
    sparse = pytest.importorskip("scipy.sparse")
    with pytest.raises(TypeError, match=r"x1 is sparse: give x1.toarray\(\)"):
        kernel(network, sparse.csr_matrix(numpy.eye(3)))


def test_learning_rates_and_branches(inputs):
    """Of one layer Θ = a x·x'/d + b, of a sum of branches the sum."""
    rates = widelimit.Architecture(Dense(2.0, 0.3, learning_rates=(5.0, 1.0)))
    numpy.testing.assert_allclose(kernel(rates, inputs).ntk, inputs @ inputs.T + 1, rtol=1e-12)
    branch = [widelimit.ReLU(), Dense(1.5)]
    joined = widelimit.Architecture(Dense(2.0), widelimit.Parallel([], branch))
    added = widelimit.Architecture(Dense(2.0), widelimit.Residual(*branch))
    numpy.testing.assert_allclose(kernel(joined, inputs).ntk, kernel(added, inputs).ntk, rtol=1e-13)


def test_depth_sweep_has_the_kernels_of_every_depth(inputs):
    network = widelimit.Architecture(Dense(1.5, 0.1), Repeat(3, Tanh(), Dense(1.5, 0.1)))
    found = depth_sweep(network, [1, 2, 5], inputs, inputs[:3])
    assert found.nngp.shape == (3, 8, 3)
    for place, depth in enumerate([1, 2, 5]):
        alone = kernel(fully_connected(depth, "tanh", 1.5, 0.1), inputs, inputs[:3])
        numpy.testing.assert_allclose(found.nngp[place], alone.nngp, rtol=1e-12)
        numpy.testing.assert_allclose(found.ntk[place], alone.ntk, rtol=1e-12)


@pytest.mark.parametrize("depths, error", [([], ValueError), ([3, 1], ValueError), ([0.5], TypeError)])
def test_depths_that_are_none_are_refused(network, inputs, depths, error):
    with pytest.raises(error):
        depth_sweep(network, depths, inputs)


def test_threads_do_not_change_a_bit(network, generator):
    x = generator.standard_normal((300, 20))
    assert numpy.array_equal(kernel(network, x, threads=1).ntk, kernel(network, x, threads=2).ntk)


@pytest.mark.parametrize("threads, error", [(0, ValueError), (-1, ValueError), (1.5, TypeError), ("2", TypeError)])
def test_threads_that_are_none_are_refused(network, inputs, threads, error):
    with pytest.raises(error, match="threads is"):
        kernel(network, inputs, threads=threads)


def test_bits_are_those_of_the_command(tmp_path, generator, command):
    h5py = pytest.importorskip("h5py")
    x1, x2 = generator.standard_normal((40, 6)), generator.standard_normal((30, 6))
    network = fully_connected(3, "tanh", 1.6, 0.1)
    (tmp_path / "A.json").write_text(network.to_json())
    with h5py.File(tmp_path / "X.h5", "w") as file:
        file["x1"], file["x2"] = x1, x2
    files = ["--architecture", "A.json", "--inputs", "X.h5", "--output", "K.h5"]
    subprocess.run([command, "kernel", *files], cwd=tmp_path, check=True, capture_output=True)
    found = kernel(network, x1, x2)
    with h5py.File(tmp_path / "K.h5") as file:
        assert numpy.array_equal(file["nngp"][...], found.nngp)
        assert numpy.array_equal(file["ntk"][...], found.ntk)


def test_arrays_of_pytorch_are_taken(network, inputs):
    torch = pytest.importorskip("torch")
    assert numpy.array_equal(kernel(network, torch.tensor(inputs)).ntk, kernel(network, inputs).ntk)
    with pytest.raises(TypeError, match="x1 is no array"):
        kernel(network, torch.tensor(inputs, requires_grad=True))


def test_get_may_be_left_open_and_written_in_capitals(network, inputs):
    both = kernel(network, inputs)
    for get in (None, ("NNGP", "NTK")):
        found = kernel(network, inputs, get=get)
        assert found._fields == ("nngp", "ntk") and numpy.array_equal(found.ntk, both.ntk)
    assert numpy.array_equal(kernel(network, inputs, get="NTK"), both.ntk)
    with pytest.raises(ValueError, match="get is 7: give one of"):
        kernel(network, inputs, get=7)
