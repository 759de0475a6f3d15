"""A DATA_DIR to look things up in: lines, an edit, and a recorded page."""

from pathlib import Path

from articles import make_line
from wangcheng_spider.items import Article
from wangcheng_spider.lines import encode_line
from wangcheng_spider.warc import WarcWriter

EVIL = "<script>document.title='owned'</script><img src=http://evil.test/x.png>"


def line(number: int, headline: str, body: str, **values: object) -> Article:
    return make_line(number, headline=headline, article_body=body, **values)


LINES = [
    line(
        *(1, "乌山街道开展防汛演练", "昨日，乌山街道开展防汛演练。\n\n两百人参加。"),
        date_published="2026-01-01T08:00:00+08:00",
        date_source="byline",
        breadcrumbs=["街镇"],
    ),
    line(
        *(2, f"{EVIL}要闻", "100%_完成 “订单” Wangcheng News"),
        date_published="2026-01-02T08:00:00+08:00",
        breadcrumbs=["要闻"],
        authors=[EVIL],
    ),
    line(3, "没有日期的通知", "防汛物资。"),
    line(
        *(1, "乌山街道开展防汛演练", "昨日，乌山街道开展防汛演练。\n\n三百人参加。"),
        date_published="2026-01-01T08:00:00+08:00",
        breadcrumbs=["街镇"],
        revision=2,
        change="edited",
        fetched_at="2026-01-05T03:04:05Z",
    ),
]

SAVED = (
    "<html><title>原</title><body>原页正文<a href='2.html'>要闻</a>"
    f"{EVIL}<a href='http://evil.test/'>去</a></body></html>"
)


def write_data(folder: Path) -> Path:
    """A DATA_DIR with two segments, an open one, and a recorded page of article 1."""
    articles = folder / "articles"
    articles.mkdir(parents=True)
    first, second = LINES[:3], LINES[3:]
    (articles / "wcxww-20260102T030400Z-00001.jsonl").write_bytes(b"".join(map(encode_line, first)))
    (articles / "wcxww-20260105T030400Z-00001.jsonl").write_bytes(
        b"".join(map(encode_line, second))
    )
    (articles / "wcxww-20260106T030400Z-00001.jsonl.part").write_bytes(
        encode_line(line(9, "还没写完", "还没写完"))
    )
    (folder / "archive").mkdir()
    record(folder, "2026-01-02T03:04:04Z", SAVED)
    return folder


def record(folder: Path, date: str, text: str) -> None:
    with (folder / "archive" / "wcxww.warc.gz").open("ab") as stream:
        headers = [("Content-Type", "text/html; charset=utf-8")]
        WarcWriter(stream).write_response(LINES[0].url, "200 OK", headers, text.encode(), date)
