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

from .middlewares import Refused

REASONS: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "connection_refused"),
    (DownloadCancelledError, "too_large"),
    (ResponseDataLossError, "cut_off"),
    (DownloadFailedError, "connection"),
)


def name_failure(failure: Failure) -> str:
    """The reason code of a failed request: status_404, timeout, robots, not_in_archive …"""
    error = failure.value
    if isinstance(error, HttpError):
        return f"status_{error.response.status}"
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, IgnoreRequest):
        # Scrapy's own: robots.txt, and redirects without end or to another scheme
        return "robots" if "robots.txt" in str(error) else "redirects"
    for kind, reason in REASONS:
        if isinstance(error, kind):
            return reason
    return "internal_error"
