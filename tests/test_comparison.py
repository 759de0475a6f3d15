"""``wangcheng diff-extract``: counts by field and kind, examples at the first difference."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from wangcheng_spider.cli import main
from wangcheng_spider.comparison import Example, compare_lines, shorten
from wangcheng_spider.items import Article
from wangcheng_spider.lines import encode_line

Make = Callable[..., Article]


def write(path: Path, articles: list[Article]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(map(encode_line, articles)))
    return path


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["diff-extract", *map(str, arguments)])
    return done.exit_code, done.output


# (value before, value after, emptied, filled, changed)
KINDS = [
    ("source", "望城融媒", None, (1, 0, 0)),
    ("source", None, "望城融媒", (0, 1, 0)),
    ("source", "望城融媒", "新湘日报", (0, 0, 1)),
    ("authors", ["方圆"], [], (1, 0, 0)),
    ("authors", ["方圆"], ["方圆", "陈小满"], (0, 0, 1)),
    ("article_html", "", None, None),
    ("fetched_at", "2026-01-02T03:04:05Z", "2026-02-02T03:04:05Z", None),
]


@pytest.mark.parametrize(("name", "before", "after", "counts"), KINDS)
def test_each_kind_of_change_is_counted(
    tmp_path: Path, make_article: Make, name: str, before: Any, after: Any, counts: Any
) -> None:
    old = write(tmp_path / "old.jsonl", [make_article(1, **{name: before}), make_article(2)])
    new = write(tmp_path / "new.jsonl", [make_article(2), make_article(1, **{name: after})])
    found = compare_lines(old, new)
    if counts is None:
        assert (found.same, found.differing, found.fields) == (2, 0, {})
        return
    changes = found.fields[name]
    assert (changes.emptied, changes.filled, changes.changed) == counts
    assert (found.same, found.differing, list(found.fields)) == (1, 1, [name])


def test_examples_show_the_first_difference_and_are_few(tmp_path: Path, make_article: Make) -> None:
    long = "同" * 100
    before = [make_article(n, article_body=f"{long}旧{n}\n\n尾") for n in range(1, 6)]
    after = [make_article(n, article_body=f"{long}新{n}\n\n尾") for n in range(1, 6)]
    found = compare_lines(write(tmp_path / "a", before), write(tmp_path / "b", after), examples=2)
    changes = found.fields["article_body"]
    assert changes.changed == 5
    url = "https://www.wcxww.com/content/646754/50/{}.html"
    same = "…" + "同" * 12
    assert changes.examples == [
        Example(url.format(1), "changed", f"{same}旧1⏎⏎尾", f"{same}新1⏎⏎尾"),
        Example(url.format(2), "changed", f"{same}旧2⏎⏎尾", f"{same}新2⏎⏎尾"),
    ]


def test_a_long_value_is_cut(make_article: Make) -> None:
    old, new = shorten("甲" * 500, "")
    assert (len(old), old[-1], new) == (61, "…", "")


def test_articles_on_one_side_alone_are_named(tmp_path: Path, make_article: Make) -> None:
    old = write(tmp_path / "old.jsonl", [make_article(n) for n in (1, 2)])
    new = write(tmp_path / "new.jsonl", [make_article(n) for n in (2, 3, 4)])
    code, text = run(old, new)
    assert code == 0
    assert "1 article in both: 1 the same, 0 differ; 1 only in OLD, 2 only in NEW" in text
    assert "only in OLD: https://www.wcxww.com/content/646754/50/1.html" in text
    assert "only in NEW: https://www.wcxww.com/content/646754/50/4.html" in text


def test_data_dirs_are_compared_by_each_article_s_newest_line(
    tmp_path: Path, make_article: Make
) -> None:
    write(tmp_path / "old/articles/wcxww-20260101T000000Z-00001.jsonl", [make_article(1)])
    newer = make_article(1, revision=2, change="edited", source="甲")
    write(tmp_path / "old/articles/wcxww-20260102T000000Z-00001.jsonl", [newer])
    part = write(tmp_path / "new/x.jsonl.part", [newer])
    part.write_bytes(part.read_bytes() + b'{"torn')
    found = compare_lines(tmp_path / "old", tmp_path / "new")
    assert (found.same, found.differing) == (1, 0)


def test_json_holds_the_same(tmp_path: Path, make_article: Make) -> None:
    old = write(tmp_path / "old.jsonl", [make_article(1, source="甲")])
    new = write(tmp_path / "new.jsonl", [make_article(1, source="乙")])
    code, text = run(old, new, "--json")
    table = json.loads(text)
    assert (code, table["differing"]) == (0, 1)
    assert table["fields"]["source"]["examples"][0]["new"] == "乙"


def test_what_is_no_line_is_named(tmp_path: Path, make_article: Make) -> None:
    good = write(tmp_path / "good.jsonl", [make_article(1)])
    bad = tmp_path / "bad.jsonl"
    for text in ("{}\n", "[1]\n", "no json\n", '{"content_id": "1"'):
        bad.write_bytes(good.read_bytes() + text.encode())
        code, said = run(good, bad)
        assert (code, "bad.jsonl:2" in said) == (2, True), text
    (tmp_path / "empty").mkdir()
    assert run(good, tmp_path / "empty")[0] == 2
    assert run(good, tmp_path / "missing")[0] == 2
