"""An article's revisions, out of whatever lies beside the lines."""

from pathlib import Path

from articles import make_line
from wangcheng_spider.lines import encode_line
from wangcheng_spider.revisions import find_revisions

FIRST, SECOND = make_line(7), make_line(7, revision=2, change="edited")


def test_damaged_and_foreign_lines_are_passed_over(tmp_path: Path) -> None:
    whole = encode_line(FIRST)
    sealed = tmp_path / "wcxww-20260101T000000Z-00001.jsonl"
    sealed.write_bytes(whole.replace(b'"editors":[],', b"") + whole + encode_line(make_line(8)))
    part = tmp_path / "wcxww-20260102T000000Z-00001.jsonl.part"
    part.write_bytes(encode_line(SECOND) + encode_line(make_line(7, revision=3))[:-1])
    # what a repair that was killed leaves, and another site's
    sealed.with_name(sealed.name + ".new").write_bytes(whole)
    (tmp_path / "other-20260101T000000Z-00001.jsonl").write_bytes(whole)
    assert find_revisions(tmp_path, "wcxww", "7") == [FIRST, SECOND]
