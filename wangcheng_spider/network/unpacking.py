"""Content encodings of answers, undone as those of archives are: bounded, and no damage let pass.

Scrapy's own middleware keeps what came out before the damage, which may read like a page.
"""

from typing import TYPE_CHECKING

from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Request, Response

from ..encodings import ACCEPTED, CutOff, EncodingError, decode_body

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
        codings = codings_of(response)
        if not codings or request.method == "HEAD":
            return response
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        body = request.meta.pop(UNPACKED, None)
        if body is None:
            body = decode_body(response.body, codings, self._limit)
        return response.replace(body=body, headers=headers)


UNPACKED = "unpacked_body"
"""Key of a request's meta: the work of ``check_end``, which need not be done twice."""


def codings_of(response: Response) -> str:
    """Content codings of an answer, as a header says them."""
    return b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")


def check_end(request: Request, response: Response, limit: int) -> None:
    """Raise ResponseDataLossError for a packed body that ends early.

    To be called by the downloader: what fails there is tried again, as a body is that is shorter
    than its length. Other faults of packing last, and are left to ``Unpacking``.
    """
    request.meta.pop(UNPACKED, None)
    codings = codings_of(response)
    if not codings or request.method == "HEAD":
        return
    try:
        request.meta[UNPACKED] = decode_body(response.body, codings, limit)
    except CutOff as error:
        raise ResponseDataLossError(str(error)) from error
    except EncodingError:
        return
