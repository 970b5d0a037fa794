"""The parts of a fused training step: two CUDA kernels, and products from cuBLAS.

float32 only. A matrix lies in memory row after row, as NumPy and CuPy keep it.
"""

import ctypes

import numpy as np

# One block works on `width` columns of one row; blockIdx.y is the row, j.
SOURCE = r"""
extern "C" __global__
void activate(float* a, const float* b, int n, int width)
{   // a holds z without its bias, and becomes the activation (S11)
    const float bias = b[blockIdx.y];
    float* row = a + (size_t)blockIdx.y * n;
    const int first = blockIdx.x * width;
    const int last = min(n, first + width);
    for (int i = first + threadIdx.x; i < last; i += blockDim.x)
        row[i] = F(row[i] + bias);
}

extern "C" __global__
void slope(float* dz, const float* a, const float* y, float* b,
           int n, int width, float lr)
{   // dz holds da, and becomes dz = da f'(z); in the last layer there is y
    // instead of da: da = 2/n (a - y). The bias takes its update, -lr sum dz.
    const size_t start = (size_t)blockIdx.y * n;
    const int first = blockIdx.x * width;
    const int last = min(n, first + width);
    float sum = 0.0f;
    for (int i = first + threadIdx.x; i < last; i += blockDim.x) {
        const float a_i = a[start + i];
        const float da = y ? 2.0f / n * (a_i - y[start + i]) : dz[start + i];
        const float dz_i = da * F_PRIME(a_i);
        dz[start + i] = dz_i;
        sum += dz_i;
    }
    // Add up over the block: first in each warp of 32 threads, then over warps.
    __shared__ float warps[32];
    for (int step = 16; step > 0; step /= 2)
        sum += __shfl_down_sync(0xffffffffu, sum, step);
    if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = sum;
    __syncthreads();
    if (threadIdx.x == 0) {
        for (int warp = 1; warp < (int)blockDim.x / 32; warp++) sum += warps[warp];
        atomicAdd(b + blockIdx.y, -lr * sum);  // a row may have several blocks
    }
}
"""

# f from z, and f' from a = f(z): the same pairs as in `activations`.
FUNCTIONS = {
    "sigmoid": ("1.0f / (1.0f + expf(-(z)))", "(a) * (1.0f - (a))"),
    "tanh": ("tanhf(z)", "1.0f - (a) * (a)"),
    "relu": ("fmaxf(z, 0.0f)", "((a) > 0.0f ? 1.0f : 0.0f)"),
    "identity": ("(z)", "1.0f"),
}
TF32_MATH = 3  # CUBLAS_TF32_TENSOR_OP_MATH in cublas_api.h
WIDTH = 4096  # columns a block takes: enough to keep its threads busy


def source(name):
    """Return the CUDA source for the activation function `name`."""
    f, f_prime = FUNCTIONS[name]
    return f"#define F(z) ({f})\n#define F_PRIME(a) ({f_prime})\n{SOURCE}"


def launch_shape(rows, n):
    """Return (grid, block): how many blocks, and how many threads in each."""
    threads = min(256, -(-n // 32) * 32)
    return (-(-n // WIDTH), rows), (threads,)


class Card:
    """What `fused_step` asks of a GPU: room, products, kernels.

    A class, because a test can then stand in for the card.

    Why a binding of our own to cuBLAS: CuPy 14 refuses its cuBLAS calls while a
    stream is captured (cupy issue 6290), though cuBLAS allows them. nvmath-python
    could do it, but brings a second set of CUDA packages to install. So we call
    four functions of the very library that CuPy has loaded.
    """

    def __init__(self, name, tf32=False):
        import cupy
        from cupy_backends.cuda.libs import cublas

        self._cupy = cupy
        module = cupy.RawModule(code=source(name))
        self._kernels = {k: module.get_function(k) for k in ("activate", "slope")}
        # CuPy's module is linked to libcublas, so its symbols are found through it.
        self._blas = ctypes.CDLL(cublas.__file__)
        self._handle = ctypes.c_void_p(cublas.create())
        # A handle without a workspace would take new memory for every capture.
        self._workspace = cupy.empty(32 * 2**20, cupy.uint8)
        cublas.setMathMode(self._handle.value, TF32_MATH if tf32 else 0)

    def __del__(self):
        if getattr(self, "_handle", None):
            self._blas.cublasDestroy_v2(self._handle)

    def empty(self, rows, n):
        """Return a new float32 array on the card, its values undefined."""
        return self._cupy.empty((rows, n), self._cupy.float32)

    def begin(self):
        """Send the products to the current stream, as CuPy does with kernels."""
        stream = ctypes.c_void_p(self._cupy.cuda.get_current_stream().ptr)
        _ok(self._blas.cublasSetStream_v2(self._handle, stream))
        # Setting the stream takes the workspace away.
        room = ctypes.c_void_p(self._workspace.data.ptr)
        size = ctypes.c_size_t(self._workspace.nbytes)
        _ok(self._blas.cublasSetWorkspace_v2(self._handle, room, size))

    def product(self, alpha, a, b, beta, c):
        """Write alpha a @ b + beta c into `c`."""
        _ok(self._blas.cublasSgemm_v2(self._handle, *gemm(alpha, a, b, beta, c, _at)))

    def run(self, kernel, rows, n, *args):
        """Launch `kernel` over `rows` rows of `n` columns."""
        grid, block = launch_shape(rows, n)
        self._kernels[kernel](grid, block, tuple(map(c_argument, args)))


def c_argument(value):
    """Return an argument as the kernel's C declares it: pointer, int or float."""
    if value is None:
        return np.uint64(0)  # a null pointer
    kind = {int: np.int32, float: np.float32}.get(type(value))
    return kind(value) if kind else value


def gemm(alpha, a, b, beta, c, at):
    """Return cublasSgemm's arguments for c = alpha a @ b + beta c; `at(array)` is
    an array's address.

    cuBLAS reads column after column, so it takes our c for its transpose: we ask
    for c.T = b.T @ a.T, and nothing needs to be moved.
    """
    (m, k), n = a.shape, b.shape[1]
    (flip_b, row_b), (flip_a, row_a) = _layout(b), _layout(a)
    factor, rest = ctypes.c_float(alpha), ctypes.c_float(beta)
    return (
        *map(ctypes.c_int, (flip_b, flip_a, n, m, k)),
        ctypes.byref(factor),
        at(b),
        ctypes.c_int(row_b),
        at(a),
        ctypes.c_int(row_a),
        ctypes.byref(rest),
        at(c),
        ctypes.c_int(n),
    )


def _layout(a):
    """Return (flip, length of a row in memory); flip is 1 for a transposed array."""
    return (0, a.shape[1]) if a.flags.c_contiguous else (1, a.shape[0])


def _at(array):
    return ctypes.c_void_p(array.data.ptr)


def _ok(status):
    if status:
        raise RuntimeError(f"cuBLAS answered with status {status}")
