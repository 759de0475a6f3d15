"""Reason codes for requests that brought no page."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from ..encodings import EncodingError, TooLarge
from .refusal import Refused

REASONS: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "connection_refused"),
    (DownloadCancelledError, "too_large"),
    (ResponseDataLossError, "cut_off"),
    (DownloadFailedError, "connection"),
    (TooLarge, "too_large"),
    (EncodingError, "bad_encoding"),
)
IGNORED = (
    ("robots.txt", "robots"),
    ("DOWNLOAD_MAXSIZE", "too_large"),
    ("redirections", "redirects"),
)
"""Words of Scrapy's own IgnoreRequest texts → reason codes."""


def name_failure(failure: Failure) -> str:
    """The reason code of a failed request: status_404, timeout, robots, not_in_archive …"""
    error = failure.value
    if isinstance(error, HttpError):
        # a 3xx that arrives here leads to a scheme that Scrapy does not follow
        status = error.response.status
        return "redirects" if 300 <= status < 400 else f"status_{status}"
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, IgnoreRequest):
        return next((code for word, code in IGNORED if word in str(error)), "ignored")
    for kind, reason in REASONS:
        if isinstance(error, kind):
            return reason
    return "internal_error"
