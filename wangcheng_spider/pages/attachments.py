"""Files of an article that stand behind its text: 附件下载：申报表.pdf, or a list of links.

Only what follows the article at once is its own: a menu of downloads has a heading, or a link to
some page, before it.
"""

import re
from itertools import islice

from lxml.html import HtmlElement

from .elements import is_block, small_text
from .media import DOCUMENT, path_of
from .runs import PageText, Run

LABEL = re.compile(
    r"\W{0,4}(?:相关|本文|文件)?附件(?:下载|列表|材料|文件)?\s?[一二三四五六七八九十\d]{0,2}(?=\W|$)"
)
LONGEST_LABEL = 100
"""Characters: 附件：1.申报表 2.名单."""
MOST_FILES, MOST_LINKS = 40, 60
"""Lines with files behind an article; links of an element that are looked at."""
DEPTH = 6
"""Elements between a link and the block around it, or the block inside, at most."""
GAP = 4
"""Other lines between two that count, at most: an editor, buttons, 点击下载."""


def find_files(page: PageText, last: int) -> list[HtmlElement]:
    """Links to the files of the article that ends before run ``last``, in the page's order."""
    runs, first = page.runs, last
    while first > max(0, last - MOST_FILES) and _find_links(runs[first - 1]):
        first -= 1
    found: list[HtmlElement] = []
    is_labelled = first > 0 and _is_label(runs[first - 1])
    is_next, gap = True, 0
    for run in runs[first : last + MOST_FILES]:
        is_label, links = _is_label(run), _find_links(run)
        is_wanted = is_label or is_next or is_labelled
        if links and is_wanted and (is_label or _holds_files_alone(run, is_labelled)):
            found.extend(links)
        elif not is_label:
            is_next, gap = is_next and run.kind != "noise", gap + 1
            if gap > GAP or not _may_stand_between(run, is_labelled, bool(found)):
                break
            continue
        is_labelled, gap = is_labelled or is_label, 0
    return found


def _is_label(run: Run) -> bool:
    return len(run.text) <= LONGEST_LABEL and LABEL.match(run.text) is not None


def _holds_files_alone(run: Run, is_labelled: bool) -> bool:
    """Nothing but files; below a label words may stand beside them. A footer's line has pages."""
    if run.kind != "link" and (not is_labelled or run.kind == "legal"):
        return False
    return not any(_leads_to_page(link) for link in _own_links(run))


def _leads_to_page(link: HtmlElement) -> bool:
    href = (link.get("href") or "#").lstrip()
    return not href.startswith(("#", "javascript:")) and not _leads_to_file(link)


def _may_stand_between(run: Run, is_labelled: bool, has_files: bool) -> bool:
    """Editors; between a label and its files a few words; before them buttons."""
    if run.kind == "noise":
        return not has_files
    return run.kind == "label" or (is_labelled and run.kind == "short")


def _find_links(run: Run) -> list[HtmlElement]:
    """Links to files whose words are this line's."""
    return [link for link in _own_links(run) if _leads_to_file(link)] if run.linked else []


def _own_links(run: Run) -> list[HtmlElement]:
    around = [one for one in islice(run.owner.iterancestors(), DEPTH) if one.tag == "a"]
    inside = islice(run.owner.iter("a"), 0 if around else MOST_LINKS)
    own = [link for link in inside if _is_of(link, run.owner)]
    return [link for link in around[:1] + own if (small_text(link) or "\0") in run.text]


def _leads_to_file(link: HtmlElement) -> bool:
    return DOCUMENT.search(path_of((link.get("href") or "").strip())) is not None


def _is_of(link: HtmlElement, owner: HtmlElement) -> bool:
    """True for the element's own link, not for that of a block inside."""
    near = islice(link.iterancestors(), DEPTH)
    return next((one for one in near if is_block(str(one.tag))), None) is owner
