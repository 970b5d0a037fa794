"""Exercises of lesson 08: what crosses to the GPU, and an honest clock."""

import numpy as np

from workshop_lib.exercises.base import Mistake, exercise
from workshop_lib.exercises.prediction import prediction

# 8.1 -------------------------------------------------------------------------


def _probes_bytes(rng):
    def draw(itemsize):
        sizes = tuple(int(s) for s in rng.permutation(range(11, 40))[:4])
        n, steps = (int(s) for s in rng.permutation(range(41, 90))[:2])
        return sizes, n, steps, itemsize

    return [draw(4), draw(2), draw(4)]


@exercise(
    "8.1",
    "Count what crosses",
    equation="the task",
    returns={"bytes": "number"},
    probes=_probes_bytes,
    hints=(
        "Which arrays does a step need that the GPU has not got? The weights are there "
        "already.",
        "x has shape (sizes[0], n), y has shape (sizes[-1], n).",
        "Their numbers together: n * (sizes[0] + sizes[-1]). Now the bytes of each "
        "number, and the number of steps.",
    ),
    mistakes=(
        Mistake("it counts numbers, not bytes", " * itemsize -> ",
            "You have counted the numbers well. How many bytes does one of them take?"),
        Mistake("a number always takes 8 bytes", "itemsize -> 8",
            "That is float64. The size of one number is given to you."),
        Mistake("y stays behind", " + sizes[-1] -> ",
            "The backward pass starts from a - y, on the GPU: the targets must go "
            "too."),
        Mistake("x stays behind", "sizes[0] + -> ",
            "The forward pass starts from x, on the GPU: the inputs must go too."),
        Mistake("the activations of every layer cross",
            "(sizes[0] + sizes[-1]) -> sum(sizes)",
            "The hidden layers are computed on the GPU and stay there. Only what "
            "comes from outside crosses."),
        Mistake("the batch is sent only once", "steps * -> ",
            "That would be the better plan! But here every step sends its own batch."),
        Mistake("a batch has only one example", " * n -> ",
            "Each batch has n columns, and each column crosses."),
    ),
)
def bytes_sent(sizes, n, steps, itemsize):
    """Return the bytes that cross if each step sends its batch, x and y."""
    return steps * n * (sizes[0] + sizes[-1]) * itemsize


# 8.2 -------------------------------------------------------------------------


class PretendGPU:
    """A GPU with a clock of its own: a call only queues work, `wait` waits for it.

    `durations` are the seconds of work of one call after another; the first call
    compiles as well. Nothing sleeps: the clock is a number.
    """

    def __init__(self, launch, compiling, durations):
        self.launch, self.compiling, self.durations = launch, compiling, durations
        self.now, self.done, self.calls = 0.0, 0.0, 0

    def __repr__(self):
        return f"PretendGPU({self.launch}, {self.compiling}, {self.durations})"

    def call(self):
        """Queue one piece of work; return before it is done."""
        self.now += self.launch + (self.compiling if self.calls == 0 else 0.0)
        work = self.durations[self.calls % len(self.durations)]
        self.done = max(self.done, self.now) + work
        self.calls += 1

    def wait(self):
        """Return when all queued work is done."""
        self.now = max(self.now, self.done)

    def clock(self):
        """Return the time, in seconds."""
        return self.now


def _probes_timed(rng):
    def draw(*ranks):
        # Seconds of work of six calls: `ranks` says which is the n-th slowest, and
        # the slowest is far off, as when another program gets in between.
        steps = rng.uniform(0.2, 0.4, 6).cumsum() + 1.0
        steps[5] += 4.0
        work = [float(steps[rank]) for rank in ranks]
        launch, compiling = float(rng.uniform(0.05, 0.1)), float(rng.uniform(20, 30))
        gpu = PretendGPU(launch, compiling, work)
        return gpu.call, gpu.wait, gpu.clock

    # The order decides which mistake shows: in the first, the last call is one of
    # the fastest, so that a missing warm-up moves the median; in the second, the
    # first timed call is, so that what is left of the warm-up moves it.
    return [draw(2, 4, 5, 3, 1, 0), draw(2, 0, 3, 1, 4, 5), draw(3, 5, 2, 4, 0, 1)]


def _waits_once(call, wait, clock):
    call()
    wait()
    start = clock()
    for _ in range(5):
        call()
    wait()
    return (clock() - start) / 5


@exercise(
    "8.2",
    "Time it honestly",
    equation="the task",
    returns={"seconds": "number"},
    probes=_probes_timed,
    hints=(
        "Begin with a call that is not timed, and wait for it.",
        "Then five times: read the clock, call, wait, read the clock again.",
        "Collect the five differences in a list; np.median(times) is their middle one.",
    ),
    mistakes=(
        Mistake("it reads the clock before the GPU is done", "    wait()\n -> ",
            "The call returns as soon as the work is queued. What must you do before "
            "you read the clock again?"),
        Mistake("there is no warm-up", "call()\nwait()\n -> ",
            "The very first call also compiles its kernels. Make one call that nobody"
            " times."),
        Mistake("the warm-up is not waited for", "call()\nwait() -> call()",
            "When your first clock starts, the GPU is still busy with the warm-up. "
            "Wait for that too."),
        Mistake("it waits only once, after all five", _waits_once,
            "That is an honest number, but of something else: the throughput, the mean "
            "over calls that follow each other without a wait. Here you want the time "
            "of one call alone: read the clock around each, and wait each time."),
        Mistake("it takes the mean, not the median", "median -> mean",
            "One of the five was disturbed, and pulls your mean along. The median "
            "does not move."),
        Mistake("it takes the fastest", "np.median -> min",
            "The fastest of five tells what is possible, not what you usually get."),
        Mistake("it adds the five times up", "np.median -> sum",
            "That is the time of five calls. What does a usual one of them take?"),
    ),
)
def timed(call, wait, clock):
    """Return the median time of five calls: warmed up, and waited for."""
    call()
    wait()
    times = []
    for _ in range(5):
        start = clock()
        call()
        wait()
        times.append(clock() - start)
    return np.median(times)


# 8.3 -------------------------------------------------------------------------


def _floats(rng, *ranges):
    return [float(rng.uniform(*ends)) for ends in ranges]


def _probes_speed_up(rng):
    return [
        (*_floats(rng, (1, 3), (0.05, 0.3), (4, 9)), int(rng.integers(11, 40)))
        for _ in range(4)
    ]


@exercise(
    "8.3",
    "How much faster, all in all?",
    equation="the task",
    returns={"speed-up": "number"},
    probes=_probes_speed_up,
    hints=(
        "Write the time of the whole training twice: once on the CPU, once on the GPU.",
        "On the GPU that is transfer + steps * gpu_step.",
        "Divide the CPU's time, steps * cpu_step, by it.",
    ),
    mistakes=(
        Mistake("the transfer is left out", "transfer + -> ",
            "The GPU cannot start before its data is there. Somebody waits for that."),
        Mistake("the transfer is paid at every step",
            "transfer + steps * gpu_step -> steps * (transfer + gpu_step)",
            "The data is sent once, before the first step, and then stays."),
        Mistake("it is upside down", "steps * cpu_step / -> 1 / (steps * cpu_step) *",
            "Twice as fast is 2, and not one half: the slow time goes on top."),
        Mistake("it is a difference, not a ratio", "/ -> -",
            "You have the seconds that are saved. How many *times* faster is it?"),
        Mistake("the CPU does only one step", "steps * cpu_step -> cpu_step",
            "Compare the same training: the CPU has all the steps to do as well."),
        Mistake("the GPU does only one step", "steps * gpu_step -> gpu_step",
            "Compare the same training: the GPU has all the steps to do as well."),
        Mistake("the CPU pays for the transfer too",
            "steps * cpu_step -> (transfer + steps * cpu_step)",
            "The data is at home with the CPU: it need not be sent anywhere."),
    ),
)
def speed_up(cpu_step, gpu_step, transfer, steps):
    """Return how many times faster a training is, with its data sent once."""
    return steps * cpu_step / (transfer + steps * gpu_step)


# 8.4 -------------------------------------------------------------------------


def _probes_crossover(rng):
    return [
        (int(rng.integers(20, 50)), *_floats(rng, (2, 9), (0.3, 0.9), (3, 8)))
        for _ in range(4)
    ]


@exercise(
    "8.4",
    "★ Predict the crossover",
    equation="the task",
    returns={"operations": "number"},
    probes=_probes_crossover,
    hints=(
        "For a small step, what is the time of the GPU? Its rate is so high that it "
        "waits for launches.",
        "That time is launches * launch_time.",
        "How many operations does the CPU do in that time, at cpu_rate operations per "
        "second?",
    ),
    mistakes=(
        Mistake("the GPU's rate instead of the CPU's", "cpu_rate -> gpu_rate",
            "That is where the GPU stops waiting for launches. For the crossover, "
            "ask: how much does the CPU get done in the time of the launches?"),
        Mistake("only one launch is counted", "launches * -> ",
            "Every product and every elementwise operation of the step is a launch of"
            " its own."),
        Mistake("launching and computing are added up",
            "* cpu_rate -> / (1 / cpu_rate - 1 / gpu_rate)",
            "While the GPU computes, Python already launches the next kernel. The two"
            " go on at once, and the longer one is the time of the step."),
        Mistake("it divides by the rate", "* cpu_rate -> / cpu_rate",
            "A rate is operations per second. Seconds times a rate gives operations."),
        Mistake("the difference of the two rates", "cpu_rate -> (gpu_rate - cpu_rate)",
            "Below the crossover the GPU's rate plays no role: it is waiting for "
            "launches."),
    ),
)
def crossover(launches, launch_time, cpu_rate, gpu_rate):
    """Return the operations for which CPU and GPU take equally long."""
    return launches * launch_time * cpu_rate


# Predictions -----------------------------------------------------------------

prediction(
    "8.a",
    "A CPU and a GPU add the same 784 float32 numbers, in different orders. How well "
    "do the two sums agree?",
    ("to the last digit", "to about six digits", "to two or three digits"),
    answer="b",
    because={
        "a": "For exact numbers the order makes no difference. But each addition is "
        "rounded, and another order rounds other sums.",
        "b": "Each addition is rounded in the seventh digit, and most of these errors "
        "cancel.",
        "c": "784 errors could add up to that if all had the same sign. But they are "
        "of both signs.",
    },
)

prediction(
    "8.b",
    "Four calls: 1 ms to launch each, 3 ms of work on the GPU for each. The clock is "
    "read when the last call returns. What does it say?",
    ("4 ms", "12 ms", "13 ms", "16 ms"),
    answer="a",
    because={
        "a": "A call returns when it is launched. Four launches are 4 ms, and the GPU "
        "is still at work.",
        "b": "That is the work of the GPU. But nobody has waited for it.",
        "c": "That is when the GPU is done: 1 ms for the first launch, then 12 ms of "
        "work. The clock was read earlier.",
        "d": "That would be so if each call waited for its work, as NumPy does.",
    },
)

prediction(
    "8.c",
    "With a batch of 16 instead of 256: at which width of the layers does the GPU "
    "begin to win?",
    ("at a smaller width", "at a larger width", "at the same width"),
    answer="b",
    because={
        "a": "Each step is shorter, so this tempts. But the launches take as long as "
        "before, and now they do less work.",
        "b": "The GPU wins from a certain number of operations on. With fewer "
        "examples, wider layers are needed to reach it.",
        "c": "The launches are indeed the same. But the work of a step is 16 times "
        "smaller.",
    },
)

prediction(
    "8.d",
    "The digits: 64-32-10, batches of 32, 0.3 million operations in a step. Which is "
    "faster?",
    ("the CPU", "both are equal", "the GPU"),
    answer="a",
    because={
        "a": "The launches of a step take the GPU longer than the whole step takes the "
        "CPU.",
        "b": "That would be so at the crossover. It lies at many more operations.",
        "c": "A GPU is made for networks, so this tempts. But here it waits for its "
        "launches.",
    },
)
