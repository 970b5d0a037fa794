"""A small workshop and small wheels, made on the spot for tests that really install."""

import hashlib
import shutil
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def bare_workshop(folder):
    """Put what `make` needs into a folder: no lock is there yet."""
    shutil.copy(ROOT / "Makefile", folder)
    for part in ("tools", "workshop_lib/preflight"):
        shutil.copytree(ROOT / part, folder / part)


def wheel(folder, name, **modules):
    """Put a wheel of these modules, {name: text}, into a folder; return the line that
    a lock has for it.
    """
    file = folder / f"{name.replace('-', '_')}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as z:
        for module, text in modules.items():
            z.writestr(f"{module}.py", text)
        info = f"{name.replace('-', '_')}-1.0.dist-info"
        z.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
        )
        z.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        # What a later uninstall takes away.
        files = [f"{m}.py" for m in modules] + [
            f"{info}/{f}" for f in ("METADATA", "WHEEL", "RECORD")
        ]
        z.writestr(f"{info}/RECORD", "".join(f"{f},,\n" for f in files))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return f"{name}==1.0 --hash=sha256:{digest}\n"
