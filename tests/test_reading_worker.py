"""The messages between a crawl and the process that reads beside it."""

import io

import pytest

from beside import PAGES, SITE
from wangcheng_spider.pages import Listed, Page
from wangcheng_spider.pages.parts import Part
from wangcheng_spider.reading import read_part
from wangcheng_spider.reading_worker import (
    LENGTH,
    decode_answer,
    encode_answer,
    encode_page,
    read_page,
)


@pytest.mark.parametrize(
    "answer",
    [
        ("no_body", ""),
        ("bad_status", "503"),
        Part(read_part(PAGES[0], SITE).article, 2, "https://www.sample.test/a_3.html", (-5, 7)),
        Part(read_part(PAGES[1], SITE).article),
    ],
)
def test_an_answer_comes_as_it_was_sent(answer: Part | tuple[str, str]) -> None:
    message = encode_answer(answer)
    assert int.from_bytes(message[:LENGTH], "little") == len(message) - LENGTH
    assert decode_answer(message[LENGTH:]) == answer


def test_an_answer_that_no_json_holds_is_an_error() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        encode_answer(("no_body", "\ud800"))


def test_pages_come_as_they_were_sent() -> None:
    page = Page(
        "https://www.sample.test/", b"\x00\xff" * 99_999, 404, {"a": "\xe4"}, "2026", "text"
    )
    stream = io.BytesIO(encode_page(page, Listed("2025-11-20", None)) * 2)
    assert [read_page(stream), read_page(stream)] == [(page, Listed("2025-11-20", None))] * 2
    whole = stream.getvalue()
    for end in (0, 5, 20, len(whole) // 2 - 1):
        with pytest.raises(EOFError):
            read_page(io.BytesIO(whole[:end]))
