"""Files written whole or not at all: failures leave what stood there, and say which path and what to do."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.whole_file import write_whole

OLD = b"what stood there"


def refused(path: Path) -> OSError:
    """Return the error of a file that cannot be written; nothing but it is left behind."""
    folder = path.parent
    before = sorted(folder.iterdir()) if folder.is_dir() else []
    with pytest.raises(OSError, match=r".") as caught:
        write_whole(path, b"new")
    assert (sorted(folder.iterdir()) if folder.is_dir() else []) == before
    assert caught.value.filename == str(path)
    assert caught.value.__notes__
    return caught.value


@given(content=st.binary(max_size=100))
def test_file_holds_what_was_written(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every byte, line ends too, in a new file and in place of an old one; nothing else is left in the folder."""
    path = tmp_path_factory.mktemp("files") / "plan.csv"
    for _ in range(2):
        write_whole(path, content)
        assert path.read_bytes() == content
    assert [one.name for one in path.parent.iterdir()] == ["plan.csv"]


def test_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """The path that was asked for, not that of a part of it, and what to do."""
    error = refused(tmp_path / "absent" / "plan.csv")
    assert isinstance(error, FileNotFoundError)
    assert error.__notes__ == ["Make the folder first, or name one that is there."]


def test_folder_in_the_files_place_is_told(tmp_path: Path) -> None:
    """A folder is no file, and stays."""
    (tmp_path / "plan").mkdir()
    assert isinstance(refused(tmp_path / "plan"), IsADirectoryError)


def test_read_only_file_is_left_alone(tmp_path: Path) -> None:
    """Without any permission to write, not even its owner replaces it."""
    path = tmp_path / "plan.csv"
    path.write_bytes(OLD)
    path.chmod(0o444)
    assert isinstance(refused(path), PermissionError)
    assert path.read_bytes() == OLD


def test_file_that_a_program_holds_open_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system lets nobody replace an open file, as Windows does for a workbook in Excel, the old one stays."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(OLD)

    def held(*_: object) -> None:
        raise PermissionError(errno.EACCES, "held by another process", "part", None, "plan.xlsx")

    monkeypatch.setattr(Path, "replace", held)
    error = refused(path)
    assert "close the programs" in error.__notes__[0]
    assert path.read_bytes() == OLD


def test_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The content reaches the disk only when it is flushed: where it finds no room, the old file stays."""
    path = tmp_path / "plan.csv"
    path.write_bytes(OLD)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert "Make room" in refused(path).__notes__[0]
    assert path.read_bytes() == OLD


def in_child(code: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own, with the path to write."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), path],
        capture_output=True,
        text=True,
        check=False,
    )


def test_killed_writer_leaves_the_old_file(tmp_path: Path) -> None:
    """A process that is killed when half of the content is written: the old file is whole."""
    path = tmp_path / "plan.csv"
    path.write_bytes(OLD)
    done = in_child(
        """
        import os, signal, sys
        from routing.whole_file import write_whole
        os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
        write_whole(sys.argv[1], b"new" * 1000)
        """,
        path,
    )
    assert done.returncode == -9
    assert path.read_bytes() == OLD


def test_limit_of_the_system_leaves_the_old_file(tmp_path: Path) -> None:
    """The system stops the writing after 1,000 bytes: an error with the path, the old file, and nothing beside it."""
    path = tmp_path / "plan.csv"
    path.write_bytes(OLD)
    done = in_child(
        """
        import resource, sys
        from routing.whole_file import write_whole
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            write_whole(sys.argv[1], b"new" * 1000)
        except OSError as error:
            print(error.filename, error.__notes__)
        """,
        path,
    )
    assert done.stdout.startswith(f"{path} ['Name a place"), done.stderr
    assert path.read_bytes() == OLD
    assert [one.name for one in tmp_path.iterdir()] == ["plan.csv"]


def test_link_stays_a_link(tmp_path: Path) -> None:
    """What a link leads to is written; the link goes on leading there."""
    (tmp_path / "shared").mkdir()
    path, target = tmp_path / "plan.csv", tmp_path / "shared" / "plan.csv"
    target.write_bytes(OLD)
    path.symlink_to(target)
    write_whole(path, b"new")
    assert path.is_symlink()
    assert target.read_bytes() == b"new"


def test_permissions_stay(tmp_path: Path) -> None:
    """A file that only its owner may read is so after it is written anew (R24)."""
    path = tmp_path / "plan.csv"
    path.write_bytes(OLD)
    path.chmod(0o600)
    write_whole(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_device_is_written_to(tmp_path: Path) -> None:
    """What is no file is not replaced by one: here the device that swallows everything."""
    write_whole(os.devnull, b"new")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)  # noqa: PTH116 - the device, not a path of ours
    assert list(tmp_path.iterdir()) == []
