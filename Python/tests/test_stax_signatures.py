"""Signatures are neural-tangents'."""

import inspect

import pytest

import widelimit

#: What inspect.signature says of neural-tangents 0.6.5, without annotations.
SIGNATURES = {
    "ABRelu": "(a, b, do_stabilize=False)",
    "Abs": "(do_stabilize=False)",
    "AvgPool": "(window_shape, strides=None, padding='VALID', normalize_edges=False, batch_axis=0, channel_axis=-1)",
    "Conv": (
        "(out_chan, filter_shape, strides=None, padding='VALID', W_std=1.0, b_std=None, "
        "dimension_numbers=None, parameterization='ntk', s=(1, 1))"
    ),
    "Cos": "(a=1.0, b=1.0, c=0.0)",
    "Dense": "(out_dim, W_std=1.0, b_std=None, batch_axis=0, channel_axis=-1, parameterization='ntk', s=(1, 1))",
    "DotGeneral": (
        "(lhs=None, rhs=None, dimension_numbers=(((), ()), ((), ())), precision=None, batch_axis=0, channel_axis=-1)"
    ),
    "Dropout": "(rate, mode='train')",
    "Elementwise": "(fn=None, nngp_fn=None, d_nngp_fn=None)",
    "ElementwiseNumerical": "(fn, deg, df=None)",
    "Erf": "(a=1.0, b=1.0, c=0.0)",
    "Exp": "(a=1, b=1)",
    "FanInConcat": "(axis=-1)",
    "FanInProd": "()",
    "FanInSum": "()",
    "FanOut": "(num)",
    "Flatten": "(batch_axis=0, batch_axis_out=0)",
    "Gabor": "()",
    "Gaussian": "(a=1, b=-1)",
    "Gelu": "(approximate=False)",
    "GlobalAvgPool": "(batch_axis=0, channel_axis=-1)",
    "GlobalSelfAttention": (
        "(n_chan_out, n_chan_key, n_chan_val, n_heads, linear_scaling=True, W_key_std=1.0, W_value_std=1.0, "
        "W_query_std=1.0, W_out_std=1.0, b_std=None, attention_mechanism='SOFTMAX', pos_emb_type='NONE', "
        "pos_emb_p_norm=2, pos_emb_decay_fn=None, n_chan_pos_emb=None, W_pos_emb_std=1.0, val_pos_emb=False, "
        "batch_axis=0, channel_axis=-1)"
    ),
    "GlobalSumPool": "(batch_axis=0, channel_axis=-1)",
    "Hermite": "(degree)",
    "Identity": "()",
    "LayerNorm": "(axis=-1, eps=1e-12, batch_axis=0, channel_axis=-1)",
    "LeakyRelu": "(alpha, do_stabilize=False)",
    "Monomial": "(degree)",
    "Polynomial": "(coef)",
    "Rbf": "(gamma=1.0)",
    "RectifiedMonomial": "(degree)",
    "Relu": "(do_stabilize=False)",
    "Sigmoid_like": "()",
    "Sign": "()",
    "Sin": "(a=1.0, b=1.0, c=0.0)",
    "SumPool": "(window_shape, strides=None, padding='VALID', batch_axis=0, channel_axis=-1)",
    "parallel": "(*layers)",
    "repeat": "(layer, n)",
    "serial": "(*layers)",
    "gp_inference": "(k_train_train, y_train, diag_reg=0.0, diag_reg_absolute_scale=False, trace_axes=(-1,))",
    "gradient_descent_mse": (
        "(k_train_train, y_train, learning_rate=1.0, diag_reg=0.0, diag_reg_absolute_scale=False, trace_axes=(-1,))"
    ),
    "gradient_descent_mse_ensemble": (
        "(kernel_fn, x_train, y_train, learning_rate=1.0, diag_reg=0.0, diag_reg_absolute_scale=False, "
        "trace_axes=(-1,), **kernel_fn_train_train_kwargs)"
    ),
    "max_learning_rate": "(ntk_train_train, y_train_size=None, momentum=0.0, eps=1e-12)",
    "batch": "(kernel_fn, batch_size=0, device_count=-1, store_on_device=True)",
}


def written(function):
    """A signature without annotations."""
    parameters = []
    for parameter in inspect.signature(function).parameters.values():
        stars = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}.get(parameter.kind.name, "")
        default = "" if parameter.default is parameter.empty else f"={parameter.default!r}"
        parameters.append(f"{stars}{parameter.name}{default}")
    return f"({', '.join(parameters)})"


@pytest.mark.parametrize("name", SIGNATURES)
def test_signature_is_that_of_neural_tangents(name):
    module = next(module for module in (widelimit.stax, widelimit.predict) if hasattr(module, name))
    assert written(getattr(module, name)) == SIGNATURES[name]
