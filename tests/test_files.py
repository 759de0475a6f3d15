"""Whole files and folders: there, or as they were before, and nothing left beside them."""

import os
from contextlib import suppress
from pathlib import Path

import pytest

from wangcheng_spider.files import fill_aside, write_aside, write_whole


class Interrupted(BaseException):
    """As Ctrl-C is: no Exception."""


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"run.json": b"two"}
    assert path.stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_what_breaks_off_leaves_the_file_of_before(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(b"before")
    with suppress(Interrupted), write_aside(path) as aside:
        aside.write_bytes(b"half")
        assert path.read_bytes() == b"before"
        raise Interrupted
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {path.name: b"before"}


def test_where_nothing_can_be_written_that_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), write_aside(tmp_path / "no" / "such" / "file"):
        pytest.fail("it began")


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "case"
    with suppress(Interrupted), fill_aside(folder) as aside:
        (aside / "page.html").write_bytes(b"half")
        raise Interrupted
    assert list((tmp_path / "deep").iterdir()) == []
    with fill_aside(folder) as aside:
        (aside / "page.html").write_bytes(b"whole")
        assert not folder.exists()
    assert [one.name for one in (tmp_path / "deep").iterdir()] == ["case"]
    with pytest.raises(OSError, match="case"), fill_aside(folder) as aside:
        (aside / "page.html").write_bytes(b"another")
    assert (folder / "page.html").read_bytes() == b"whole"
