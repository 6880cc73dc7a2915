import io
import os
import pathlib
import re
import tarfile
import zipfile
from pathlib import Path

trace = pathlib.Path(__file__).with_name("path-traversal-upload-filename.md").read_text()
names: dict = {}
for code in re.findall(r"```python\n(.*?)```", trace, re.S):
    exec(code, names)
base = Path.cwd()
uploads, other = base / "uploads", base / "uploads-old"
uploads.mkdir(), other.mkdir(), (base / "secret").write_text("s")

# the symptom: a joined name leaves the folder; the usual filters let it through
assert open(os.path.join(uploads, "../secret")).read() == "s"
assert "....//".replace("../", "") == "../"
assert str((uploads / "../uploads-old/x").resolve()).startswith(str(uploads))
evil = tarfile.open("evil.tar", "w")
info = tarfile.TarInfo("../written")
info.size = 1
evil.addfile(info, io.BytesIO(b"x"))
evil.close()
with tarfile.open("evil.tar") as opened:
    opened.extractall(uploads, filter="fully_trusted")
assert (base / "written").exists(), "tar was expected to write outside"
(base / "written").unlink()


def refused(action, kind=Exception):
    try:
        action()
    except kind:
        return True
    return False


inside, Rejected = names["inside"], names["Rejected"]
(uploads / "link").symlink_to(base)
for name in ("../x", "/etc/passwd", "a/../../x", "....//....//x/../../../..", "link/secret", "../uploads-old/x", "", ".", "a\0b"):
    assert refused(lambda: inside(uploads, name), Rejected), name
assert inside(uploads, "2024/a.png") == uploads.resolve() / "2024" / "a.png"
stored = names["path_for_upload"]("../../app/x.PNG", uploads)
assert stored.parent == uploads and re.fullmatch(r"[0-9a-f]{32}\.png", stored.name)
assert refused(lambda: names["path_for_upload"]("x.py", uploads), Rejected)

assert refused(lambda: names["extract_tar"](base / "evil.tar", uploads), tarfile.TarError)
assert not (base / "written").exists()
with tarfile.open("good.tar.gz", "w:gz") as good:
    info = tarfile.TarInfo("t.txt")
    info.size = 1000
    good.addfile(info, io.BytesIO(b"x" * 1000))
assert refused(lambda: names["extract_tar"](base / "good.tar.gz", uploads, 999), ValueError)
assert not (uploads / "t.txt").exists()
names["extract_tar"](base / "good.tar.gz", uploads)
assert (uploads / "t.txt").exists()
with zipfile.ZipFile("evil.zip", "w") as z:
    z.writestr("../written", "x")
with zipfile.ZipFile("good.zip", "w") as z:
    z.writestr("a/b.txt", "x" * 1000)
assert refused(lambda: names["extract_zip"](base / "evil.zip", uploads), ValueError)
assert refused(lambda: names["extract_zip"](base / "good.zip", uploads, 999), ValueError)
names["extract_zip"](base / "good.zip", uploads)
assert (uploads / "a/b.txt").exists() and not (base / "written").exists()
