"""Layouts at work: CSS selectors compiled once, and which layout a page has.

Most selectors of most layouts find nothing on most pages. So a page's classes and ids are read
once, and a selector whose names are not among them is never evaluated.
"""

from collections import defaultdict
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


Places = list[tuple[int, Any]]
"""Where an attribute has a value: number in the page's order, and lxml's string, which knows the
element that it stands in."""


@dataclass(frozen=True, slots=True)
class Selector:
    """A CSS selector without commas, compiled."""

    find: etree.XPath
    names: frozenset[str]
    """Classes and ids that must be on the page for it to find anything."""
    tag: str | None
    """Of a selector such as ``div.title``; None: any."""
    within: str
    """A class or id of the outermost element that it names, around all others; empty: none."""
    is_bare: bool
    """It is nothing but that class or id, and a tag at most."""


class PageIndex:
    """The elements of a page by class and id. ``root`` is not changed."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self._places: dict[str, list[Places]] = {}
        """Name → for each value of the attribute that holds it, the places of that value."""
        for value, places in _group(CLASSES(root)).items():
            for name in set(value.split()):
                self._places.setdefault(f".{name}", []).append(places)
        for value, places in _group(IDS(root)).items():
            self._places[f"#{value}"] = [places]

    def find_all(self, selector: str) -> list[HtmlElement]:
        """Elements that a CSS selector matches, in the page's order."""
        parts = [one for one in split_selector(selector) if one.names <= self._places.keys()]
        if not parts:
            return []
        if all(one.is_bare for one in parts) and len({one.within[0] for one in parts}) == 1:
            return self._gather(parts)
        if len(parts) > 1:
            return find_all(self.root, selector)
        groups = self._places.get(parts[0].within, [])
        is_alone = len(groups) == 1 and len(groups[0]) == 1
        root = groups[0][0][1].getparent() if is_alone else self.root
        return cast(list[HtmlElement], parts[0].find(root))

    def _gather(self, parts: list[Selector]) -> list[HtmlElement]:
        """What bare selectors find, all of classes or all of ids: their places are in order."""
        found: dict[int, HtmlElement] = {}
        for one in parts:
            for number, value in (place for group in self._places[one.within] for place in group):
                element = value.getparent()
                if one.tag in (None, element.tag):
                    found[number] = element
        return [found[number] for number in sorted(found)]

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
    compounds, node, is_nested = [], cast(Any, parsed.parsed_tree), True
    while isinstance(node, cssselect.parser.CombinedSelector):
        compounds.append(_read_names(node.subselector))
        is_nested = is_nested and node.combinator in (" ", ">")
        node = node.selector
    outermost = _read_names(node)
    names = frozenset(outermost).union(*compounds)
    inner = getattr(node, "selector", None)
    is_bare = not compounds and len(names) == 1 and isinstance(inner, cssselect.parser.Element)
    tag = inner.element if is_bare and inner is not None else None
    within = outermost[0] if outermost and is_nested else ""
    return Selector(find, names, tag and tag.lower(), within, is_bare)


def _group(values: Any) -> dict[str, Places]:
    """Value → its places."""
    groups: dict[str, Places] = defaultdict(list)
    for place in enumerate(values):
        groups[place[1]].append(place)
    return groups


def _read_names(node: Any) -> list[str]:
    """Classes and ids that an element of a compound such as ``div.a.b#c`` has."""
    names = []
    while node is not None:
        if isinstance(node, cssselect.parser.Class):
            names.append(f".{node.class_name}")
        elif isinstance(node, cssselect.parser.Hash):
            names.append(f"#{node.id}")
        node = getattr(node, "selector", None)
    return names


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
