"""A card for `gpu.fused_step` that is no card.

The CUDA source is compiled as C++, with a thread of this computer for each thread
of a block, and the products go to the BLAS of SciPy, which reads its arguments as
cuBLAS does. What this leaves out: blocks that run at once, and the speed.
"""

import ctypes
import subprocess

import numpy as np
from scipy.linalg import cython_blas

from workshop_lib.gpu.kernels import c_argument, gemm, launch_shape, source

SHIM = r"""
#include <algorithm>
#include <barrier>
#include <cmath>
#include <cstddef>
#include <thread>
#include <vector>
using std::min;
struct Place { int x, y; };
static Place blockIdx, blockDim = {THREADS, 1};
static thread_local Place threadIdx;
static std::barrier<>* block;
static float lanes[THREADS + 32];
#define __global__
#define __shared__ static
static void __syncthreads() { block->arrive_and_wait(); }
static float __shfl_down_sync(unsigned, float value, int step)
{
    const int me = threadIdx.x;
    lanes[me] = value;
    __syncthreads();
    const float other = me % 32 + step < 32 ? lanes[me + step] : value;
    __syncthreads();
    return other;
}
static void atomicAdd(float* p, float value) { *p += value; }
template <class Kernel> static void launch(int blocks, int rows, Kernel kernel)
{
    for (int y = 0; y < rows; y++) for (int x = 0; x < blocks; x++) {
        std::barrier<> all(THREADS);
        block = &all;
        blockIdx = {x, y};
        std::vector<std::jthread> threads;
        for (int i = 0; i < THREADS; i++)
            threads.emplace_back([=] { threadIdx = {i, 0}; kernel(); });
    }
}
"""
LAUNCHERS = r"""
extern "C" void run_activate(int blocks, int rows, float* a, const float* b, int n,
                             int width)
{ launch(blocks, rows, [=] { activate(a, b, n, width); }); }
extern "C" void run_slope(int blocks, int rows, float* dz, const float* a,
                          const float* y, float* b, int n, int width, float lr)
{ launch(blocks, rows, [=] { slope(dz, a, y, b, n, width, lr); }); }
"""


def compile_for_cpu(name, threads, folder):
    """Return the kernels for activation `name` as a library for this computer."""
    library = folder / f"{name}{threads}.so"
    flags = [
        "-std=c++20",
        "-O1",
        "-shared",
        "-fPIC",
        "-pthread",
        f"-DTHREADS={threads}",
    ]
    done = subprocess.run(
        ["g++", *flags, "-x", "c++", "-", "-o", str(library)],
        input=SHIM + source(name) + LAUNCHERS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return ctypes.CDLL(str(library))


def _sgemm():
    capsule = cython_blas.__pyx_capi__["sgemm"]
    api = ctypes.pythonapi
    api.PyCapsule_GetName.restype = ctypes.c_char_p
    api.PyCapsule_GetName.argtypes = [ctypes.py_object]
    api.PyCapsule_GetPointer.restype = ctypes.c_void_p
    api.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
    address = api.PyCapsule_GetPointer(capsule, api.PyCapsule_GetName(capsule))
    return ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 13)(address)


class PretendCard:
    """The methods of `gpu.kernels.Card`, on NumPy arrays, and what was launched."""

    def __init__(self, name, threads, folder):
        self.launched = []
        self._library = compile_for_cpu(name, threads, folder)
        self._sgemm = _sgemm()

    def empty(self, rows, n):
        return np.full((rows, n), np.nan, np.float32)  # a kernel must not read it

    def begin(self):
        pass

    def product(self, alpha, a, b, beta, c):
        self.launched.append("product")
        flip_b, flip_a, *others = gemm(alpha, a, b, beta, c, _at)
        letters = [
            ctypes.c_char(b"NT"[f.value : f.value + 1]) for f in (flip_b, flip_a)
        ]
        # Fortran takes every argument by its address; ours are numbers and addresses.
        by_address = [
            ctypes.byref(v) if isinstance(v, (ctypes.c_int, ctypes.c_char)) else v
            for v in (*letters, *others)
        ]
        self._sgemm(*(ctypes.cast(v, ctypes.c_void_p) for v in by_address))

    def run(self, kernel, rows, n, *args):
        self.launched.append(kernel)
        (blocks, _), _ = launch_shape(rows, n)
        native = [_native(c_argument(value)) for value in args]
        getattr(self._library, f"run_{kernel}")(blocks, rows, *native)


def _at(array):
    return ctypes.c_void_p(array.ctypes.data)


def _native(value):
    if isinstance(value, np.ndarray):
        return _at(value)
    kind = {np.int32: ctypes.c_int, np.float32: ctypes.c_float}
    return kind.get(type(value), ctypes.c_void_p)(value.item())
