"""Names of neural-tangents that are not here say why, however they are asked for."""

import sys

import pytest

import widelimit
from widelimit import predict, stax

FINITE = ["empirical_kernel_fn", "empirical_nngp_fn", "empirical_ntk_fn", "empirical_ntk_vp_fn", "linearize",
          "monte_carlo_kernel_fn", "taylor_expand", "NtkImplementation"]  # fmt: skip


@pytest.mark.parametrize(
    "module, name, words",
    [*((widelimit, name, "finite|empirical") for name in FINITE), (stax, "Slice", "cut the inputs"),
     (predict, "ODEState", "gradient_descent")],
)  # fmt: skip
def test_reason_is_kept(module, name, words):
    assert not hasattr(module, name)
    with pytest.raises(AttributeError, match=f"{name} is not supported.*({words})"):
        getattr(module, name)
    with pytest.raises(ImportError, match=f"{name} is not supported.*({words})"):
        exec(f"from {module.__name__} import {name}")


def test_other_names_are_unknown():
    with pytest.raises(AttributeError, match="'widelimit' has no attribute 'kernell'"):
        widelimit.kernell  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name"):
        exec("from widelimit.stax import Denze")


def test_names_of_the_package():
    assert widelimit.Kernel is stax.Kernel
    pytest.importorskip("sklearn")
    sys.modules.pop("widelimit.sklearn", None)
    vars(widelimit).pop("sklearn", None)
    assert widelimit.sklearn.NTKRegressor
