"""The index of a page's classes and ids finds what a walk through the whole tree finds."""

from random import Random

import pytest
from lxml import html

from wangcheng_spider.pages.selectors import PageIndex, find_all
from wangcheng_spider.sites import ProfileError

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


@pytest.mark.parametrize("selector", SELECTORS)
def test_the_index_finds_what_the_tree_has(selector: str) -> None:
    chance, found = Random(selector), 0
    for _ in range(200):
        text = grow(chance, 4) + grow(chance, 3)
        root = html.document_fromstring(f"<html><body class=a>{text}</body></html>")
        got = PageIndex(root).find_all(selector)
        assert got == find_all(root, selector)
        found += len(got)
    assert found > 0, "a selector that never finds anything tests nothing"


def test_what_is_no_selector_is_named() -> None:
    with pytest.raises(ProfileError, match="div\\[\\["):
        PageIndex(html.document_fromstring("<p>")).find_all("div[[")
