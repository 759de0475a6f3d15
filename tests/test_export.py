"""Exports, read back with the libraries that analysts use."""

import csv
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

from exporting import ids, run
from wangcheng_spider.export import COLUMNS, Wanted, export, find_segments
from wangcheng_spider.items import Article, Attachment, Credit, Image, Video
from wangcheng_spider.lines import encode_line

Make = Callable[..., Article]
Fill = Callable[..., Path]

ODD = "表情👨‍👩‍👧🎉，行分隔\u2028段分隔\u2029，引号\"'，反斜线\\，逗号,，制表\t，零宽\u200b"
FULL = {
    "date_published": "2025-03-01T00:30:00+08:00",
    "authors": ["李明", ODD],
    "credits": [Credit("摄影", "王芳")],
    "breadcrumbs": ["要闻", "区内"],
    "channel_id": "10101",
    "article_body": f"第一段。\n\n{ODD}",
    "images": [Image("https://i.example/1.jpg", "说明"), Image("https://i.example/2.jpg")],
    "videos": [Video("https://v.example/1.mp4")],
    "attachments": [Attachment("https://f.example/1.pdf", "附件")],
    "links": ["https://l.example/"],
    "restored": {"reading": 3, "comma": 2},
    "duplicate_of": "https://www.wcxww.com/content/1/1/9.html",
}


TYPES = {
    "revision": ("INTEGER", pl.Int32),
    "date_published": ("TIMESTAMP WITH TIME ZONE", pl.Datetime("us", "UTC")),
    "fetched_at": ("TIMESTAMP WITH TIME ZONE", pl.Datetime("us", "UTC")),
    **{
        name: ("VARCHAR[]", pl.List(pl.String))
        for name in "authors editors breadcrumbs links".split()
    },
    "credits": (
        'STRUCT("role" VARCHAR, "name" VARCHAR)[]',
        pl.List(pl.Struct({"role": pl.String, "name": pl.String})),
    ),
    "images": (
        "STRUCT(url VARCHAR, caption VARCHAR, alt VARCHAR, path VARCHAR)[]",
        pl.List(pl.Struct(dict.fromkeys(("url", "caption", "alt", "path"), pl.String))),
    ),
    "videos": (
        "STRUCT(url VARCHAR, poster VARCHAR)[]",
        pl.List(pl.Struct({"url": pl.String, "poster": pl.String})),
    ),
    "attachments": (
        'STRUCT(url VARCHAR, "name" VARCHAR, path VARCHAR)[]',
        pl.List(pl.Struct({"url": pl.String, "name": pl.String, "path": pl.String})),
    ),
    "restored": ("MAP(VARCHAR, INTEGER)", pl.Map(pl.String, pl.Int32)),
}
"""As DuckDB and polars name them; every other field is text."""


@pytest.mark.parametrize("kind", ["nulls only", "full", "both"])
def test_types_and_counts_are_the_same_everywhere(
    kind: str, fill: Fill, make_article: Make
) -> None:
    nulls, full = [make_article(n) for n in (1, 2)], [make_article(3, **FULL)]
    segments = {"nulls only": [nulls], "full": [full], "both": [nulls, full, nulls]}[kind]
    count = sum(map(len, segments))
    data_dir = fill(*segments)
    assert run(data_dir).exit_code == 0
    path = data_dir / "articles.parquet"

    described = duckdb.sql(f"DESCRIBE FROM '{path}'").fetchall()
    assert {name: kind for name, kind, *_ in described} == {
        name: TYPES.get(name, ("VARCHAR",))[0] for name in COLUMNS
    }
    by_polars = pl.read_parquet(path)
    assert dict(by_polars.schema) == {
        name: TYPES[name][1] if name in TYPES else pl.String() for name in COLUMNS
    }
    by_pandas = pd.read_parquet(path)
    assert by_pandas["revision"].dtype == "int32"
    for name in ("date_published", "fetched_at"):
        assert str(by_pandas[name].dtype) == "datetime64[us, UTC]"
    assert len(ids(path)) == by_polars.height == len(by_pandas) == count
    assert by_pandas["authors"].map(len).tolist() == by_polars["authors"].list.len().to_list()


def test_values_come_back_as_they_were(fill: Fill, make_article: Make) -> None:
    data_dir = fill([make_article(3, **FULL)])
    run(data_dir)
    path = data_dir / "articles.parquet"
    (row,) = pl.read_parquet(path).to_dicts()
    assert row["article_body"] == f"第一段。\n\n{ODD}"
    assert row["authors"] == ["李明", ODD]
    assert row["editors"] == []
    assert row["source"] is None
    nothing = dict.fromkeys(("caption", "alt", "path"))
    assert row["images"][1] == {"url": "https://i.example/2.jpg"} | nothing
    assert row["restored"] == {"reading": 3, "comma": 2}
    assert dict(pd.read_parquet(path)["restored"][0]) == {"reading": 3, "comma": 2}
    assert row["date_published"].isoformat() == "2025-02-28T16:30:00+00:00"
    shown = pd.read_parquet(path)["date_published"].dt.tz_convert("Asia/Shanghai")
    assert str(shown[0]) == "2025-03-01 00:30:00+08:00"
    day = f"SELECT (date_published AT TIME ZONE 'Asia/Shanghai')::date::varchar FROM '{path}'"
    assert duckdb.sql(day).fetchall() == [("2025-03-01",)]


def test_json_lines_are_the_lines(fill: Fill, make_article: Make) -> None:
    data_dir = fill([make_article(1), make_article(3, **FULL)], [make_article(2)])
    assert run(data_dir, "--format", "jsonl").exit_code == 0
    lines = b"".join(path.read_bytes() for path in find_segments(data_dir)[0])
    output = data_dir / "articles.jsonl"
    assert output.read_bytes() == lines
    assert len(pd.read_json(output, lines=True)) == pl.read_ndjson(output).height == 3


def test_csv_for_spreadsheets(fill: Fill, make_article: Make, tmp_path: Path) -> None:
    formulas = ["=1+2", "+1", "-1", "@A1", "\t=1", " =1", "＝1", "－1"]
    articles = [make_article(n, headline=text) for n, text in enumerate(formulas)]
    data_dir = fill([*articles, make_article(99, headline="望城=好", **FULL)])
    output = tmp_path / "out.csv"
    assert run(data_dir, "-o", output, "--bom").exit_code == 0
    assert output.read_bytes().startswith(b"\xef\xbb\xbfschema_version,url,")
    with output.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["headline"] for row in rows] == [f"'{text}" for text in formulas] + ["望城=好"]
    assert rows[-1]["article_body"] == f"第一段。\n\n{ODD}"
    assert rows[-1]["date_published"] == "2025-03-01T00:30:00+08:00"
    assert rows[-1]["credits"] == '[{"role":"摄影","name":"王芳"}]'
    assert rows[-1]["restored"] == '{"reading":3,"comma":2}'
    assert rows[0]["source"] == ""
    assert len(pd.read_csv(output)) == pl.read_csv(output).height == 9
    assert pd.read_csv(output, dtype=str)["article_body"].iloc[-1] == f"第一段。\n\n{ODD}"
    run(data_dir, "-o", output)
    assert output.read_bytes().startswith(b"schema_version,url,")


def test_latest_keeps_the_newest_line_of_each(fill: Fill, make_article: Make) -> None:
    gone = make_article(1, revision=3, change="gone")
    data_dir = fill(
        [make_article(1), make_article(2)],
        [make_article(1, revision=2, change="edited"), make_article(1, site="other")],
        [gone],
    )
    run(data_dir, "--latest")
    rows = duckdb.sql(
        f"SELECT site, content_id, revision, change FROM '{data_dir}/articles.parquet'"
    ).fetchall()
    assert rows == [("wcxww", "2", 1, "new"), ("other", "1", 1, "new"), ("wcxww", "1", 3, "gone")]


FILTERS = [
    (["--since", "2025-03-02"], "23", "the portal's day, first one included"),
    (["--until", "2025-03-02"], "12", "last one included"),
    (["--since", "2025-03-02", "--until", "2025-03-02"], "2", "one day"),
    (["--channel", "55"], "2", "by id"),
    (["--channel", "民生"], "3", "by name"),
    (["--channel", "55", "--channel", "民生"], "23", "either"),
    ([], "1234", "all, in the order of writing"),
]


@pytest.mark.parametrize(("arguments", "wanted", "why"), FILTERS, ids=[f[2] for f in FILTERS])
def test_filters(
    arguments: list[str], wanted: str, why: str, fill: Fill, make_article: Make
) -> None:
    data_dir = fill(
        [
            make_article(1, date_published="2025-03-01T23:59:59+08:00"),
            make_article(2, date_published="2025-03-02T00:00:00+08:00", channel_id="55"),
        ],
        [
            make_article(3, date_published="2025-03-03T07:00:00+08:00", breadcrumbs=["民生"]),
            make_article(4),
        ],
    )
    done = run(data_dir, *arguments)
    assert done.exit_code == 0
    assert done.stderr.startswith(f"{len(wanted)} line{'s' * (len(wanted) > 1)}, ")
    assert "".join(ids(data_dir / "articles.parquet")) == wanted


def test_columns_in_the_order_asked_for(fill: Fill, make_article: Make, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    run(fill([make_article(1)]), "--columns", "headline, content_id", "-o", output)
    assert output.read_text("utf-8") == "headline,content_id\n第1号通知,1\n"


def test_a_small_file_has_its_size_in_kb(fill: Fill, make_article: Make) -> None:
    done = run(fill([make_article(n) for n in range(9)]), "--format", "jsonl")
    assert " kB: " in done.stderr


def test_names_are_no_patterns(make_article: Make, tmp_path: Path) -> None:
    folder = tmp_path / "a[1]*'b"
    folder.mkdir()
    segment = folder / "one.jsonl"
    segment.write_bytes(encode_line(make_article(1)))
    assert export([segment], Wanted(), folder / "out.parquet") == 1
    assert [path.name for path in folder.iterdir() if "out" in path.name] == ["out.parquet"]


def test_a_date_that_no_calendar_knows_is_null(fill: Fill, make_article: Make) -> None:
    data_dir = fill([make_article(1, date_published="2025-02-30T00:00:00+08:00")])
    run(data_dir)
    assert pl.read_parquet(data_dir / "articles.parquet")["date_published"].to_list() == [None]
