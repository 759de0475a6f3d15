"""A request that is not made, and why."""

from scrapy.exceptions import IgnoreRequest


class Refused(IgnoreRequest):
    """A request that is not made; the text is a reason code."""
