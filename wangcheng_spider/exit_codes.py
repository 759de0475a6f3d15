"""How a command or a run ended: the same numbers for ``wangcheng`` and ``scrapy crawl``."""

DONE, INTERNAL, USAGE, NOTHING, SOME_FAILED, BUSY, INTERRUPTED, NOT_WRITTEN = range(8)
"""Complete · internal error · wrong usage or profile · nothing where something must be, or an
alarm · some articles failed · DATA_DIR busy or damaged · interrupted, resumable · could not write.
"""
