"""Layouts at work: CSS selectors compiled once, and which layout a page has.

Most selectors of most layouts find nothing on most pages. So the classes and ids of a page that its
site's layouts name are read once, and a selector whose names are not among them is never evaluated.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import cssselect
from lxml import etree
from lxml.html import HtmlElement

from ..sites import Layout, ProfileError
from .document import Document

TRANSLATOR = cssselect.HTMLTranslator()
AXIS = "descendant-or-self::"
CLASSES = etree.XPath(f"{AXIS}*/@class")
IDS = etree.XPath("id($ids)/@id")
"""Looked up where the parser has noted them, not searched for; of two elements with one id, as no
page should have them, the first."""
MOST_VALUES = 4096
"""Values of class that are remembered with the names in them."""


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


class Names(dict[str, tuple[str, ...]]):
    """Value of class → those of its names that the layouts name; ``ids``: the ids they name."""

    def __init__(self, layouts: tuple[Layout, ...], kind: str) -> None:
        super().__init__()
        names = {
            name
            for layout in layouts
            if layout.kind == kind
            for selectors in (layout.marker, *layout.fields.values())
            for selector in selectors
            for one in split_selector(selector)
            for name in one.names
        }
        self.ids = " ".join(sorted(name[1:] for name in names if name[0] == "#"))
        self._classes = {name for name in names if name[0] == "."}

    def __missing__(self, value: str) -> tuple[str, ...]:
        if len(self) >= MOST_VALUES:
            self.clear()
        found = tuple({f".{name}" for name in value.split()} & self._classes)
        self[str(value)] = found
        return found


read_names = cache(Names)


class PageIndex:
    """The elements of a page by the classes and ids that the layouts of a kind name."""

    def __init__(self, document: Document, layouts: tuple[Layout, ...], kind: str) -> None:
        self.root = document.root
        self._layouts = [layout for layout in layouts if layout.kind == kind]
        self._places: dict[str, list[tuple[int, Any]]] = {}
        """Name → where an attribute holds it: number in the page's order, and lxml's string, which
        knows the element that it stands in."""
        names = read_names(layouts, kind)
        values = cast(list[Any], CLASSES(self.root))
        for number, named in enumerate(map(names.__getitem__, values)):
            for name in named:
                self._places.setdefault(name, []).append((number, values[number]))
        for place in enumerate(cast(list[Any], IDS(self.root, ids=names.ids))):
            self._places[f"#{place[1]}"] = [place]

    def find_all(self, selector: str) -> list[HtmlElement]:
        """Elements that a CSS selector matches, in the page's order."""
        parts = [one for one in split_selector(selector) if one.names <= self._places.keys()]
        if not parts:
            return []
        if all(one.is_bare for one in parts) and len({one.within[0] for one in parts}) == 1:
            return self._gather(parts)
        if len(parts) > 1:
            return find_all(self.root, selector)
        places = self._places.get(parts[0].within, [])
        root = places[0][1].getparent() if len(places) == 1 else self.root
        return cast(list[HtmlElement], parts[0].find(root))

    def _gather(self, parts: list[Selector]) -> list[HtmlElement]:
        """What bare selectors find, all of classes or all of ids: their places are in order."""
        found: dict[int, HtmlElement] = {}
        for one in parts:
            for number, value in self._places[one.within]:
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

    def find_layout(self) -> Layout | None:
        """The first layout one of whose markers is on the page."""
        for layout in self._layouts:
            if any(self.find_all(marker) for marker in layout.marker):
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
