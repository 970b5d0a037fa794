"""Look at this machine, print what was found, and exit with its status."""

import sys

from workshop_lib.preflight import main

if __name__ == "__main__":
    sys.exit(main())
