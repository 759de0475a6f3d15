"""Layouts at work: CSS selectors compiled once, and which layout a page has.

Most selectors of most layouts find nothing on most pages. So a page's classes and ids are read
once, and a selector whose names are not among them is never evaluated.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import cssselect
from lxml import etree
from lxml.html import HtmlElement

from ..sites import Layout, ProfileError

TRANSLATOR = cssselect.HTMLTranslator()
AXIS = "descendant-or-self::"
CLASSES = etree.XPath(f"{AXIS}*/@class")
IDS = etree.XPath(f"{AXIS}*/@id")


@dataclass(frozen=True, slots=True)
class Selector:
    """A CSS selector without commas, compiled."""

    find: etree.XPath
    names: frozenset[str]
    """Classes and ids that must be on the page for it to find anything."""
    tag: str | None
    """Of a selector such as ``div.title``; None: any."""
    only: str | None
    """The class or id, where the selector is nothing but that and a tag."""


class PageIndex:
    """The elements of a page by class and id. ``root`` is not changed."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self._places: dict[str, list[Any]] = {}
        for value in cast(list[Any], CLASSES(root)):
            for name in value.split():
                places = self._places.setdefault(f".{name}", [])
                if not (places and places[-1] is value):  # class="a a"
                    places.append(value)
        for value in cast(list[Any], IDS(root)):
            self._places.setdefault(f"#{value}", []).append(value)

    def find_all(self, selector: str) -> list[HtmlElement]:
        """Elements that a CSS selector matches, in the page's order."""
        parts = [one for one in split_selector(selector) if one.names <= self._places.keys()]
        if not parts:
            return []
        if len(parts) > 1:
            return find_all(self.root, selector)
        one = parts[0]
        if one.only is None:
            return cast(list[HtmlElement], one.find(self.root))
        found = (place.getparent() for place in self._places[one.only])
        return [element for element in found if one.tag in (None, element.tag)]

    def select(self, layout: Layout | None, field: str) -> Iterator[list[HtmlElement]]:
        """What each of a field's selectors finds, best first; empty finds are left out."""
        if layout is not None:
            for selector in layout.fields.get(field, ()):
                if found := self.find_all(selector):
                    yield found

    def find_layout(self, layouts: tuple[Layout, ...], kind: str) -> Layout | None:
        """The first layout of a kind one of whose markers is on the page."""
        for layout in layouts:
            if layout.kind == kind and any(self.find_all(m) for m in layout.marker):
                return layout
        return None


@cache
def compile_selector(selector: str) -> etree.XPath:
    """A CSS selector as compiled XPath; ProfileError where it is none."""
    try:
        return etree.XPath(TRANSLATOR.css_to_xpath(selector, prefix=AXIS))
    except cssselect.SelectorError as error:
        raise ProfileError(f"layouts: {selector!r} is no CSS selector: {error}") from error


@cache
def split_selector(selector: str) -> tuple[Selector, ...]:
    """The selectors between a selector's commas; ProfileError where it is none."""
    compile_selector(selector)
    return tuple(_split(one) for one in cssselect.parse(selector))


def _split(parsed: cssselect.Selector) -> Selector:
    find = etree.XPath(TRANSLATOR.selector_to_xpath(parsed, prefix=AXIS))
    names, tree = set[str](), parsed.parsed_tree
    tag = getattr(getattr(tree, "selector", None), "element", None)
    is_bare = isinstance(getattr(tree, "selector", None), cssselect.parser.Element)
    nodes: list[Any] = [tree]
    while nodes:
        node = nodes.pop()
        if isinstance(node, cssselect.parser.Class):
            names.add(f".{node.class_name}")
        elif isinstance(node, cssselect.parser.Hash):
            names.add(f"#{node.id}")
        elif isinstance(node, cssselect.parser.CombinedSelector):
            nodes.append(node.subselector)
        nodes.extend([node.selector] if hasattr(node, "selector") else [])
    only = next(iter(names)) if is_bare and len(names) == 1 else None
    return Selector(find, frozenset(names), tag.lower() if tag else None, only)


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
