"""What of this process an answer could change, and must not."""

import gc
import os
import random
import signal
import sys
import warnings

import matplotlib
import numpy as np

from workshop_lib import chain


def state():
    """Return everything that an answer must not change."""
    return {
        "random": random.getstate(),
        "numpy random": repr(np.random.get_state()),
        "numpy errors": np.geterr(),
        "numpy prints": np.get_printoptions(),
        "filters": list(warnings.filters),
        "folder": os.getcwd(),
        "environment": dict(os.environ),
        "import path": list(sys.path),
        "streams": (sys.stdout, sys.stderr, sys.stdin, sys.__stdout__, sys.__stderr__),
        "hooks": (sys.displayhook, sys.excepthook, sys.unraisablehook),
        "trace": (sys.gettrace(), sys.getprofile()),
        "depth": sys.getrecursionlimit(),
        "garbage": gc.isenabled(),
        "handlers": [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGALRM)],
        "timer": signal.getitimer(signal.ITIMER_REAL),
        "functions": (len, abs, repr, input, os._exit, np.allclose, np.asarray),
        "chain": dict(vars(chain)),
        "matplotlib": dict(dict.items(matplotlib.rcParams)),
    }
