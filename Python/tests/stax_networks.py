"""What tests of stax share."""

import json

from widelimit import stax

#: A kernel_fn.
NETWORK = stax.serial(stax.Dense(7, 1.3, 0.4), stax.Relu(), stax.Dense(2, 1.2))[2]


def layers(*stack, shape=(3,)):
    """The architecture's layers as JSON."""
    _, _, kernel_fn = stax.serial(*stack)
    return json.loads(kernel_fn.architecture(shape).to_json())["layers"]


def summed(*branches):
    """The sum of branches."""
    return stax.serial(stax.FanOut(len(branches)), stax.parallel(*branches), stax.FanInSum())


def multiplied(*branches):
    """The product of branches."""
    return stax.serial(stax.FanOut(len(branches)), stax.parallel(*branches), stax.FanInProd())


RESIDUAL = summed(stax.Identity(), stax.serial(stax.Relu(), stax.Dense(2)))
