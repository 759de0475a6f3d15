"""A recording as WACZ: its WARCs, their index and a list of the articles, in one file for viewers.

The library wacz does the work. It is an extra: it brings some forty packages.
"""

from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from .destination import stage_file
from .export import ExportError, find_segments

HEADER = {"format": "json-pages-1.0", "id": "articles", "title": "Articles"}


def find_recorded(data_dir: Path) -> list[Path]:
    """The finished WARCs of a DATA_DIR, in the order of their writing."""
    return sorted((data_dir / "archive").glob("*.warc.gz"))


def pack(data_dir: Path, output: Path) -> int:
    """Pack what is recorded into one file, aside and renamed; how many WARCs.

    Pages are the addresses that lines were read from, by their headlines. Raises ImportError where
    wacz is not installed, ExportError where it fails, OSError where the file can't be written.
    """
    from wacz.main import main as run_wacz  # type: ignore[import-not-found,unused-ignore]

    warcs, said = find_recorded(data_dir), StringIO()
    with TemporaryDirectory(prefix="wangcheng-") as folder, stage_file(output) as aside:
        pages = Path(folder, "pages.jsonl")
        pages.write_bytes(b"\n".join(map(orjson.dumps, [HEADER, *_list_pages(data_dir)])) + b"\n")
        command = ["create", "--file", "--output", str(aside), "--pages", str(pages)]
        with redirect_stdout(said):
            code = run_wacz([*command, *map(str, warcs)])
        if code:
            raise ExportError(f"wacz: {(said.getvalue().strip() or 'failed').splitlines()[-1]}")
    return len(warcs)


def _list_pages(data_dir: Path) -> Iterator[dict[str, str]]:
    """Address and headline of each article's newest line."""
    newest: dict[str, str] = {}
    for segment in find_segments(data_dir)[0]:
        with segment.open("rb") as lines:
            for line in lines:
                article = orjson.loads(line)
                newest[article["fetched_url"]] = article["headline"]
    for url, headline in newest.items():
        yield {"url": url, "title": headline}
