"""``wangcheng failed`` and ``diff`` answer for whatever site a DATA_DIR holds, or the one named."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from articles import make_line
from wangcheng_spider.cli import main
from wangcheng_spider.lines import encode_line
from wangcheng_spider.storage import Batch, Found
from wangcheng_spider.storage.sqlite import SqliteStore


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Lines and failures of ``demo``, which no bundled profile describes, and of ``wcxww``."""
    store = SqliteStore(tmp_path / "store.sqlite3")
    for site, tries in (("demo", 1), ("wcxww", 2), ("sample", 0)):
        store.add_found(site, [Found(f"http://{site}.example/1.html", "1", 0)])
        for _ in range(tries):
            seq = store.take(site, 0, 0, 1)[0].seq
            store.commit(site, Batch(failed=[(seq, "timeout", 0)]))
    store.close()
    (tmp_path / "articles").mkdir()
    for site, number, body in (
        *(("demo", 1, "旧"), ("demo", 1, "新"), ("demo", 2, "甲"), ("demo", 7, "丁")),
        *(("wcxww", 2, "乙"), ("wcxww", 3, "丙")),
    ):
        path = tmp_path / "articles" / f"{site}-20260102T030400Z-00001.jsonl"
        revision = 2 if body == "新" else 1
        line = make_line(number, site=site, article_body=body, revision=revision)
        if number == 7:
            line.url = "http://demo.example/7.html"
        with path.open("ab") as file:
            file.write(encode_line(line))
            file.write(b'{"content_id":"%d","cut off\n' % number)
    return tmp_path


def call(data_dir: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "-d", str(data_dir)])


def test_failures_of_all_sites_are_listed(data_dir: Path) -> None:
    rows = [line.split("\t") for line in call(data_dir, "failed").stdout.splitlines()]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("timeout", "1 try", "http://demo.example/1.html"),
        ("timeout", "2 tries", "http://wcxww.example/1.html"),
    ]
    one = call(data_dir, "failed", "--site", "wcxww")
    assert one.stdout.count("\n") == 1
    assert "wcxww.example" in one.stdout


def test_no_failure_is_said(data_dir: Path) -> None:
    none = call(data_dir, "failed", "--site", "sample")
    assert (none.exit_code, none.stdout) == (0, "")
    assert none.stderr.startswith("no failed addresses")


# (arguments, exit code, what is said, why)
LOOKUPS = [
    (["1"], 0, "- 旧\n+ 新\n", "an id needs no profile"),
    (["3"], 0, "revision 1: new", "of the other site"),
    (["2"], 2, "2 is an article of demo and of wcxww", "of both"),
    (["2", "--site", "wcxww"], 0, "revision 1: new", "one of them"),
    (["1", "--site", "wcxww"], 3, "no line of article 1", "not of that one"),
    (["4"], 3, "no line of article 4", "of none"),
    (["https://www.wcxww.com/content/646754/50/3.html"], 0, "revision 1: new", "an address"),
    (["http://demo.example/7.html"], 0, "revision 1: new", "one that a line bears"),
    (["http://demo.example/1.html"], 2, "a content id needs none", "of no bundled profile"),
]


@pytest.mark.parametrize(("words", "exit_code", "said", "why"), LOOKUPS)
def test_an_article_is_found_wherever_it_is(
    data_dir: Path, words: list[str], exit_code: int, said: str, why: str
) -> None:
    result = call(data_dir, "diff", *words)
    assert (result.exit_code, said in result.output) == (exit_code, True), why
