"""A few of the checks of benchmarks/soak.py, each interrupted at a random moment."""

from benchmarks.soak import TROUBLES, soak


def test_stop_at_random_moments_beside_another_threads_checks_leaves_the_kernel_whole():
    counts, troubles = soak(50, ("3.4", "6.1"))
    assert {name: counts[name] for name in TROUBLES} == dict.fromkeys(TROUBLES, 0)
    assert troubles == []
    assert counts["stopped"] > 0 and counts["checks beside, in another thread"] > 0
