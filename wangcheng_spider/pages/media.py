"""What a body holds beside text: links, documents, videos, and where a picture's file is."""

import re
from typing import Protocol
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from ..items import Attachment, Video
from ..urls import make_absolute
from .elements import small_text

DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt|csv)$", re.IGNORECASE)
VIDEO_FILE = re.compile(r"https?://[^\s\"'<>\\]{1,500}\.(?:mp4|m3u8)(?:\?[^\s\"'<>\\]{0,200})?")

LAZY = ("data-original", "data-src", "data-actualsrc", "data-lazy-src", "_src", "src")


class Media(Protocol):
    """Where the walk puts what is not text."""

    videos: list[Video]
    attachments: list[Attachment]
    links: list[str]
    known: set[str]
    """Addresses that are in one of the lists."""


def path_of(url: str) -> str:
    """The path of an address as people read it; empty where it is none: http://["""
    try:
        return unquote(urlsplit(url).path)
    except ValueError:
        return ""


def add_link(media: Media, base_url: str, element: HtmlElement) -> str | None:
    """Note a link or a linked document; its absolute address, None where it leads nowhere."""
    href = element.get("href") or ""
    url = make_absolute(href, base_url)
    if url is None or not href or href.startswith("#"):
        return None
    path = path_of(url)
    if url not in media.known:
        media.known.add(url)
        if DOCUMENT.search(path):
            name = small_text(element) or path.rpartition("/")[2]
            media.attachments.append(Attachment(url, name))
        else:
            media.links.append(url)
    return url


def add_video(media: Media, element: HtmlElement, base_url: str) -> None:
    """Note a video element, HTML's own or the CMS's."""
    sources = [element.get(name) for name in ("urlcloud", "src", "data-src")]
    sources += [source.get("src") for source in element.iter("source")]
    url = next((u for s in sources if s and (u := make_absolute(s, base_url))), None)
    poster = element.get("coverimg") or element.get("poster")
    cover = make_absolute(poster, base_url) if poster else None
    if url and url not in media.known:
        media.known.add(url)
        media.videos.append(Video(url, cover))


def add_videos(media: Media, script: str) -> None:
    """Note the addresses of video files in a script."""
    for url in dict.fromkeys(VIDEO_FILE.findall(script.replace("\\/", "/"))):
        if url not in media.known:
            media.known.add(url)
            media.videos.append(Video(url))


def find_source(element: HtmlElement, base_url: str) -> str | None:
    """The picture's address: lazy loaders keep it in an attribute of their own."""
    for name in LAZY:
        value = element.get(name)
        if value and (url := make_absolute(value, base_url)):
            return url
    return None
