"""Bring the newest workshop into this clone; what you changed stays (make update)."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from workshop_lib.update import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(ROOT))
