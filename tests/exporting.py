"""`wangcheng export` as a user calls it."""

from pathlib import Path

import duckdb
from click.testing import CliRunner, Result

from wangcheng_spider.cli import main


def run(data_dir: Path, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["export", "-d", str(data_dir), *map(str, arguments)])


def ids(path: Path) -> list[str]:
    rows = duckdb.sql(f"SELECT content_id FROM '{path}'").fetchall()
    return [str(content_id) for (content_id,) in rows]
