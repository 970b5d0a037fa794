"""What of this process an answer could change, and must not."""

import decimal
import gc
import logging
import os
import random
import signal
import sys
import warnings

import matplotlib
import numpy as np

from workshop_lib import chain


def umask():
    """Return the file mode mask."""
    os.umask(mask := os.umask(0))
    return mask


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
        "garbage": (gc.isenabled(), gc.get_threshold()),
        "umask": umask(),
        "switch interval": sys.getswitchinterval(),
        "decimal": repr(decimal.getcontext()),
        "logging": [
            (one.handlers[:], one.level, one.propagate)
            for one in (logging.root, logging.getLogger("tests"))
        ],
        "logging disabled": logging.root.manager.disable,
        "handlers": [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGALRM)],
        "timer": signal.getitimer(signal.ITIMER_REAL),
        "functions": (len, abs, repr, input, os._exit, np.allclose, np.asarray),
        "chain": dict(vars(chain)),
        "matplotlib": dict(dict.items(matplotlib.rcParams)),
    }
