"""A training step in few launches, and then in one.

The equations of `network`, written for the card: 5 L - 1 launches for L layers,
no array made on the way, the update inside the product. `capture` records them
and replays them as one CUDA graph.
"""

from workshop_lib.gpu.card_memory import explaining_memory
from workshop_lib.gpu.kernels import WIDTH, Card
from workshop_lib.gpu.processor import Processor


def fused_step(w, b, x, y, act, lr, tf32=False, card=None):
    """Return a function without arguments: one step of gradient descent (S14).

    Each call moves `w` and `b` **in place**, by -lr times the gradient of Cost on
    the columns of `x` and `y`. To go on to other examples, write them into these
    arrays: `x[:] = next_x`. `lr` and the shapes are fixed.

    All arrays are float32 in C order, of CuPy or all of NumPy, else TypeError.
    `tf32` as in `gpu.use_tf32`. MemoryError says who holds the card. `card` is for
    the tests.
    """
    if card is None:
        arrays = {f"w[{L}]": w[L] for L in w} | {f"b[{L}]": b[L] for L in b}
        _check(arrays | {"x": x, "y": y})
    last, n = max(w), x.shape[1]
    with explaining_memory():
        if card is None:
            on_card = hasattr(x, "__cuda_array_interface__")
            card = Card(act.name, tf32) if on_card else Processor(act.name)
        a = {0: x} | {L: card.empty(len(w[L]), n) for L in w}
        dz = {L: card.empty(len(w[L]), n) for L in w}

    def descend(lr):
        card.begin()
        for L in range(1, last + 1):  # S11
            card.product(1.0, w[L], a[L - 1], 0.0, a[L])
            card.run("activate", len(w[L]), n, a[L], b[L], n, WIDTH)
        for L in range(last, 0, -1):
            target = y if L == last else None
            card.run("slope", len(w[L]), n, dz[L], a[L], target, b[L], n, WIDTH, lr)
            if L > 1:  # S13: with the old w[L], so before its update
                card.product(1.0, w[L].T, dz[L], 0.0, dz[L - 1])
            card.product(-lr, dz[L], a[L - 1].T, 1.0, w[L])  # S12 and S14 in one

    descend(0.0)  # changes nothing, but loads every kernel: a capture cannot
    return lambda: descend(float(lr))


def capture(call):
    """Return a function that does what `call()` does on the GPU, in one launch.

    `call` is recorded, not run; the recording repeats its kernels with the same
    addresses and numbers. So `call` must have run before (its kernels are loaded),
    must not make arrays, and must not wait for the GPU.
    """
    import cupy

    stream = cupy.cuda.Stream(non_blocking=True)
    cupy.cuda.runtime.deviceSynchronize()
    with stream:
        stream.begin_capture()
        try:
            call()
        finally:
            graph = stream.end_capture()

    def replay(_keeps_the_arrays_alive=call):
        graph.launch()

    return replay


def _check(arrays):
    where = {
        name: "the GPU" if hasattr(a, "__cuda_array_interface__") else "the computer"
        for name, a in arrays.items()
    }
    if len(set(where.values())) > 1:
        raise TypeError(
            f"some arrays are in the memory of the computer, others of the GPU ({where}"
            "): take all to one place, with to_gpu or to_cpu"
        )
    for name, a in arrays.items():
        if a.dtype != "float32" or not a.flags.c_contiguous:
            order = "C" if a.flags.c_contiguous else "another"
            library = type(a).__module__.partition(".")[0]
            raise TypeError(
                f"{name} is {a.dtype} in {order} order, but the step needs float32 in "
                f"C order: {library}.ascontiguousarray({name}, 'float32')"
            )
