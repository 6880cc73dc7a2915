# Three hand-made packages: the conflict with its message, the resolution after loosening, and pip check.
import subprocess
import sys
import zipfile


def wheel(name, version, requires=""):
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(f"{name}-{version}-py3-none-any.whl", "w") as z:
        z.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{requires}")
        z.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        z.writestr(f"{info}/RECORD", "")


wheel("cttlibc", "1.0")
wheel("cttlibc", "2.0")
wheel("cttliba", "1.0", "Requires-Dist: cttlibc<2\n")
wheel("cttlibb", "1.0", "Requires-Dist: cttlibc>=2\n")
wheel("cttlibb", "0.9", "Requires-Dist: cttlibc>=1\n")


def pip(*args):
    cmd = [sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check", *args]
    done = subprocess.run(cmd, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


LOCAL = ["install", "--no-index", "--find-links", ".", "--target", "t"]
code, out = pip(*LOCAL, "--dry-run", "cttliba", "cttlibb==1.0")
assert code == 1, out
for line in [
    "ERROR: Cannot install cttliba==1.0 and cttlibb==1.0 because these package versions have conflicting dependencies.",
    "    cttliba 1.0 depends on cttlibc<2",
    "    cttlibb 1.0 depends on cttlibc>=2",
    "ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/en/latest/topics/dependency-resolution/"
    "#dealing-with-dependency-conflicts",
]:
    assert line in out, f"missing {line!r} in {out}"
code, out = pip(*LOCAL, "--dry-run", "cttliba", "cttlibc==2.0")
assert code == 1 and "The user requested cttlibc==2.0" in out, out
code, out = pip(*LOCAL, "--dry-run", "cttliba", "cttlibb")
assert code == 0 and "Would install cttliba-1.0 cttlibb-0.9 cttlibc-1.0" in out, out
