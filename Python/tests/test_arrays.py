import numpy
import pytest

from widelimit import _arrays


def test_float64_is_not_copied():
    array = numpy.arange(12.0).reshape(3, 4)
    for view in (array, array.T, array[::2, ::-1], array[:0], numpy.asfortranarray(array)):
        assert _arrays.real(view, "x") is view


@pytest.mark.parametrize("value", [[1, 2.5], (True, False), numpy.float32([1, 2]), numpy.array([1.0], ">f8")])
def test_other_numbers_become_float64(value):
    array = _arrays.real(value, "x")
    assert array.dtype == numpy.float64 and array.dtype.isnative and array.flags.aligned
    assert numpy.array_equal(array, numpy.asarray(value))


def test_numbers_that_lie_askew_are_copied():
    packed = numpy.zeros(3, dtype=[("flag", "u1"), ("value", "f8")])
    packed["value"] = [1, 2, 3]
    array = _arrays.real(packed["value"], "x")
    assert array.flags.aligned and array.tolist() == [1, 2, 3]


class Tensor:
    """What PyTorch and JAX offer NumPy."""

    def __array__(self, dtype=None, copy=None):
        return numpy.ones((2, 3), dtype or numpy.float32)


def test_what_offers_itself_as_an_array_is_taken():
    assert numpy.array_equal(_arrays.inputs(Tensor(), "x"), numpy.ones((2, 3)))


def test_arrays_are_described_as_they_lie():
    array = numpy.arange(24.0).reshape(2, 3, 4)[:, ::-1, ::2]
    found = _arrays.described(array)
    assert found.data == array.ctypes.data and found.rank == 3
    assert tuple(found.shape)[:3] == (2, 3, 2)
    assert tuple(found.strides)[:3] == array.strides and array.strides[1] < 0
    assert _arrays.described(None) is None


@pytest.mark.parametrize("shape", [(3, 1, 1), (4,), (4, 2), ()])
def test_targets_that_do_not_fit_are_refused(shape):
    with pytest.raises(ValueError, match=r"targets of 3 inputs are \[3\] or \[3, k\]"):
        _arrays.targets(numpy.ones(shape), 3)


def test_rows_of_different_lengths_are_no_array():
    for value in ([[1.0, 2.0], [3.0]], numpy.array([[1.0, 2.0], [3.0]], object)):
        with pytest.raises(ValueError, match="x is no array"):
            _arrays.real(value, "x")
