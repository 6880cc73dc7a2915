"""File operations that leave nothing half done."""

import io
import tarfile
import zipfile

import pytest

from scripts.stack.archives import unpack
from scripts.stack.files import make_directory, write_atomically
from scripts.stack.logs import tail
from scripts.stack.programs import source_revision


def test_a_file_is_replaced_with_the_mode_that_was_asked_for(tmp_path):
    path = tmp_path / "new/file"
    write_atomically(path, "one", mode=0o600)
    write_atomically(path, "two", mode=0o600)
    assert path.read_text() == "two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["file"]


def test_a_directory_that_could_not_be_filled_does_not_appear(tmp_path):
    def fill(target):
        (target / "half").write_text("x")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        make_directory(tmp_path / "made", fill)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_directory_is_not_filled_again(tmp_path):
    make_directory(tmp_path / "made", lambda target: (target / "one").touch())
    make_directory(tmp_path / "made", lambda target: (target / "two").touch())
    assert [each.name for each in (tmp_path / "made").iterdir()] == ["one"]


def _zip(path):
    with zipfile.ZipFile(path, "w") as archive:
        for name, mode in (("top/bin/tool", 0o755), ("top/readme", 0o644)):
            member = zipfile.ZipInfo(name)
            member.external_attr = mode << 16
            archive.writestr(member, "content")


def _tar(path):
    with tarfile.open(path, "w:gz") as archive:
        for name, mode in (("top/bin/tool", 0o755), ("top/readme", 0o644)):
            member = tarfile.TarInfo(name)
            member.mode, member.size = mode, 7
            archive.addfile(member, io.BytesIO(b"content"))


@pytest.mark.parametrize(("name", "pack"), [("a.zip", _zip), ("a.tar.gz", _tar)])
def test_an_archive_is_unpacked_without_its_top_directory_and_stays_executable(tmp_path, name, pack):
    pack(tmp_path / name)
    target = tmp_path / "target"
    target.mkdir()
    unpack(tmp_path / name, target)
    assert sorted(path.name for path in target.iterdir()) == ["bin", "readme"]
    assert (target / "bin/tool").stat().st_mode & 0o111
    assert not (target / "readme").stat().st_mode & 0o111


def test_the_tail_of_a_log(tmp_path):
    log = tmp_path / "log"
    assert tail(log) == ""
    log.write_text("".join(f"line {number}\n" for number in range(20_000)))
    assert tail(log, 2) == "line 19998\nline 19999"


def test_a_change_of_code_is_noticed_and_bytecode_is_not(tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app/a.py").write_text("x = 1\n")
    sources = ("app", "wsgi.py")
    before = source_revision(tmp_path, sources)
    (tmp_path / "app/a.pyc").write_text("")
    assert source_revision(tmp_path, sources) == before
    (tmp_path / "app/a.py").write_text("x = 12\n")
    assert source_revision(tmp_path, sources) != before
