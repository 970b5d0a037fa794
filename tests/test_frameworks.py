"""The step that stands beside ours does what ours does."""

import numpy as np
import pytest

from tests.draws import draw_network
from workshop_lib import activations, frameworks, network

STEPS = {
    "workshop_lib": frameworks.our_step,
    "torch": frameworks.torch_step,
    "jax": frameworks.jax_step,
}


@pytest.mark.parametrize("library", STEPS)
@pytest.mark.parametrize("name", sorted(activations.ALL))
def test_every_runner_takes_the_step_of_the_slides_and_goes_back(library, name):
    pytest.importorskip(library, reason=f"needs {library}")
    act = activations.ALL[name]
    w, b, x, y = draw_network((7, 5, 3), 6, dtype=np.float32)
    runner = STEPS[library](w, b, x, y, act, 0.5)
    runner.step()
    runner.wait()
    z, a = network.forward(w, b, x, act)
    dw, db = network.backward(w, z, a, y, act)
    for ours, theirs in zip(
        (network.step(w, dw, 0.5), network.step(b, db, 0.5)), runner.read(), strict=True
    ):
        for L in ours:
            assert np.allclose(ours[L], theirs[L], rtol=1e-4, atol=1e-6)  # float32
    runner.reset()
    for ours, theirs in zip((w, b), runner.read(), strict=True):
        assert all(np.array_equal(ours[L], theirs[L]) for L in ours)


def test_frameworks_is_light_until_it_is_asked():
    import subprocess
    import sys

    code = (
        "import sys; import workshop_lib.frameworks;"
        "sys.exit(bool({'torch', 'jax', 'cupy'} & {*sys.modules}))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
