"""A reading process with faults: by the page's address, or by ODD for its beginning."""

import os
import signal
import sys
import time

from wangcheng_spider import reading_worker
from wangcheng_spider.pages import Listed, Page
from wangcheng_spider.sites import Site

answer_for = reading_worker.answer_for


def answer_oddly(page: Page, listed: Listed, site: Site) -> bytes:
    if "dies" in page.url:
        os.kill(os.getpid(), signal.SIGKILL)
    if "hangs" in page.url:
        time.sleep(60)
    if "babbles" in page.url:
        return b"\x03\0\0\0{}!"
    if "is_short" in page.url:
        return b"\x0e\0\0\0" + b'{"article":{}}'
    return answer_for(page, listed, site)


if __name__ == "__main__":
    if os.environ.get("ODD") == "dies":
        sys.exit(3)
    if os.environ.get("ODD") == "stalls":
        time.sleep(60)
    if os.environ.get("ODD") == "is_old":
        reading_worker.__version__ = "0.0.1"
    reading_worker.answer_for = answer_oddly
    reading_worker.main()
