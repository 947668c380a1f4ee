"""The Gaussian process of an infinitely wide network, as `fit` leaves it."""

from __future__ import annotations

import copy
import ctypes
import functools
import os
import tempfile
import weakref
from pathlib import Path
from typing import Any, Dict, Optional, Sequence, Tuple, Union

import numpy as np
from numpy.typing import ArrayLike

from . import _arrays
from ._arrays import described
from ._call import Progress, ask, run
from ._library import library
from .architecture import Architecture
from .flow import gradient_flow
from .kernels import kernel_work
from .prediction import Prediction


class Model:
    """A posterior that `fit` or `load` made. It never changes, and may be used from several threads at once."""

    def __init__(self, handle: int, *, squeezes: bool = False, data: Any = None) -> None:
        self._handle = ctypes.c_void_p(handle)
        weakref.finalize(self, library.widelimit_model_free, ctypes.c_void_p(handle))
        self._squeezes, self._data = squeezes, data
        self._facts = ask(lambda text, error: library.widelimit_model_facts(self._handle, text, error))

    @property
    def facts(self) -> Dict[str, Any]:
        """What the library says of the model, as a copy."""
        return copy.deepcopy(self._facts)

    @functools.cached_property
    def architecture(self) -> Architecture:
        """The architecture whose NNGP kernel is the prior's covariance."""
        return Architecture.from_json(self._facts["architecture"])

    @property
    def noise(self) -> float:
        """σ_ε² as it was used: what was given, or what the kernel needed to have a factor."""
        return float(self._facts["noise_variance"])

    @property
    def log_marginal_likelihood(self) -> float:
        """log p(y) of all outputs together, in nats (Rasmussen and Williams 2006, Eq. 2.30)."""
        return float(self._facts["log_marginal_likelihood"])

    @property
    def condition_number(self) -> float:
        """κ of what was solved."""
        return float(self._facts["condition_number"])

    @property
    def residual(self) -> float:
        """Of what was solved, over the targets."""
        return float(self._facts["residual"])

    @property
    def warnings(self) -> Tuple[str, ...]:
        """What `fit` warned of; empty where all is well."""
        return tuple(self._facts["warnings"])

    @property
    def classes(self) -> Optional[np.ndarray]:
        """The labels, ascending, of a model of classes; None of others."""
        found = self._facts.get("classes")
        return None if found is None else np.asarray(found)

    @property
    def weights(self) -> np.ndarray:
        """α = (K + σ_ε² I)⁻¹ y, [n, k] ([n] of targets [n]): the mean is K(x, x₁) α."""
        return self._squeezed(self._array("weights", self._training_shape))

    @property
    def leave_one_out_mean(self) -> np.ndarray:
        """What each training input is predicted to be from all others, [n, k] ([n] of targets [n])."""
        return self._squeezed(self._left_out("leave_one_out_mean", self._training_shape))

    @property
    def leave_one_out_variance(self) -> np.ndarray:
        """The variance of a target there, noise included, [n] (Rasmussen and Williams 2006, Eqs. 5.10–5.12)."""
        return self._left_out("leave_one_out_variance", self._training_shape[:1])

    def predict(
        self,
        x: ArrayLike,
        times: Union[None, float, Sequence[float]] = None,
        *,
        variance: bool = False,
        covariance: bool = False,
        threads: Optional[int] = None,
        progress: Progress = None,
    ) -> Any:
        """Predictions at inputs [m, …].

        Parameters
        ----------
        times
            None: the posterior of the NNGP. One time or several: the ensemble of networks whose layers all learn by
            gradient flow for so long, by `gradient_flow` with the noise that `fit` was given on the NTK's diagonal; of
            several, behind an axis of times. Of a model that `fit` made with its data, not of a loaded one.
        variance, covariance
            Whether those are predicted too; they need the model's factor.

        Returns
        -------
        numpy.ndarray or Prediction
            The mean alone, [m, k] or [m] as the targets were; with variances or covariances a `Prediction`.
        """
        if times is not None:
            if covariance:
                raise ValueError("covariances are those of the posterior: leave out times")
            if self._data is None:
                raise ValueError(
                    "the model does not hold its targets (it is loaded, of classes, or made with keep_data=False): "
                    "call gradient_flow(architecture, x, y, …)"
                )
            first, targets, noise = self._data
            found = gradient_flow(
                self.architecture, first, targets, x, times, noise=noise, variance=variance, threads=threads,
                progress=progress,
            )  # fmt: skip
            return Prediction(found.mean, found.variance, None) if variance else found
        inputs = self._inputs(x)
        mean = np.empty((len(inputs), self._training_shape[1]))
        own = np.empty(len(inputs)) if variance else None
        joint = np.empty((len(inputs), len(inputs))) if covariance else None
        self._predict(inputs, mean, own, joint, None, threads, progress)
        mean = self._squeezed(mean)
        return Prediction(mean, own, joint) if variance or covariance else mean

    def probabilities(self, x: ArrayLike, *, threads: Optional[int] = None, progress: Progress = None) -> np.ndarray:
        """P(f_c > f_j for all j ≠ c) of every class of a model of classes, [m, classes], in the order of `classes`.

        How sure the posterior is of which output is the largest; neither a softmax of the means nor calibrated, for
        labels are taken for real numbers with Gaussian errors.
        """
        self._require_classes()
        inputs = self._inputs(x)
        found = np.empty((len(inputs), self._training_shape[1]))
        self._predict(inputs, None, None, None, found, threads, progress)
        return found

    def labels(self, x: ArrayLike, *, threads: Optional[int] = None, progress: Progress = None) -> np.ndarray:
        """The label of the largest mean, [m], of a model of classes."""
        classes = self._require_classes()
        return classes[np.argmax(self.predict(x, threads=threads, progress=progress), axis=1)]

    def save(self, path: Union[str, "os.PathLike[str]"], *, threads: Optional[int] = None) -> None:
        """Writes the model as a file that `load` and the command ``widelimit predict --model`` read."""
        name = os.fsencode(path)
        run(lambda control, error: library.widelimit_model_save(self._handle, name, control, error), threads=threads)

    @staticmethod
    def load(path: Union[str, "os.PathLike[str]"]) -> "Model":
        """`widelimit.load`."""
        return load(path)

    def __repr__(self) -> str:
        n, k = self._training_shape
        kind = f"{k} classes" if self.classes is not None else f"{k} output" + ("s" if k != 1 else "")
        return f"Model({self.architecture!r}, {n} inputs, {kind}, noise={self.noise:.3g})"

    # A model never changes: a copy is itself. Its file is how it travels between processes.
    def __copy__(self) -> "Model":
        return self

    def __deepcopy__(self, _: Any) -> "Model":
        return self

    def __reduce__(self) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.h5"
            self.save(path)
            return _unpickled, (path.read_bytes(), self._squeezes, self._data)

    @property
    def _training_shape(self) -> Any:
        return self._facts["inputs"], self._facts["outputs"]

    def _squeezed(self, array: np.ndarray) -> np.ndarray:
        return array[:, 0] if self._squeezes else array

    def _inputs(self, x: ArrayLike) -> np.ndarray:
        inputs = _arrays.inputs(x, "x")
        expected = tuple(self._facts["input_shape"])
        if inputs.shape[1:] != expected:
            raise ValueError(f"x has shape {inputs.shape}, and the model's inputs (n, {', '.join(map(str, expected))})")
        return inputs

    def _require_classes(self) -> np.ndarray:
        classes = self.classes
        if classes is None:
            raise ValueError("the model was fitted to numbers: fit(…, classes=True) takes labels")
        return classes

    def _array(self, name: str, shape: Any) -> np.ndarray:
        array = np.empty(shape)
        result = described(array)
        run(lambda _, error: library.widelimit_model_array(self._handle, name.encode(), result, error), work=0)
        return array

    def _left_out(self, name: str, shape: Any) -> np.ndarray:
        try:
            return self._array(name, shape)
        except ValueError:  # of a name and a shape that are right
            raise ValueError("the model has no leave-one-out errors: fit it with leave_one_out=True") from None

    def _predict(self, inputs: np.ndarray, mean, variance, covariance, probabilities, threads, progress) -> None:  # type: ignore[no-untyped-def]
        arrays = [described(array) for array in (inputs, mean, variance, covariance, probabilities)]
        count = self._training_shape[0]
        work = kernel_work(self.architecture, inputs, count) + len(inputs) * (len(inputs) + count) * count
        run(
            lambda control, error: library.widelimit_model_predict(self._handle, *arrays, control, error),
            threads=threads,
            progress=progress,
            work=work,
        )


def load(path: Union[str, "os.PathLike[str]"]) -> Model:
    """The model of a file that `Model.save` or the command ``widelimit fit --keep-inputs`` wrote.

    Its means are [m, k] whatever shape the targets had.
    """
    handle, name = ctypes.c_void_p(), os.fsencode(path)
    run(lambda control, error: library.widelimit_model_load(name, control, ctypes.byref(handle), error))
    return Model(handle.value)  # type: ignore[arg-type]


def _unpickled(content: bytes, squeezes: bool, data: Any) -> Model:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.h5"
        path.write_bytes(content)
        model = load(path)
    model._squeezes, model._data = squeezes, data
    return model
