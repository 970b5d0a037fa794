"""Activation functions f and their slopes f', in pairs.

The same text serves Python numbers (`chain`) and arrays (`network`), on any
device: `xp_of` finds the namespace that owns the argument.
"""

from collections.abc import Callable
from typing import NamedTuple

from workshop_lib.backend import xp_of


class Activation(NamedTuple):
    """An activation function and its slope, which must stay together.

    `f(z)` is the activation a = f(z) (S3, S11); `f_prime(z, a)` is the slope
    f'(z), given also a = f(z), because it often costs less from a than from z.
    Both return what they are given: a number, or an array of z's shape and
    precision.
    """

    name: str
    f: Callable
    f_prime: Callable


def _sigmoid(z):
    # 1 / (1 + exp(-z)) overflows for z << 0; this is the same function.
    return 0.5 * (1.0 + xp_of(z).tanh(0.5 * z))


sigmoid = Activation("sigmoid", _sigmoid, lambda z, a: a * (1.0 - a))

tanh = Activation("tanh", lambda z: xp_of(z).tanh(z), lambda z, a: 1.0 - a * a)

# a is 0 or z, so its sign is the slope; at the kink, z = 0, we choose 0.
relu = Activation(
    "relu", lambda z: xp_of(z).maximum(z, 0.0), lambda z, a: xp_of(a).sign(a)
)

identity = Activation("identity", lambda z: z, lambda z, a: 0.0 * z + 1.0)

ALL = {act.name: act for act in (sigmoid, tanh, relu, identity)}
