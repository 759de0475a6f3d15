"""Lines of a segment are known for what they are, wherever a loss before them has moved them."""

import sqlite3
from pathlib import Path
from zlib import crc32

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from articles import make_sound
from wangcheng_spider.alignment import Sum, align
from wangcheng_spider.cli import main
from wangcheng_spider.exporters import SegmentWriter
from wangcheng_spider.lines import encode_line
from wangcheng_spider.storage.sqlite import SqliteStore

S = "wcxww"
LINES = 12


def sums(text: str) -> list[Sum]:
    """A line for each word."""
    return [Sum(len(word), crc32(word.encode())) for word in text.split()]


# (written, there now, line → record that it is, line → record it replaces, foreign, missing)
ALIGNED = [
    ("a b c", "a b c", {0: 0, 1: 1, 2: 2}, {}, set(), []),
    ("a b c", "a c", {0: 0, 1: 2}, {}, set(), [1]),
    ("a b c d", "b X d", {0: 1, 2: 3}, {1: 2}, set(), [0]),
    ("a b c", "c b a", {0: 2, 1: 1, 2: 0}, {}, set(), []),
    ("a b c", "a b b c", {0: 0, 1: 1, 3: 2}, {}, set(), []),
    ("a b c", "a X b c", {0: 0, 2: 1, 3: 2}, {}, {1}, []),
    ("a bb c d", "a X d", {0: 0, 2: 3}, {1: 2}, set(), [1]),
    ("a b c", "X Y Z W", {}, {0: 0, 1: 1, 2: 2}, {3}, []),
    ("a b c", "", {}, {}, set(), [0, 1, 2]),
    ("a b c", "XX c", {1: 2}, {0: 0}, set(), [1]),
]  # fmt: skip


@pytest.mark.parametrize(("written", "there", "sound", "altered", "foreign", "missing"), ALIGNED)
def test_lines_are_matched_like_a_diff(
    written: str,
    there: str,
    sound: dict[int, int],
    altered: dict[int, int],
    foreign: set[int],
    missing: list[int],
) -> None:
    found = align(sums(there), sums(written))
    assert (found.sound, found.altered) == (sound, altered)
    assert (found.foreign, found.missing) == (foreign, missing)


WORDS = st.lists(st.sampled_from("a b c dd ee fff g h".split()), max_size=12)


@given(written=st.permutations("a b c dd ee fff".split()), there=WORDS)
def test_a_written_line_is_never_held_for_altered(written: list[str], there: list[str]) -> None:
    """Whatever was cut, moved, doubled or put in; and no record is counted twice."""
    found = align(sums(" ".join(there)), sums(" ".join(written)))
    for line, record in found.sound.items():
        assert there[line] == written[record]
    for line in [*found.altered, *found.foreign]:
        assert there[line] not in written
    assert {there[line] for line in found.sound} == set(there) & set(written)
    accounted = [*found.sound.values(), *found.altered.values(), *found.missing]
    assert sorted(accounted) == list(range(len(written)))


def test_lines_that_miss_each_other_are_named_together() -> None:
    found = align(sums("c f"), sums("a b c d e f g"))
    assert list(found.missing_runs()) == [(0, 1), (3, 4), (6, 6)]


def test_a_hundred_thousand_lines_are_no_square() -> None:
    """As a square this would take hours: the test would hang."""
    written = [Sum(5, number) for number in range(100_000)]
    there = [Sum(5, -number) for number in range(1, 100_000)]
    assert align(there, written).missing == [99_999]
    assert len(align(written[::-1], written).sound) == 100_000


@pytest.fixture
def segment(tmp_path: Path) -> Path:
    """A sealed segment of articles 1 to 12, line by line."""
    folder = tmp_path / "data" / "articles"
    folder.mkdir(parents=True)
    store = SqliteStore(tmp_path / "data" / "store.sqlite3")
    writer = SegmentWriter(folder, S, store)
    for number in range(1, LINES + 1):
        writer.stage_article(make_sound(number))
    writer.close()
    store.close()
    return next(folder.iterdir())


def verify(segment: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["verify", "-d", str(segment.parent.parent), *options])


def test_behind_a_missing_line_the_altered_one_is_named_and_moved(segment: Path) -> None:
    lines = segment.read_bytes().splitlines(keepends=True)
    altered = lines[8].replace("通知".encode(), "通告".encode())
    assert altered != lines[8]
    segment.write_bytes(b"".join([*lines[:2], *lines[3:8], altered, *lines[9:]]))
    done = verify(segment)
    assert done.exit_code == 5
    named = done.output.splitlines()
    at = len(b"".join(lines[:2]))
    assert named[0].startswith(f"{segment}: torn: "), "its size"
    assert named[1] == f"{segment}:8: altered: its bytes are not those that were written"
    assert named[2] == f"{segment}: missing: a line that was at byte {at} (line 3 as written)"
    assert named[3] == f"{segment}: shifted: 8 sound lines not at the byte of writing"
    assert len(named) == 5, "no article is named a second time as apart"
    assert "10 sound lines in 1 segment," in named[4]
    mended = verify(segment, "--repair")
    assert mended.exit_code == 0, mended.output
    assert segment.read_bytes() == b"".join([*lines[:2], *lines[3:8], *lines[9:]])
    (aside,) = (segment.parent / "damaged").glob("*.jsonl.damaged")
    assert aside.read_bytes() == altered
    store = SqliteStore(segment.parent.parent / "store.sqlite3")
    assert [one.content_id for one in store.take(S, 0, 0, 99)] == ["3", "9"]
    store.close()


def test_a_line_never_written_here_is_foreign(segment: Path) -> None:
    lines = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(b"".join([lines[0], encode_line(make_sound(99)), *lines[1:]]))
    assert f"{segment}:2: foreign: it is none of the lines" in verify(segment).output
    assert verify(segment, "--repair").exit_code == 0
    assert segment.read_bytes() == b"".join(lines)


def test_a_line_that_is_there_twice_is_repeated(segment: Path) -> None:
    lines = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(b"".join([*lines[:5], lines[1], *lines[5:]]))
    done = verify(segment)
    assert f"{segment}:6: repeated: revision 1 of" in done.output
    assert "missing" not in done.output
    assert verify(segment, "--repair").exit_code == 0
    assert segment.read_bytes() == b"".join(lines)


def test_lines_of_before_the_checksums_pass(segment: Path) -> None:
    with sqlite3.connect(segment.parent.parent / "store.sqlite3") as db:
        db.execute("DELETE FROM line_sum WHERE offset < 3000")
        (left,) = db.execute("SELECT count(*) FROM line_sum").fetchone()
    db.close()
    assert 0 < left < LINES
    assert verify(segment).exit_code == 0
