"""The index of a page's classes and ids finds what a walk through the whole tree finds."""

import re
from random import Random

import pytest

from wangcheng_spider.pages.document import read_document
from wangcheng_spider.pages.selectors import PageIndex, find_all
from wangcheng_spider.sites import Layout, ProfileError

SELECTORS = (
    *(".a", "div.a", "#a", "#a, #b", "#b, .a", ".a, .b", "div.a, .b, p.c", "DIV.a"),
    *(".a .b", "div.a > p", ".a p.b, .c", ".a + .b", ".a ~ p", ".a.b", "#a.b", ".a *"),
    *("p:not(.a)", "div:not(.a) .b", ".a:first-child", ".c > p:nth-of-type(1)", "div", "*"),
)


def grow(chance: Random, depth: int) -> str:
    """An element with classes and ids, some of them twice, and others inside."""
    tag = chance.choice(("div", "p", "span", "section"))
    classes = " ".join(chance.choice("abcd") for _ in range(chance.randrange(4)))
    attributes = f' class="{classes}"' if classes else ""
    attributes += f' id="{chance.choice("abc")}"' if chance.random() < 0.3 else ""
    inside = (grow(chance, depth - 1) for _ in range(chance.randrange(3) if depth else 0))
    return f"<{tag}{attributes}>{''.join(inside)}</{tag}>"


def keep_first_ids(text: str) -> str:
    """The page with each id on one element alone."""
    seen = set[str]()

    def keep(match: re.Match[str]) -> str:
        is_new = match[0] not in seen
        seen.add(match[0])
        return match[0] if is_new else ""

    return re.sub(r' id="."', keep, text)


def make_layouts(selector: str) -> tuple[Layout, ...]:
    return (Layout("one", "article", (selector,), {"body": (selector,)}),)


@pytest.mark.parametrize("selector", SELECTORS)
def test_the_index_finds_what_the_tree_has(selector: str) -> None:
    chance, found = Random(selector), 0
    for _ in range(200):
        text = keep_first_ids(grow(chance, 4) + grow(chance, 3))
        document = read_document(f"<html><body class=a>{text}</body></html>".encode())
        root = document.root
        got = PageIndex(document, make_layouts(selector), "article").find_all(selector)
        assert got == find_all(root, selector)
        found += len(got)
    assert found > 0, "a selector that never finds anything tests nothing"


def test_an_id_that_stands_twice_is_its_first_element() -> None:
    document = read_document(b"<p id=a>1<p id=b>2<p id=a>3")
    found = PageIndex(document, make_layouts("#a, #b"), "article").find_all("#a, #b")
    assert [element.text for element in found] == ["1", "2"]


def test_what_is_no_selector_is_named() -> None:
    with pytest.raises(ProfileError, match="div\\[\\["):
        PageIndex(read_document(b"<p>"), make_layouts("div[["), "article")
