"""Pictures and attachments on disk: each content once, under a name that is made from it alone."""

import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from .files import make_folder, write_whole
from .items import Article, Attachment, Image

SIGNATURES = (
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"GIF8", ".gif"),
    (b"BM", ".bmp"),
    (b"%PDF-", ".pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
    (b"Rar!", ".rar"),
    (b"7z\xbc\xaf\x27\x1c", ".7z"),
)
KNOWN = re.compile(
    r"\.(?:jpe?g|png|gif|webp|bmp|svg|avif|pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt|csv)"
)
HTML = re.compile(rb"\s*(?:<!doctype html|<html|<head|<script)", re.IGNORECASE)


class MediaStore:
    """Files below ``folder``: AB/ABCD….jpg by the sha256 of their content.

    No part of a name comes from the site but a known ending. Raises OSError.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, data: bytes, url: str) -> tuple[str, bool]:
        """(path below DATA_DIR, whether it is new); the file is on disk when this returns."""
        key = sha256(data).hexdigest()
        folder = self._folder / key[:2]
        found = next((p for p in folder.glob(f"{key}*") if not p.name.endswith(".new")), None)
        if found is not None:
            return self._path(found), False
        make_folder(folder)
        path = folder / (key + find_ending(data, url))
        write_whole(path, data)
        return self._path(path), True

    def has(self, path: str) -> bool:
        """True if a path that a line gives is there."""
        return (self._folder.parent / path).is_file()

    def _path(self, file: Path) -> str:
        return file.relative_to(self._folder.parent).as_posix()


def find_ending(data: bytes, url: str) -> str:
    """The ending for a file: by its content, else that of its address if it is a known one.

    >>> find_ending(b"GIF89a", "https://img.example/a.jpg"), find_ending(b"PK", "https://x/a.docx?v")
    ('.gif', '.docx')
    >>> find_ending(b"?", "https://x/../../etc/passwd"), find_ending(b"?", "https://x/a.exe")
    ('.bin', '.bin')
    """
    for signature, ending in SIGNATURES:
        if data.startswith(signature):
            return ending
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ".webp"
    name = urlsplit(url).path.rpartition("/")[2].lower()
    ending = name[name.rfind(".") :] if "." in name else ""
    return ending if KNOWN.fullmatch(ending) else ".bin"


def is_error_page(data: bytes) -> bool:
    """True for HTML where a picture or document was asked for: a soft 404, a login page."""
    return HTML.match(data) is not None


def media_of(article: Article) -> list[Image | Attachment]:
    """All of an article that can be kept, in order."""
    return [*article.images, *article.attachments]
