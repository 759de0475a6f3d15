"""Runs of text that one element holds, and what kind of element each stands in."""

from dataclasses import dataclass, field

from lxml.html import HtmlElement

from .runs import PageText, Run

MAX_FRAMES = 6
"""Elements around a single run that are looked through."""

Kind = tuple[HtmlElement | None, object, object]


@dataclass(slots=True)
class Group:
    """Runs with a parent in common."""

    elements: list[HtmlElement]
    start: int
    end: int
    """Behind its last run."""
    members: list[int] = field(default_factory=list)
    weight: float = 0.0
    kinds: set[Kind] = field(default_factory=set)
    """Of the elements that its text is in."""


def kind_of(run: Run, page: PageText, group: Group) -> Kind:
    """What runs of one text have in common: the element around theirs, and their tag.

    Where each has a frame of its own, it is what is around the frames, and their make.
    """
    frame, parent = None, run.owner.getparent()
    for _ in range(MAX_FRAMES):
        is_part = len(group.elements) > 1 and parent in group.elements
        start, end = page.spans.get(parent, (0, 2)) if parent is not None else (0, 2)
        if parent is None or (end - start > 1 and not is_part):
            break
        frame, parent = parent, parent.getparent()
    return parent, run.owner.tag, None if frame is None else (frame.tag, frame.get("class"))
