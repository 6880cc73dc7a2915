import os
import platform
import shutil
import struct
import subprocess
import sys
from pathlib import Path


def outcome(path):
    try:
        done = subprocess.run([f"./{path}"], capture_output=True, text=True)
        return done.returncode, done.stdout.strip()
    except OSError as error:
        return error.errno, error.strerror


# A binary for another CPU: the machine field of the ELF header (offset 18) is changed.
shutil.copy(shutil.which("true"), "app")
own = Path("app").read_bytes()
if own[:4] != b"\x7fELF":
    sys.exit("true is no ELF file here")
other = 0xB7 if platform.machine() == "x86_64" else 0x3E
registered = Path("/proc/sys/fs/binfmt_misc")
if registered.exists() and any(entry.name.startswith("qemu-") for entry in registered.iterdir()):
    other = 0xFEBA  # an emulator would take the usual ones
Path("app").write_bytes(own[:18] + struct.pack("<H", other) + own[20:])
if outcome("app") != (8, "Exec format error"):
    sys.exit(f"foreign binary: {outcome('app')}")
Path("app").write_bytes(own)
if outcome("app")[0] != 0:
    sys.exit(f"own binary: {outcome('app')}")

# A script without a first line: exec refuses, a shell runs it.
script = Path("entrypoint.sh")
for start in ("", "\n#!/bin/sh\n", "\ufeff#!/bin/sh\n"):
    script.write_text(f"{start}echo started\n", encoding="utf-8")
    os.chmod(script, 0o755)
    if outcome("entrypoint.sh") != (8, "Exec format error"):
        sys.exit(f"script beginning with {start!r}: {outcome('entrypoint.sh')}")
    if start != "\ufeff#!/bin/sh\n":
        shell = subprocess.run(["bash", "-c", "./entrypoint.sh"], capture_output=True, text=True)
        if shell.stdout != "started\n":
            sys.exit(f"a shell does not run it: {shell}")
script.write_text("#!/bin/sh\necho started\n")
shown = subprocess.run("head -c 20 entrypoint.sh | od -c | head -2", shell=True, capture_output=True, text=True).stdout
if "#   !" not in shown:
    sys.exit(f"od shows {shown}")
if outcome("entrypoint.sh") != (0, "started"):
    sys.exit(f"with #!: {outcome('entrypoint.sh')}")
