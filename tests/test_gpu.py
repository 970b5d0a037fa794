"""GPU parts: what a device must show, and all that can be shown without one."""

import ctypes
import functools
import importlib.util
import itertools
import os
import shutil
import subprocess
import sys
import tracemalloc
import types
from pathlib import Path

import numpy as np
import pytest

from tests.draws import draw_network
from workshop_lib import activations, gpu, network, training
from workshop_lib.backend import gpu_available, to_cpu, to_gpu, xp_of
from workshop_lib.figures import hardware
from workshop_lib.gpu import card_memory, kernels, timing

HERE = Path(__file__).parent
NAMES = sorted(activations.ALL)
problem = functools.partial(draw_network, dtype=np.float32)
SHAPES = [(7, 5, 3), (4, 4, 4, 4), (3, 1)]


def stepped(w, b, x, y, act, lr):
    """Return w and b after one step, by the slides' equations in float64."""
    w, b = ({L: p[L].astype(float) for L in p} for p in (w, b))
    z, a = network.forward(w, b, x.astype(float), act)
    dw, db = network.backward(w, z, a, y.astype(float), act)
    return network.step(w, dw, lr), network.step(b, db, lr)


def distance(new, true, old):
    """Return the largest error of a step, relative to the step's largest entry.

    The steps here are about 1/1000 of a weight, of whose 7 float32 digits they
    keep 4: hence the 2e-4 that is asked for below.
    """
    return max(
        np.abs(to_cpu(new[L]) - true[L]).max() / np.abs(true[L] - old[L]).max()
        for L in new
    )


# The kernels, compiled: for the cards that people have, and for this computer.


@pytest.mark.parametrize(
    ("arch", "name"), [(a, n) for a in ("sm_70", "sm_80", "sm_90") for n in NAMES]
)
def test_kernels_compile_for_v100_a100_and_h100_without_a_device(arch, name):
    found = importlib.util.find_spec("nvidia.cuda_nvrtc")
    if found is None:
        pytest.skip("needs nvidia-cuda-nvrtc-cu12, which exists for Linux")
    folder = Path(found.submodule_search_locations[0], "lib")
    nvrtc = ctypes.CDLL(str(folder / "libnvrtc.so.12"))
    program, size = ctypes.c_void_p(), ctypes.c_size_t()
    text = kernels.source(name).encode()
    assert (
        nvrtc.nvrtcCreateProgram(ctypes.byref(program), text, b"k.cu", 0, None, None)
        == 0
    )
    options = (ctypes.c_char_p * 2)(
        f"--gpu-architecture={arch}".encode(), b"-std=c++17"
    )
    status = nvrtc.nvrtcCompileProgram(program, 2, options)
    nvrtc.nvrtcGetProgramLogSize(program, ctypes.byref(size))
    log = ctypes.create_string_buffer(size.value)
    nvrtc.nvrtcGetProgramLog(program, log)
    nvrtc.nvrtcDestroyProgram(ctypes.byref(program))
    assert status == 0, log.value.decode()
    said = log.value.decode().splitlines()
    ours = [line for line in said if "deprecated" not in line]  # sm_70 is going
    assert not any("warning" in line for line in ours), said


@pytest.fixture(scope="module")
def pretend_card(tmp_path_factory):
    if shutil.which("g++") is None:
        pytest.skip("needs g++")
    if importlib.util.find_spec("scipy") is None:
        pytest.skip("needs SciPy's BLAS")
    from tests.pretend_card import PretendCard

    folder = tmp_path_factory.mktemp("kernels")
    return lambda name, threads=1: PretendCard(name, threads, folder)


@pytest.mark.parametrize("name", NAMES)
def test_fused_step_is_the_step_of_network(pretend_card, name):
    act, card = activations.ALL[name], pretend_card(name)
    # 1 example; an odd number; more columns than one block takes.
    for sizes, n in itertools.product(SHAPES, (1, 5, kernels.WIDTH + 3)):
        w, b, x, y = problem(sizes, n)
        w_true, b_true = stepped(w, b, x, y, act, 0.5)
        w_old, b_old = ({L: p[L].copy() for L in p} for p in (w, b))
        step = gpu.fused_step(w, b, x, y, act, 0.5, card=card)
        step()
        assert distance(w, w_true, w_old) < 2e-4
        assert distance(b, b_true, b_old) < 2e-4


def test_threads_of_a_block_add_up_their_bias_gradient(pretend_card):
    """64 threads, two warps: the sums by shuffles and in shared memory."""
    act, card = activations.sigmoid, pretend_card("sigmoid", threads=64)
    for n in (5, 40, kernels.WIDTH + 70):
        w, b, x, y = problem((3, 4, 2), n)
        w_true, b_true = stepped(w, b, x, y, act, 0.5)
        b_old = {L: b[L].copy() for L in b}
        gpu.fused_step(w, b, x, y, act, 0.5, card=card)()
        assert distance(b, b_true, b_old) < 2e-4


def test_making_a_fused_step_changes_nothing(pretend_card):
    w, b, x, y = problem((7, 5, 3), 4)
    before = [p[L].copy() for p in (w, b) for L in p]
    gpu.fused_step(w, b, x, y, activations.tanh, 0.5, card=pretend_card("tanh"))
    after = [p[L] for p in (w, b) for L in p]
    assert all(np.array_equal(p, q) for p, q in zip(before, after, strict=True))


@pytest.mark.parametrize("sizes", SHAPES)
def test_fused_step_launches_five_a_layer_less_one(pretend_card, sizes):
    card, (w, b, x, y) = pretend_card("tanh"), problem(sizes, 4)
    step = gpu.fused_step(w, b, x, y, activations.tanh, 0.5, card=card)
    card.launched.clear()
    step()
    assert len(card.launched) == 5 * len(w) - 1


def test_fused_step_goes_on_with_what_is_written_into_x_and_y(pretend_card):
    act, card = activations.tanh, pretend_card("tanh")
    w, b, x, y = problem((7, 5, 3), 4)
    step = gpu.fused_step(w, b, x, y, act, 0.5, card=card)
    _, _, x[:], y[:] = problem((7, 5, 3), 4, seed=1)
    w_old = {L: w[L].copy() for L in w}
    w_true, _ = stepped(w, b, x, y, act, 0.5)
    step()
    assert distance(w, w_true, w_old) < 2e-4


def test_kernels_get_the_types_their_c_declares():
    kinds = [type(kernels.c_argument(v)) for v in (3, 0.5, None)]
    assert kinds == [np.int32, np.float32, np.uint64]


@pytest.mark.parametrize("name", NAMES)
def test_every_activation_has_its_cuda_text(name):
    f, f_prime = kernels.FUNCTIONS[name]
    assert "z" in f and (name == "identity" or "a" in f_prime)


# CuPy without a device: at least the names must exist.


def test_what_we_ask_of_cupy_exists():
    cupy = pytest.importorskip("cupy", reason="needs CuPy, with or without a GPU")
    from cupy._core import _routines_linalg, set_compute_type  # noqa: F401

    assert _routines_linalg.COMPUTE_TYPE_TF32 > 0
    assert _routines_linalg.COMPUTE_TYPE_DEFAULT > 0
    for owner, names in (
        (cupy, "RawModule fuse ascontiguousarray"),
        (cupy.cuda, "get_current_stream Stream Graph"),
        (cupy.cuda.Stream, "begin_capture end_capture"),
        (cupy.cuda.Graph, "launch"),
        (cupy.cuda.runtime, "deviceSynchronize memGetInfo getDeviceProperties"),
        (cupy.cuda.memory, "OutOfMemoryError"),
        (
            cupy.cuda.MemoryPool,
            "used_bytes total_bytes free_all_blocks set_limit get_limit",
        ),
    ):
        for name in names.split():
            assert hasattr(owner, name), name


def test_cublas_is_found_through_cupys_own_module():
    pytest.importorskip("cupy", reason="needs CuPy, with or without a GPU")
    try:
        from cupy_backends.cuda.libs import cublas
    except ImportError:
        pytest.skip("needs the cuBLAS library")
    assert callable(cublas.create) and callable(cublas.setMathMode)
    library = ctypes.CDLL(cublas.__file__)
    for name in ("Sgemm_v2", "SetStream_v2", "SetWorkspace_v2", "Destroy_v2"):
        assert getattr(library, f"cublas{name}")


# NumPy where CuPy is meant, and no GPU at all.


@pytest.mark.parametrize("name", NAMES)
def test_on_a_processor_the_fused_step_is_the_step_of_network_too(name):
    act = activations.ALL[name]
    for sizes, n in itertools.product((*SHAPES, (1, 1, 1)), (1, 2, 5, 300)):
        w, b, x, y = problem(sizes, n)
        w_true, b_true = stepped(w, b, x, y, act, 0.5)
        w_old, b_old = ({L: p[L].copy() for L in p} for p in (w, b))
        step = gpu.fused_step(w, b, x, y, act, 0.5)
        assert all(np.array_equal(w[L], w_old[L]) for L in w)
        step()
        # Where relu is flat nothing moves, and the distance is 0/0.
        assert not distance(w, w_true, w_old) > 2e-4
        assert not distance(b, b_true, b_old) > 2e-4


def test_on_a_processor_the_fused_step_makes_no_array_of_its_layers_size():
    w, b, x, y = problem((64, 64, 8), 4096)
    step = gpu.fused_step(w, b, x, y, activations.sigmoid, 0.5)
    step()
    tracemalloc.start()
    step()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < x.nbytes / 10


def test_arrays_in_two_places_are_refused_with_both():
    class OnTheCard(np.ndarray):
        __cuda_array_interface__ = {}

    w, b, x, y = problem((7, 5, 3), 4)
    with pytest.raises(TypeError, match=r"computer.*GPU.*'x': 'the GPU'.*to_gpu"):
        gpu.fused_step(w, b, x.view(OnTheCard), y, activations.sigmoid, 0.5)


def test_fused_step_of_float64_says_which_array_and_the_remedy():
    arrays = problem((7, 5, 3), 4)
    w = {L: arrays[0][L].astype(float) for L in arrays[0]}
    with pytest.raises(
        TypeError, match=r"w\[1\] is float64.*numpy.ascontiguousarray\(w\[1\]"
    ):
        gpu.fused_step(w, *arrays[1:], activations.sigmoid, 0.5)


@pytest.mark.skipif(gpu_available(), reason="there is a GPU")
def test_without_a_gpu_nothing_waits_nothing_is_freed_and_the_rest_says_so():
    gpu.wait()
    assert gpu.free_memory() == 0
    with pytest.raises(RuntimeError, match="no GPU"):
        gpu.memory()
    with pytest.raises(RuntimeError, match="no GPU"):
        gpu.use_tf32(True)


def test_gpu_modules_take_no_cupy_along():
    code = (
        "import sys; from workshop_lib.gpu import card_memory, fused, kernels, timing;"
        "sys.exit('cupy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=HERE.parent).returncode == 0


# Timing.


def test_a_slow_first_call_is_not_in_the_time(monkeypatch):
    clock = iter(np.cumsum(np.r_[0.0, np.tile([1.0, 3.0], 100)]))
    monkeypatch.setattr(timing.time, "perf_counter", lambda: float(next(clock)))
    calls = []
    took = gpu.timed(lambda: calls.append(1), rounds=3, budget=1e-9)
    # One warm-up, one to see how long it takes, then the rounds.
    assert len(calls) == 5 and took == gpu.Timing((1.0, 1.0, 1.0), 1)


def test_the_clock_is_read_after_the_wait(monkeypatch):
    order = []
    monkeypatch.setattr(timing, "gpu_available", lambda: True)  # the GPU is the fake
    monkeypatch.setattr(timing, "wait", lambda: order.append("wait"))
    seconds = itertools.count(1.0)
    monkeypatch.setattr(
        timing.time, "perf_counter", lambda: order.append("clock") or next(seconds)
    )
    gpu.timed(lambda: order.append("call"), rounds=1, budget=1e-9)
    one = ["clock", "call", "wait", "clock"]
    assert order == ["call", "wait", *one, *one]


def test_runners_of_a_race_take_turns():
    order = []
    gpu.race({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 3, 1e-9)
    assert "".join(order) == "aabb" + "ab" * 3


def test_a_timing_shows_its_median_and_its_spread():
    assert (
        str(gpu.Timing((2e-6, 4e-6, 3e-6), 10)) == "3 us (2 us to 4 us, 3 rounds of 10)"
    )
    assert str(gpu.Timing((0.0123,), 1)).startswith("12.3 ms")
    assert str(gpu.Timing((1.5,), 1)).startswith("1.5 s")


def test_ceilings_are_measured_where_an_array_lives():
    best = gpu.ceilings(np.ones(1))
    # Any computer: a launch under 1 ms, over 100 million operations and bytes a second.
    assert 0 < best.launch < 1e-3 and best.rate > 1e8 and best.bandwidth > 1e8
    assert "operations" in str(best)


def test_the_timeline_shows_both_clocks():
    plot = hardware.timeline(calls=4, launch=1, work=3)
    assert "done after 4 ms" in plot.description and "until 13 ms" in plot.description
    # Launches that are slower than the work: the GPU waits for Python.
    assert "until 12.5 ms" in hardware.timeline(4, launch=3, work=0.5).description


def test_bandwidths_are_told_in_words_too():
    plot = hardware.bandwidths({"bus": 32e9, "card": 4800e9})
    assert plot.description == "Gigabytes per second. bus: 32; card: 4800."
    assert plot.png().startswith(b"\x89PNG")


# Memory.


class OutOfMemoryError(MemoryError):
    """CuPy's, which comes from a full card: the same numbers under the same names."""

    def __init__(self, size, total, limit=0):
        super().__init__(f"Out of memory allocating {size:,} bytes")
        self._size, self._total, self._limit = size, total, limit


def test_cupys_own_error_has_the_numbers_that_we_read():
    memory = pytest.importorskip("cupy.cuda.memory", reason="needs CuPy")
    error, ours = (
        kind(3, 5, 7) for kind in (memory.OutOfMemoryError, OutOfMemoryError)
    )
    assert type(error).__name__ == "OutOfMemoryError" and vars(error) == vars(ours)


GIB = 1 << 30
HELD = {
    "a full card": card_memory.Memory(GIB // 8, 0, 79 * GIB, 1 << 20, 2 * GIB),
    "an empty card": card_memory.Memory(GIB // 8, 0, 5 * GIB, 70 * GIB, 2 * GIB),
    "ours": card_memory.Memory(70 * GIB, 0, GIB, 1 << 20, 0),
}


@pytest.mark.parametrize(
    ("error", "held", "cause"),
    [
        # More than the cap at once, or together with what is held: never the others.
        (OutOfMemoryError(3 * GIB, GIB // 8, 2 * GIB), "an empty card", "Your own cap"),
        (OutOfMemoryError(3 * GIB, GIB // 8, 2 * GIB), "a full card", "Your own cap"),
        (OutOfMemoryError(GIB, 15 << 27, 2 * GIB), "an empty card", "Your own cap"),
        # Below the cap, or without one: the card.
        (OutOfMemoryError(GIB, GIB // 8, 2 * GIB), "a full card", "Other programs"),
        (OutOfMemoryError(GIB, GIB // 8), "a full card", "Other programs"),
        (OutOfMemoryError(20 * GIB, 70 * GIB), "ours", "Your arrays fill"),
    ],
)
def test_out_of_memory_tells_who_holds_it_and_what_to_do(
    monkeypatch, error, held, cause
):
    monkeypatch.setattr(card_memory, "memory", lambda: HELD[held])
    with pytest.raises(MemoryError) as caught, gpu.explaining_memory():
        raise error
    told = str(caught.value)
    assert f"\n{cause}" in told and str(error) in told
    assert "smaller batch" in told and "gpu.free_memory()" in told
    assert str(HELD[held]) in told


def test_ceilings_make_their_arrays_on_the_card_and_explain_one_that_is_full(
    monkeypatch,
):
    """A stand-in for CuPy that has no room for what is made on the card."""

    def tile(some, count):
        raise OutOfMemoryError(some.nbytes * count, 0)

    sent = []
    card = types.SimpleNamespace(tile=tile)
    there = types.SimpleNamespace(__array_namespace__=lambda: card)
    monkeypatch.setattr(timing, "put_beside", lambda a, _: sent.append(a) or a)
    monkeypatch.setattr(card_memory, "memory", lambda: HELD["a full card"])
    with pytest.raises(MemoryError, match="Other programs hold most of the card"):
        gpu.ceilings(there)
    assert sum(a.nbytes for a in sent) < 10_000


def test_other_errors_pass_the_memory_explainer_unchanged():
    with pytest.raises(KeyError, match="w"), gpu.explaining_memory():
        raise KeyError("w")


def test_cap_is_set_before_cupy_is_imported(monkeypatch):
    monkeypatch.setenv("CUPY_GPU_MEMORY_LIMIT", "")
    monkeypatch.delenv("CUPY_GPU_MEMORY_LIMIT")
    assert gpu.cap_memory(2) == "this kernel may hold 2.0 GiB of a card"
    assert os.environ["CUPY_GPU_MEMORY_LIMIT"] == str(2 << 30)


@pytest.mark.parametrize(("limit", "told"), [("1073741824", "1.0 GiB"), ("25%", "25%")])
def test_a_cap_that_the_administrator_set_stands(monkeypatch, limit, told):
    monkeypatch.setenv("CUPY_GPU_MEMORY_LIMIT", limit)
    assert told in gpu.cap_memory(2)
    assert os.environ["CUPY_GPU_MEMORY_LIMIT"] == limit


# On a device.


@pytest.mark.gpu
@pytest.mark.skipif(not gpu_available(), reason="needs a GPU and CuPy")
class TestOnADevice:
    def test_training_agrees_with_the_cpu(self):
        w, b, x, y = problem((64, 32, 10), 320)
        how = dict(lr=0.5, epochs=10, batch_size=32, progress=False)  # 100 steps
        act = activations.sigmoid
        w_cpu, _, _ = training.train(
            w, b, x, y, act, rng=np.random.default_rng(1), **how
        )
        on_gpu = [to_gpu(v) for v in (w, b, x, y)]
        w_gpu, _, _ = training.train(*on_gpu, act, rng=np.random.default_rng(1), **how)
        for L in w:
            error = np.linalg.norm(to_cpu(w_gpu[L]) - w_cpu[L]) / np.linalg.norm(
                w_cpu[L]
            )
            assert error < 1e-4  # 100 steps of float32 rounding

    @pytest.mark.parametrize("name", NAMES)
    def test_fused_and_captured_steps_are_the_step_of_network(self, name):
        act = activations.ALL[name]
        for sizes, n in itertools.product(SHAPES, (1, 5, 256, 65536)):
            w, b, x, y = problem(sizes, n)
            w_true, b_true = stepped(w, b, x, y, act, 0.5)
            for how in (lambda step: step, gpu.capture):
                w_gpu, b_gpu, *data = (to_gpu(v) for v in (w, b, x, y))
                how(gpu.fused_step(w_gpu, b_gpu, *data, act, 0.5))()
                assert distance(w_gpu, w_true, w) < 2e-4
                assert distance(b_gpu, b_true, b) < 2e-4

    def test_a_captured_step_can_be_replayed_many_times(self):
        w, b, x, y = problem((64, 32, 10), 32)
        results = []
        for how in (lambda step: step, gpu.capture):
            w_gpu, b_gpu, *data = (to_gpu(v) for v in (w, b, x, y))
            step = how(gpu.fused_step(w_gpu, b_gpu, *data, activations.tanh, 0.05))
            for _ in range(100):
                step()
            results.append(to_cpu(w_gpu[1]))
        assert np.allclose(*results, rtol=1e-5, atol=1e-6)

    def test_tf32_is_off_by_default_and_coarser(self):
        import cupy

        if int(cupy.cuda.Device().compute_capability) < 80:
            pytest.skip("needs tensor cores with TF32, compute capability 8.0")
        rng = np.random.default_rng(0)
        m = rng.standard_normal((512, 512)).astype(np.float32)
        true, on_gpu = m.astype(float) @ m, cupy.asarray(m)
        error = {}
        for on in (None, True, False):
            if on is not None:
                gpu.use_tf32(on)
            error[on] = np.linalg.norm(to_cpu(on_gpu @ on_gpu) - true) / np.linalg.norm(
                true
            )
        assert error[None] < 1e-5 and error[False] < 1e-5 < error[True] < 5e-3

    def test_the_update_inside_the_product(self):
        import cupy.cublas

        w, _, x, _ = problem((64, 32, 10), 8)
        rng = np.random.default_rng(2)
        dz = rng.standard_normal((32, 8)).astype(np.float32)
        new = to_gpu(w[1])
        cupy.cublas.gemm("N", "T", to_gpu(dz), to_gpu(x), out=new, alpha=-0.5, beta=1.0)
        assert np.allclose(to_cpu(new), w[1] - 0.5 * dz @ x.T, rtol=1e-4, atol=1e-5)

    def test_mixing_numpy_and_cupy_says_so(self):
        a = np.ones(3)
        with pytest.raises(TypeError, match="to_gpu"):
            xp_of(a, to_gpu(a))

    def test_timing_waits_for_the_gpu(self):
        m = to_gpu(np.ones((4096, 4096)))
        # 1.4e11 operations in float64: no card does them in a millisecond.
        assert gpu.timed(lambda: m @ m, rounds=3).median > 1e-3

    def test_a_full_cap_is_explained(self):
        code = (
            "from workshop_lib import gpu; gpu.cap_memory(0.1); import cupy\n"
            "with gpu.explaining_memory(): cupy.ones((1 << 30,), 'float32')"
        )
        env = {k: v for k, v in os.environ.items() if k != "CUPY_GPU_MEMORY_LIMIT"}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=HERE.parent, env=env, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert "MemoryError: Out of memory" in done.stderr
        assert "Your own cap does not allow it" in done.stderr
        assert "smaller batch" in done.stderr

    def test_ceilings_leave_no_memory_behind(self):
        code = (
            "import cupy; from workshop_lib import gpu\n"
            "kept = cupy.get_default_memory_pool().total_bytes\n"
            "one = cupy.ones(1); before = kept(); gpu.ceilings(one)\n"
            "assert kept() - before < 1 << 26, kept() - before\n"
            "assert cupy.get_default_pinned_memory_pool().n_free_blocks() < 3"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=HERE.parent)
        assert done.returncode == 0

    def test_free_memory_gives_back_what_no_array_uses(self):
        a = to_gpu(np.ones(1 << 24))
        del a
        assert gpu.free_memory() >= 1 << 27
        assert gpu.memory().kept == 0
