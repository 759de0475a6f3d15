"""Where on a page the article's text stands.

Text that belongs together has one parent: paragraphs below one div, lines in one cell. Each run
that may be text is counted for the nearest element that holds another one beside it; the element
with the most of it, near the headline and not interwoven with links, dates and buttons as lists and
comments are, is the article's container. Linear in the size of the page.
"""

from collections import defaultdict

from lxml.html import HtmlElement

from .groups import Group, Kind, kind_of
from .neighbours import take_neighbours, take_text_below
from .runs import PageText, Run, Sums

NEAR, NEXT = 12, 2
"""Runs behind the byline within which an article begins, and texts before which most begin."""
NEAR_FACTOR, NEXT_FACTOR = 3.0, 8.0
LIST_SHARE, LIST_FACTOR = 0.8, 0.1
"""Texts of which nearly each has its own link or button are comments or teasers."""
OWN_SHARE = 0.3
"""An element with this part of the weight itself takes in the groups below it."""
GAP = 3
"""Runs between two that belong together, at most, where they are not of one kind."""
MAX_CLIMB = 40
"""Levels from a run to its group at most."""


def find_container(page: PageText, sums: Sums, after: int, first: int) -> Group | None:
    """The group that is the article; None where no text is.

    ``after``: runs before this one (headline included) don't count; ``first``: where the byline
    ends, near which the article begins.
    """
    groups = _join_nested(_group(page, sums, after), page)
    groups = _join_siblings(groups, sums)
    for group in groups:
        _keep_core(group, page, first)
    best, best_rank = None, 0.0
    for group in groups:
        rank = _rank(group, page, sums, first)
        if rank > best_rank:
            best, best_rank = group, rank
    if best is None:
        return None
    best = take_neighbours(best, page, after, first)
    return take_text_below(best, groups, page)


def _group(page: PageText, sums: Sums, after: int) -> list[Group]:
    groups: dict[HtmlElement, Group] = {}
    for number in range(after, len(page.runs)):
        run = page.runs[number]
        if not run.weight:
            continue
        element = _find_shared(run, page, sums)
        group = groups.get(element)
        if group is None:
            start, end = page.spans.get(element, (0, len(page.runs)))
            group = groups[element] = Group([element], start, end)
        group.members.append(number)
        group.weight += run.weight
    return list(groups.values())


def _find_shared(run: Run, page: PageText, sums: Sums) -> HtmlElement:
    """The nearest element around a run that holds another one that may be text."""
    element = run.owner
    for _ in range(MAX_CLIMB):
        if sums.texts(*page.spans.get(element, (0, len(page.runs)))) > 1:
            return element
        parent = element.getparent()
        if parent is None or parent.tag == "html":
            return element
        element = parent
    return element


def _join_nested(groups: list[Group], page: PageText) -> list[Group]:
    """Groups inside another that has much text of its own are part of it: quotes, sections."""
    groups = sorted(groups, key=lambda group: (group.start, -group.end))
    below: dict[int, float] = defaultdict(float)
    outer: dict[int, int] = {}
    stack: list[int] = []
    for number, group in enumerate(groups):
        while stack and groups[stack[-1]].end <= group.start:
            stack.pop()
        if stack:
            outer[number] = stack[-1]
        stack.append(number)
    for number in reversed(range(len(groups))):
        below[number] += groups[number].weight
        if number in outer:
            below[outer[number]] += below[number]
    kept = []
    for number in reversed(range(len(groups))):
        group, around = groups[number], outer.get(number)
        is_part = around is not None and groups[around].weight >= OWN_SHARE * below[around]
        if around is not None and is_part and not _is_headed(group, page):
            _absorb(groups[around], group)
        else:
            kept.append(group)
    return kept[::-1]


def _is_headed(group: Group, page: PageText) -> bool:
    """True where its heading says that it is others' or of other things: 网友评论, 推荐阅读."""
    return group.members[0] > 0 and page.runs[group.members[0] - 1].kind == "related"


def _absorb(group: Group, other: Group) -> None:
    group.members = sorted(group.members + other.members)
    group.weight += other.weight


def _join_siblings(groups: list[Group], sums: Sums) -> list[Group]:
    """Groups of the same make below one parent are one: a body in parts, a list of comments."""
    families: dict[object, list[Group]] = defaultdict(list)
    for group in groups:
        element = group.elements[0]
        prose, woven = _count_woven(sums, group.start, group.members[-1] + 1)
        is_list = woven >= LIST_SHARE * prose
        families[(element.getparent(), element.tag, element.get("class"), is_list)].append(group)
    joined = []
    for family in families.values():
        first = family[0]
        for other in family[1:]:
            first.elements += other.elements
            first.end = max(first.end, other.end)
            _absorb(first, other)
        joined.append(first)
    return joined


def _keep_core(group: Group, page: PageText, begin: int) -> None:
    """Leave out what stands far from the group's main text, such as the page's odd labels.

    The main text are the runs whose elements have parent and tag in common; others count where
    they stand between them or next to them.
    """
    runs = page.runs
    kinds: dict[Kind, float] = defaultdict(float)
    for number in group.members:
        kinds[kind_of(runs[number], page, group)] += runs[number].weight
    main = max(kinds, key=lambda kind: kinds[kind])
    core = [n for n in group.members if kind_of(runs[n], page, group) == main]
    first, last = core[0], core[-1]
    frame = main[0] if len(core) > 1 else runs[first].owner.getparent()
    lowest, highest = page.spans.get(frame, (0, 0)) if frame is not None else (0, 0)
    if begin > first:  # a byline behind the text
        begin = 0
    for number in reversed([n for n in group.members if max(begin, lowest) <= n < core[0]]):
        if first - number > GAP:
            break
        first = number
    for number in (n for n in group.members if core[-1] < n < highest):
        if number - last > GAP:
            break
        last = number
    group.members = [n for n in group.members if first <= n <= last]
    group.weight = sum(runs[n].weight for n in group.members)
    group.kinds = {main}


def _rank(group: Group, page: PageText, sums: Sums, first: int) -> float:
    """The group's weight, less the more its texts are interwoven with links and buttons."""
    start, end = group.members[0], group.members[-1] + 1
    if end - start == 1:
        prose, woven = 1, _count_beside(start, page)
    else:
        prose, woven = _count_woven(sums, start, end)
    rank = group.weight / (1.0 + woven / prose) ** 2
    if prose > 1 and woven >= LIST_SHARE * prose:
        rank *= LIST_FACTOR
    begin = next((n for n in group.members if page.runs[n].kind == "prose"), group.members[0])
    if start > first and _is_headed(group, page):
        rank *= LIST_FACTOR
    if sums.texts(first, begin) < NEXT:
        rank *= NEXT_FACTOR
    return rank * NEAR_FACTOR if group.members[0] < first + NEAR else rank


def _count_woven(sums: Sums, start: int, end: int) -> tuple[int, int]:
    """Sentences among the runs, and the links and comments' labels between them."""
    woven = sums.count("link", start, end) + sums.comment_labels(start, end)
    return max(1, sums.count("prose", start, end)), woven


def _count_beside(number: int, page: PageText) -> int:
    """Links and comments' labels that have one parent with a single text: its teaser's title."""
    parent = page.runs[number].owner.getparent()
    around = page.runs[max(0, number - NEAR) : number + NEAR]
    return sum(
        (run.kind == "link" or run.is_comment_label) and run.owner.getparent() is parent
        for run in around
    )
