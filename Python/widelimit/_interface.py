"""The C interface as ctypes sees it: the structures of ``widelimit.h`` and the types of its functions."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_char_p, c_double, c_int32, c_int64, c_void_p

OK, USAGE, DATA, NO_INPUT, MEMORY, IO, LOCKED, PERMISSION, CANCELLED = 0, 64, 65, 66, 69, 74, 75, 77, 130

LARGEST_RANK = 4
Axes = c_int64 * LARGEST_RANK

Progress = ctypes.CFUNCTYPE(None, c_void_p, c_char_p, c_double)
Warning_ = ctypes.CFUNCTYPE(None, c_void_p, c_char_p)


class Array(ctypes.Structure):
    """``widelimit_array``: float64 numbers of the caller's, with byte strides."""

    _fields_ = [("data", c_void_p), ("rank", c_int32), ("shape", Axes), ("strides", Axes)]


class Control(ctypes.Structure):
    """``widelimit_control``: threads, cancellation, progress, warnings."""

    _fields_ = [
        ("threads", c_int32),
        ("cancelled", POINTER(c_int32)),
        ("progress", Progress),
        ("warning", Warning_),
        ("context", c_void_p),
    ]


class Error(ctypes.Structure):
    """``widelimit_error``: a status and one line."""

    _fields_ = [("status", c_int32), ("message", ctypes.c_char * 4092)]


class FitOptions(ctypes.Structure):
    """``widelimit_fit_options``."""

    _fields_ = [
        ("noise", c_double),
        ("keeps_factor", c_int32),
        ("leaves_one_out", c_int32),
        ("classes", c_int32),
        ("strict", c_int32),
    ]


_array, _control, _error = POINTER(Array), POINTER(Control), POINTER(Error)
_model, _text, _sizes = c_void_p, POINTER(c_void_p), POINTER(c_int64)

# Texts that the caller frees are void pointers here: ctypes would turn a c_char_p into bytes and lose the pointer.
_ARGUMENTS = {
    "about": [_text, _error],
    "architecture": [c_char_p, c_int32, _sizes, _text, _error],
    "kernel": [c_char_p, _array, _array, _array, _array, _control, _error],
    "kernel_diagonal": [c_char_p, _array, _array, _array, _control, _error],
    "depth_sweep": [c_char_p, c_int64, _sizes, _array, _array, _array, _array, _control, _error],
    "mean_field": [c_char_p, _text, _error],
    "fit": [c_char_p, _array, _array, POINTER(FitOptions), _control, POINTER(c_void_p), _error],
    "model_load": [c_char_p, _control, POINTER(c_void_p), _error],
    "model_save": [_model, c_char_p, _control, _error],
    "model_facts": [_model, _text, _error],
    "model_array": [_model, c_char_p, _array, _error],
    "model_predict": [_model, _array, _array, _array, _array, _array, _control, _error],
    "flow": [c_char_p, _array, _array, _array, _array, c_double, c_int32, _array, _array, _control, _error],
    "kernel_flow": [*[_array] * 7, c_double, _array, _array, _array, _control, _error],
    "diagnose": [c_char_p, _array, _array, _array, c_int64, _sizes, _control, _text, _error],
}


def declare_version(library: ctypes.CDLL) -> None:
    """Types of the two functions that a caller of any interface may call."""
    library.widelimit_interface.argtypes, library.widelimit_interface.restype = [], c_int32
    library.widelimit_version.argtypes, library.widelimit_version.restype = [], c_char_p


def declare(library: ctypes.CDLL) -> None:
    """Types of all other functions."""
    for name, arguments in _ARGUMENTS.items():
        function = getattr(library, "widelimit_" + name)
        function.argtypes, function.restype = arguments, c_int32
    for name in ("free_text", "model_free"):
        function = getattr(library, "widelimit_" + name)
        function.argtypes, function.restype = [c_void_p], None
