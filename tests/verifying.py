"""Two segments and their store, looked at and mended by `wangcheng verify`; ways to damage them."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from articles import make_sound as sound
from wangcheng_spider.cli import main
from wangcheng_spider.exporters import SegmentWriter
from wangcheng_spider.storage import Found
from wangcheng_spider.storage.sqlite import SqliteStore

S = "wcxww"


def fill(data_dir: Path) -> None:
    """Two sealed segments: articles 1 to 4, and 5 with a second revision of 2."""
    folder = data_dir / "articles"
    folder.mkdir(parents=True)
    store = SqliteStore(data_dir / "store.sqlite3")
    store.add_found(
        S, [Found(f"https://www.wcxww.com/content/{n}.html", str(n), 0) for n in (8, 9)]
    )
    writer = SegmentWriter(folder, S, store)
    for number in (1, 2, 3, 4):
        writer.stage_article(sound(number))
    writer.close()
    writer.stage_article(sound(5))
    edited = sound(2, revision=2, change="edited", article_body="改过的正文。")
    writer.stage_article(edited)
    writer.close()
    store.close()


def verify(data_dir: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["verify", "-d", str(data_dir), *options])


def segments(data_dir: Path) -> list[Path]:
    return sorted((data_dir / "articles").glob("*.jsonl"))


def read_ids(data_dir: Path) -> list[tuple[str, int]]:
    rows = [json.loads(line) for p in segments(data_dir) for line in p.read_bytes().splitlines()]
    return [(row["content_id"], row["revision"]) for row in rows]


def change_line(path: Path, number: int, change: Callable[[bytes], bytes]) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    lines[number - 1] = change(lines[number - 1])
    path.write_bytes(b"".join(lines))


def rewrite(line: bytes, **fields: object) -> bytes:
    """The line with other values, in the form that lines have."""
    table = json.loads(line) | fields
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def drop_sums(data_dir: Path) -> None:
    """A store as it was before lines had checksums."""
    with sqlite3.connect(data_dir / "store.sqlite3") as db:
        db.execute("DROP TABLE line_sum")
    db.close()
