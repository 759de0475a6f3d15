"""Pages from a WARC to lines, beside reading and parsing the same records and nothing more.

    python benchmarks/reextraction.py [--pages N] [--rounds N] [--kind light|even|dense]

The WARC is gzipped a record, as crawlers write them; its pages are those of ``extraction.py``, even
ones unless ``--kind`` says otherwise. Readers take turns: warcio (and fastwarc where installed)
with a bare lxml parse, ours in one process and in two.
"""

import argparse
import gzip
import io
import tempfile
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from extraction import FETCHED, SHARES, make_pages
from lxml import html
from rounds import print_machine, print_table, ratios, take_turns, time_wall

from wangcheng_spider.extraction import Reader, extract
from wangcheng_spider.garbage import calm_collector
from wangcheng_spider.sinks import FileSink
from wangcheng_spider.sites import load


def write_warc(path: Path, count: int, share: float) -> None:
    """A WARC of ``count`` pages of a kind, one gzip member a record."""
    with path.open("wb") as file:
        for page in make_pages(load("sample"), count, share):
            http = (
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (len(page.body), page.body)
            )
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {page.url}\r\n"
                f"WARC-Date: {FETCHED}\r\nWARC-Record-ID: <urn:uuid:{page.url}>\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(http)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + http + b"\r\n\r\n", 6))


def by_warcio(path: Path) -> None:
    """Iterate and parse."""
    from warcio.archiveiterator import ArchiveIterator

    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                parse(record.content_stream().read())


def by_fastwarc(path: Path) -> None:
    """Iterate and parse."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with path.open("rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response):
            parse(record.reader.read())


def parse(body: bytes) -> object:
    """The yardstick's part."""
    return html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))


def by_ours(path: Path, jobs: int, count: int) -> None:
    """To lines; every page must bring one."""
    stream = io.BytesIO()
    found = extract([path], Reader("sample"), FileSink(stream), jobs=jobs)
    lines = found.written.total()
    assert lines == count, (lines, found.failed[:3], found.skipped, found.dropped)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="pages from a WARC to lines")
    parser.add_argument("--pages", type=int, default=12_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kind", choices=SHARES, default="even")
    options = parser.parse_args()
    print_machine("warcio", "fastwarc", "lxml", "orjson")
    calm_collector()  # as the command does; all contenders have the good of it
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "pages.warc.gz"
        write_warc(path, options.pages, SHARES[options.kind])
        print(f"\n{options.pages} {options.kind} pages, {path.stat().st_size:,} bytes\n")
        turns = {
            "warcio + parse": lambda _: time_wall(lambda: by_warcio(path)),
            "ours, 1 process": lambda _: time_wall(lambda: by_ours(path, 1, options.pages)),
            "ours, 2 processes": lambda _: time_wall(lambda: by_ours(path, 2, options.pages)),
        }
        if find_spec("fastwarc"):
            turns["fastwarc + parse"] = lambda _: time_wall(lambda: by_fastwarc(path))
        timings = take_turns(turns, options.rounds)
    bases = [name for name in turns if name.endswith("parse")]
    print_table(timings, "ms a page", 1000 / options.pages, bases)
    gain = 1 / median(ratios(timings, "ours, 2 processes", "ours, 1 process"))
    print(f"\ntwo processes do {gain:.2f} times what one does")


if __name__ == "__main__":
    main()
