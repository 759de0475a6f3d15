"""Reads one body in one way and prints what it cost: ``reading.py NAME WAY``."""

import json
import resource
import sys
import time
from pathlib import Path

from hostile.bodies import BODIES, bare, in_page
from wangcheng_spider.extraction import Reader
from wangcheng_spider.pages import Page, PageError
from wangcheng_spider.pages.listing import read_listing
from wangcheng_spider.sites import load


def read(page: Page, way: str) -> str:
    if way == "listing":
        listing = read_listing(page, load("wcxww"))
        return listing.refused or f"{len(listing.entries)} entries"
    try:
        article = Reader().read(page, load("wcxww")).article
    except PageError as error:
        return error.reason
    return f"{len(article.article_body)} characters"


def main(name: str, way: str) -> None:
    host = "cdlbfz.com" if way == "mirror" else "www.wcxww.com"
    body = (in_page if way in ("layout", "mirror") else bare)(BODIES[name]())
    page = Page(f"https://{host}/content/646754/50/1.html", body, fetched_at="2026-01-02T03:04:05Z")
    peak = Path("/proc/self/status")
    before = time.process_time()
    outcome = read(page, way)
    seconds = time.process_time() - before
    memory = int(peak.read_text().split("VmHWM:")[1].split()[0]) // 1024
    print(json.dumps([seconds, memory, outcome]))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (90, 90))
    main(*sys.argv[1:])
