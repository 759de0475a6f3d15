"""Content encodings of answers, undone as those of archives are: bounded, and no damage let pass.

Scrapy's own middleware keeps what came out before the damage, which may read like a page.
"""

from typing import TYPE_CHECKING

from scrapy.http import Request, Response

from ..encodings import ACCEPTED, decode_body

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Unpacking:
    """In the place of HttpCompressionMiddleware. Raises EncodingError, TooLarge."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Unpacking":
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    def process_response(self, request: Request, response: Response) -> Response:
        codings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        if not codings or request.method == "HEAD":
            return response
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        body = decode_body(response.body, codings, self._limit)
        return response.replace(body=body, headers=headers)
