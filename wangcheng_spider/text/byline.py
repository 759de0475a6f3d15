"""Bylines and tails: what stands behind which label, in whatever order."""

import re
from dataclasses import dataclass, field

from ..items import Credit
from .dates import DATE, WRITTEN_OUT, find_date
from .labels import EDITOR, SIGNING, SOURCE, UNKNOWN, find_labels, match_label, name_label
from .memory import remember
from .people import NAME, SURNAMES, is_reporter, read_people

JOINT = "\x1f"
"""Stands where one inline element ends and another begins; a blank, but one that ends a source.
Two of them are the border of a block: what stands behind a value there is not its own."""
BARE_ROLE = (
    "(?:责任编辑|值班编辑|责编|编辑|责任校对|校对|[一二三初复终]审|审核|签发|监制|记者|作者|采写|撰文"
    "|通讯员|摄影|实习生|统筹)"
)
BARE_NAMES = rf"{NAME}(?:[\s、，,]{{1,3}}{NAME}){{0,4}}"
BRACKET = re.compile(r"[\[【（(]")
REPORTER = r"[\u4e00-\u9fff·]{1,14}(?:记者|通讯员)"
"""本报记者, 江城晚报记者"""
BRACKETED = re.compile(
    rf"[\[【（(]\s*(来源|{BARE_ROLE})\s+((?:(?!\s{BARE_ROLE}\s)[^\]】）):：]){{2,40}}?)\s*[\]】）)]"
)
FRAMED = re.compile(
    rf"[【\[]\s?({'|'.join(SOURCE + EDITOR + SIGNING)})\s?[】\]]\s?[:：]?\s?"
    r"(?=[^\s，。]{2,16}\s{0,8}$)"
)
"""【记者】张三: the role alone in brackets."""
BARE_PIECE = re.compile(rf"\s{{0,8}}({BARE_ROLE}|{REPORTER})\s{{1,8}}({BARE_NAMES})(?=[\s)）]|$)")
BARE_LINE = re.compile(
    rf"\s{{0,8}}+[□■○●◎]?\s{{0,8}}+"
    rf"(?:(?:{BARE_ROLE}|{REPORTER})\s{{1,8}}+{BARE_NAMES}(?:\s{{1,8}}+|$)"
    rf"|(?:[文图摄](?:\s?[/／]?\s?[文图摄])?|(?:摄影)?报道|{NAME}\s摄影)(?:\s{{1,8}}+|$)){{1,6}}"
)
"""编辑 张三 校对 李四: roles and names without a colon."""
BARE_BEHIND = re.compile(
    rf"(?:(?<=[\s|｜])(?:{BARE_ROLE}|{REPORTER})|记者)\s{{1,8}}{BARE_NAMES}(?=[\s|｜)）]|$)"
)
"""… 记者 张三 李四: the same behind another value. 记者 alone says nothing."""
ROLE_AND_NAME = re.compile(rf"[辑编对核审发制者写文员影生筹]\s{{1,8}}[{SURNAMES}]")
"""The end of any of those roles, and a name's beginning: a quick look before the search."""
WROTE_AND_TOOK = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:文\s?[/／]\s?[图摄]|图\s?[/／]\s?文)\s{{1,4}}(?={NAME})"
)
"""文/图 张三"""
VALUE = r"([^\x1f，。！？；：:]{2,20})"
SOURCE_ALONE = re.compile(rf"\s{{0,4}}(来源|稿源)\s{{1,4}}{VALUE}")
"""来源 望城融媒, and nothing else."""
BESIDE = re.compile(rf"\s{{0,4}}(来源|稿源|作者|责任编辑|责编|编辑)\s?\x1f\s?{VALUE}")
"""A label and its value, one of them in an element of its own."""
BARS = re.compile("([\x1f|｜])")
SHORT_YEAR = re.compile(r"(时间\s?[:：]\s?)(\d\d-\d\d-\d\d)")
SHORT_DAY = r"\d{1,2}[-/]\d{1,2}\s{1,3}\d{1,2}:\d\d"
"""A day without its year, and a time of day."""
SHORT_DATED = re.compile(rf"[\s|｜]{{0,4}}{SHORT_DAY}")
CUT = re.compile(
    r"\x1f{2}|[|｜丨【】\[\]<>]|(?<!—)—++分享—+|分享到|字号|打印|扫一扫|大中小|\s{4,}"
    rf"|\s(?:{SHORT_DAY}|参与互动|我要评论|评论|举报|收藏|转发|订阅|关注|进入专题|听新闻)"
)
TRIM = " \t\r\n\x1f\u00a0\u3000：:()（）【】[]|｜丨/／—-"


@dataclass(slots=True)
class Byline:
    """What a byline (or a tail) says; names are split, CMS names are left out."""

    source: str | None = None
    authors: list[str] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    date_raw: str | None = None
    labels: int = 0
    """How many labels were found: none means that this is no byline."""


def read_byline(text: str) -> Byline:
    """Values by their labels, full- or half-width, with blanks inside, in any order.

    >>> read_byline("来源：望城融媒 作者:张三 李四 编辑：redcloud 2023-10-16 17:40").authors
    ['张三', '李四']
    """
    found = _read_byline(text)
    credits = [Credit(credit.role, credit.name) for credit in found.credits]
    authors, editors = found.authors.copy(), found.editors.copy()
    return Byline(found.source, authors, editors, credits, found.date_raw, found.labels)


@remember
def _read_byline(text: str) -> Byline:
    text = SHORT_YEAR.sub(r"\g<1>20\2", _add_colons(text))
    byline = Byline(date_raw=find_date(text.replace(JOINT, " ")))
    marks = find_labels(text)
    byline.labels = len(marks)
    if marks or byline.date_raw:
        _take_bare(byline, text[: marks[0].start()] if marks else text)
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(text)
        value = text[mark.end() : end]
        if mark["source"] or mark["data"]:
            value = _take_bare(byline, value)
        if mark["data"] is None and (value := _trim(value)):
            _take(byline, mark, value)
    return byline


def _take_bare(byline: Byline, value: str) -> str:
    """The value without the roles and names behind it that have no colon; these are taken."""
    match = BARE_BEHIND.search(value) if ROLE_AND_NAME.search(value) else None
    if match is None:
        return value
    text = BARE_PIECE.sub(_label, value[match.start() :])
    marks = find_labels(text)
    byline.labels += len(marks)
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=False):
        _take(byline, mark, _trim(text[mark.end() : end]))
    return value[: match.start()]


def _add_colons(text: str) -> str:
    """[记者 张三] and a line 编辑 张三, as if they were written with a colon."""
    if BRACKET.search(text):
        text = FRAMED.sub(JOINT + r"\1：", BRACKETED.sub(_label, text))
    if "文" in text:
        text = WROTE_AND_TOOK.sub("文图：", text)
    if JOINT * 2 in text:
        return (JOINT * 2).join([_add_colons(line) for line in text.split(JOINT * 2)])
    if len(text) < 30 and (match := BESIDE.fullmatch(text)):
        return f"{match[1]}：{match[2]}"
    if BARS.search(text):
        return "".join([_add_colon(part) for part in BARS.split(text)])
    return _add_colon(text) if len(text) < 60 else text


def _add_colon(line: str) -> str:
    if "源" in line and (match := SOURCE_ALONE.fullmatch(line)):
        return f"{match[1]}：{match[2]}"
    bare = line.strip(" \u3000（()）")
    return BARE_PIECE.sub(_label, bare) if BARE_LINE.fullmatch(bare) else line


def _label(match: re.Match[str]) -> str:
    """A role and names, written with a colon; whose reporter it is, is left out."""
    role = match[1][max(match[1].rfind("记者"), match[1].rfind("通讯员"), 0) :]
    return f"{JOINT}{role}：{match[2]}{JOINT * 2}"


def _trim(value: str) -> str:
    """The value alone: without a date behind it, and without furniture."""
    match = UNKNOWN.search(value)
    value = (value[: match.start()] if match else value).strip(TRIM)
    for pattern in (DATE, WRITTEN_OUT, CUT) if "年" in value else (DATE, CUT):
        match = pattern.search(value)
        if match and match.start() > 0:
            value = value[: match.start()]
        elif match:
            value = value[match.end() :]
    return value.strip(TRIM)


def _take(byline: Byline, mark: re.Match[str], value: str) -> None:
    label = name_label(mark)
    if mark["source"]:
        byline.source = byline.source or value.split(JOINT)[0].strip(TRIM)
    elif mark["author"] or label == "文":
        for role, name in read_people(value):
            if is_reporter(role):
                _add(byline.authors, name)
            else:
                _credit(byline, role or label, name)
    elif mark["editor"]:
        for _, name in read_people(value):
            _add(byline.editors, name)
    elif mark["other"]:
        for _, name in read_people(value):
            _credit(byline, label, name)


def _add(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)


def _credit(byline: Byline, role: str, name: str) -> None:
    credit = Credit(role, name)
    if credit not in byline.credits:
        byline.credits.append(credit)


def merge(first: Byline, second: Byline) -> Byline:
    """A byline whose gaps are filled from another, such as the tail."""
    return Byline(
        first.source or second.source,
        first.authors or second.authors,
        first.editors or second.editors,
        first.credits + [c for c in second.credits if c not in first.credits],
        first.date_raw or second.date_raw,
        first.labels + second.labels,
    )


def add(first: Byline, second: Byline) -> Byline:
    """Two lines of one tail: who is named in either. The first source counts."""
    both = merge(first, second)
    both.authors = list(dict.fromkeys(first.authors + second.authors))
    both.editors = list(dict.fromkeys(first.editors + second.editors))
    return both


TAIL_LINE = re.compile(
    r"[\s【\[（(]*(?:本文(?:链接|鏈接|地址|来源|系|为|為)|[阅閱][读讀]下一篇|[上下]一篇\s*[:：]|返回.{0,16}首[页頁]"
    r"|《\s?[^《》]{2,16}》\s?[（(]\s?\d{4}\s?年.{4,16}版\s?[）)]$|(?:版权|免责|特别)声明|(?:相关|推荐|延伸|更多)(?:阅读|新闻|报道|链接)|原标题\s*[:：]|(?:关键[词字]|标签|Tags?)\s*[:：])"
)
CORRECTION = re.compile(r"^\s*[【\[]\s*(?:我要)?纠错\s*[】\]]")
STOP = re.compile(r"[，。！？；]")
SENTENCE = re.compile(r"[。！？!?；;]")


@remember
def is_tail(text: str) -> bool:
    """True for a line that belongs behind an article: labelled names, links, notices.

    >>> is_tail("【责任编辑：张三】"), is_tail("记者：您怎么看？"), is_tail("来源地区广泛。")
    (True, False, False)
    """
    text = CORRECTION.sub("", text).strip()
    if not text or len(text) > 200:
        return False
    if TAIL_LINE.match(text):
        return True
    text = _add_colons(text).strip(JOINT)
    mark = match_label(text.lstrip(" \u3000【[（(/"))
    if mark is None or mark["data"]:
        return False
    return len(text) <= 80 and not SENTENCE.search(text)


@remember
def is_byline(text: str) -> bool:
    """A line that says when, and by whom or from where; or nothing but a date.

    >>> is_byline("2023-10-16 17:40 来源：望城融媒"), is_byline("2023年10月16日，活动开始。")
    (True, False)
    """
    if len(text) > 200:
        return False
    line = _add_colons(text)
    date, labels = find_date(line), len(find_labels(line))
    if date is None:
        return labels >= 2 or (labels == 1 and SHORT_DATED.match(line) is not None)
    rest = text.replace(date, "", 1).strip(" |｜[]【】()（）:：-—/")
    return labels >= 1 or (len(rest) <= 12 and not STOP.search(rest))
