"""Where arrays live: the right namespace, and an error for two places."""

import subprocess
import sys

import array_api_strict
import numpy as np
import pytest

from workshop_lib import backend

GPU = array_api_strict.Device("device1")  # raises when NumPy touches its arrays


def pretend(a):
    return array_api_strict.asarray(a, device=GPU)


def test_a_number_gets_plain_python_and_an_array_gets_numpy():
    assert backend.xp_of(1.5, 2) is not np
    assert backend.xp_of(1.5).tanh(0.0) == 0.0
    assert backend.xp_of(np.ones(2)) is np
    assert backend.xp_of(np.float32(2)) is np
    assert backend.xp_of(np.ones(2), 3.0) is np
    assert backend.xp_of(3.0, np.ones(2)) is np


def test_a_foreign_array_names_its_own_namespace():
    assert backend.xp_of(pretend(np.ones(2))) is array_api_strict
    assert backend.xp_of(2.0, pretend(np.ones(2))) is array_api_strict


@pytest.mark.parametrize("swap", [False, True])
def test_two_places_at_once_are_named_together_with_the_remedy(swap):
    pair = [np.ones(2), pretend(np.ones(2))]
    with pytest.raises(TypeError) as caught:
        backend.xp_of(*(pair[::-1] if swap else pair))
    for word in ("numpy", "array_api_strict", "to_gpu", "to_cpu"):
        assert word in str(caught.value)


def test_dot_is_the_matrix_product_everywhere():
    column, row = np.arange(3.0)[:, None], np.arange(2.0)[None] + 1
    assert np.array_equal(backend.dot(column, row), column @ row)
    there = backend.dot(pretend(column), pretend(row))
    assert there.device == GPU
    assert np.array_equal(np.asarray(there.to_device(_CPU)), column @ row)


_CPU = array_api_strict.Device("CPU_DEVICE")


def test_put_beside_follows_the_other_array():
    order = np.array([2, 0, 1])
    assert backend.put_beside(order, np.ones(2)) is order
    assert backend.put_beside(order, pretend(np.ones(2))).device == GPU


def test_to_cpu_brings_an_array_back_from_a_device():
    back = backend.to_cpu(pretend(np.array([3.0, -2.0])))
    assert isinstance(back, np.ndarray) and back.tolist() == [3.0, -2.0]


def test_to_cpu_leaves_numpy_alone_and_walks_a_dict():
    w = {1: np.ones((2, 2))}
    assert backend.to_cpu(w[1]) is w[1]
    assert backend.to_cpu(w)[1] is w[1]


@pytest.mark.skipif(backend.gpu_available(), reason="there is a GPU")
def test_without_a_gpu_to_gpu_says_what_to_do():
    with pytest.raises(RuntimeError, match="stay with NumPy"):
        backend.to_gpu(np.ones(2))


@pytest.mark.skipif(not backend.gpu_available(), reason="needs a GPU")
def test_arrays_and_dicts_travel_to_the_gpu_and_back():
    w = {1: np.arange(6.0).reshape(2, 3)}
    there = backend.to_gpu(w)
    assert backend.xp_of(there[1]).__name__ == "cupy"
    assert np.array_equal(backend.to_cpu(there)[1], w[1])


ALMOST = """
import numpy, pathlib
here = pathlib.Path(__file__).parent
float32, asnumpy = numpy.float32, numpy.asarray
class ndarray(numpy.ndarray):
    def __matmul__(self, other):
        with open(here / "asked", "a") as asked:
            asked.write("x")
        {product}
def ones(shape, dtype): return numpy.ones(shape, dtype).view(ndarray)
def sqrt(a):
    {ufunc}
def is_available(): return {devices}
"""
WORKS = {"product": "return numpy.asarray(self) @ other", "ufunc": "return a**0.5"}


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ({}, True),
        ({"devices": False}, False),
        ({"product": "raise RuntimeError('no libcublas.so.12')"}, False),
        ({"ufunc": "raise OSError('no libnvrtc.so.12')"}, False),
        ({"ufunc": "return a * 0"}, False),
    ],
)
def test_a_gpu_is_available_if_a_product_and_a_ufunc_run_and_is_asked_once(
    tmp_path, fault, answer
):
    """A stand-in for CuPy: one that imports, with a card, and computes or not."""
    text = ALMOST.format(**{"devices": True} | WORKS | fault)
    (tmp_path / "cupy.py").write_text(text)
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from workshop_lib.backend import gpu_available\n"
        "print(gpu_available(), gpu_available())"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert shown.stdout.split() == [str(answer)] * 2
    asked = tmp_path / "asked"
    assert len(asked.read_text() if asked.exists() else "") <= 1


def test_computing_on_the_cpu_imports_no_cupy():
    code = (
        "import sys, numpy as np\n"
        "from workshop_lib import network, training, activations\n"
        "w, b = network.init_params((2, 2), np.random.default_rng(0))\n"
        "network.forward(w, b, np.ones((2, 1), np.float32), activations.sigmoid)\n"
        "print('cupy' in sys.modules, 'matplotlib.pyplot' in sys.modules)\n"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert shown.stdout.split() == ["False", "False"]
