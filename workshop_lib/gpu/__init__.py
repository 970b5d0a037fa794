"""What only a GPU can do, and what it asks of you: to wait before you read the
clock, and to spare memory.

`timed`, `race`, `ceilings` and `free_memory` also run without one.
"""

from workshop_lib.gpu.card_memory import (
    cap_memory,
    explaining_memory,
    free_memory,
    memory,
)
from workshop_lib.gpu.fused import capture, fused_step
from workshop_lib.gpu.tf32 import use_tf32
from workshop_lib.gpu.timing import Ceilings, Timing, ceilings, race, timed, wait

__all__ = [
    "Ceilings",
    "Timing",
    "cap_memory",
    "capture",
    "ceilings",
    "explaining_memory",
    "free_memory",
    "fused_step",
    "memory",
    "race",
    "timed",
    "use_tf32",
    "wait",
]
