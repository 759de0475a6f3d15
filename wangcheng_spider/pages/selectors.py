"""Layouts at work: CSS selectors compiled once, and which layout a page has."""

from collections.abc import Iterator
from functools import cache
from typing import cast

from cssselect import HTMLTranslator, SelectorError
from lxml import etree
from lxml.html import HtmlElement

from ..sites import Layout, ProfileError

TRANSLATOR = HTMLTranslator()


@cache
def compile_selector(selector: str) -> etree.XPath:
    """A CSS selector as compiled XPath; ProfileError where it is none."""
    try:
        return etree.XPath(TRANSLATOR.css_to_xpath(selector, prefix="descendant-or-self::"))
    except SelectorError as error:
        raise ProfileError(f"layouts: {selector!r} is no CSS selector: {error}") from error


def find_all(root: HtmlElement, selector: str) -> list[HtmlElement]:
    """Elements at or below ``root`` that a CSS selector matches, in the page's order."""
    return cast(list[HtmlElement], compile_selector(selector)(root))


def select(root: HtmlElement, layout: Layout | None, field: str) -> Iterator[list[HtmlElement]]:
    """What each of a field's selectors finds, best selector first; empty finds are left out."""
    if layout is None:
        return
    for selector in layout.fields.get(field, ()):
        if found := find_all(root, selector):
            yield found


def find_layout(root: HtmlElement, layouts: tuple[Layout, ...], kind: str) -> Layout | None:
    """The first layout of a kind one of whose markers is on the page."""
    for layout in layouts:
        if layout.kind == kind and any(find_all(root, m) for m in layout.marker):
            return layout
    return None
