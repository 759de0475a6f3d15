"""Dates as Chinese pages write them → ISO 8601 with offset."""

import re
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

DATE = re.compile(
    r"(?P<year>(?:19|20)(?<!\d(?:19|20))\d\d)(?:\s?[-/.年－]\s?|\s(?=\d\d\s?/))(?P<month>\d{1,2})\s?[-/.月－]\s?(?P<day>\d{1,2})\s?日?"
    r"(?:\s{0,3}(?:T|[(（]?(?:星期|周)[一二三四五六日天][)）]?\s{0,3})?(?P<half>上午|下午|晚上?)?\s{0,2}"
    r"(?P<hour>[01]?\d|2[0-3])\s?[:：时點点]\s?(?P<minute>[0-5]?\d)"
    r"(?:\s?[:：分]\s?(?P<second>[0-5]?\d)(?:\.\d{1,6})?)?[分秒]?"
    r"(?P<zone>Z|[+-]\d\d:?\d\d)?)?(?!\d)"
)
"""A day, and a time of day where one follows. Digits of any width count (``\\d`` is Unicode)."""

WRITTEN_OUT = re.compile(
    r"[一二](?:[〇○О零一二三四五六七八九]{3})年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
"""二〇二四年三月八日"""
VALUES = {ch: str(n) for n, ch in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○О零", "0")
LATER = re.compile(r"(?:更新|修改|创建|录入)(?:时间|日期|于)?\s?[:：]?\s?$")
PUBLISHED = re.compile(r"(?:发布|发表|发文|发稿|刊发|时间|日期)\s?[:：]\s?$")
BEFORE = 10
"""Characters before a date that may say what happened then."""

SHORT_DATE = re.compile(
    r"(?<!\d)\d\d(?P<mark>[-/])(?:0[1-9]|1[0-2])(?P=mark)(?:0[1-9]|[12]\d|3[01])"
    r"(?: [012]\d:[0-5]\d)?(?!\d)",
    re.ASCII,
)
"""A day whose year has two digits: told from other numbers only where it stands alone."""

BESIDE = re.compile(
    r"(?:[\[【(][^\[\]【】()\d]{1,8}[\]】)]|[\W_]"
    r"|(?:发布|发表|刊发|发稿|更新|上传|录入|添加)(?:[日于]|者:\s?\S{1,15})?"
    r"|日期|时间|(?:星期|周)[一二三四五六日天]|(?:来源|作者|编辑|责编):\s?\S{1,15}"
    r"|(?:阅读|浏览|点击|评论)(?:量|[次人]?数)?[:(]?\s?\d{1,9}\)?次?|置顶|new)*+",
    re.IGNORECASE,
)
"""What may stand beside a date that is no part of a sentence."""
MOST_BESIDE = 80
"""Characters of a text that holds a date and what may stand beside one."""

FIRST_YEAR = 1994
"""Nothing was published on the Chinese web before; an earlier date is a placeholder."""


def find_date(text: str) -> str | None:
    """The first date in a text, as it stands there; 发布时间 goes before an earlier 更新时间.

    >>> find_date("来源：望城融媒 2023-10-16 17:40:30 字号")
    '2023-10-16 17:40:30'
    """
    match = DATE.search(text)
    if match is None:
        written = WRITTEN_OUT.search(text) if "年" in text else None
        return written[0] if written else None
    if LATER.search(_before(match)):
        others = DATE.finditer(text, match.end())
        match = next((one for one in others if _is_published(one)), match)
    return match[0].strip()


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - BEFORE) : match.start()]


def _is_published(match: re.Match[str]) -> bool:
    before = _before(match)
    return PUBLISHED.search(before) is not None and not LATER.search(before)


def find_lone_date(text: str) -> str | None:
    """The date of a text that says nothing else, in half-width characters.

    >>> find_lone_date("发布时间：２０２５．０３．０３"), find_lone_date("[25-03-03]")
    ('2025.03.03', '2025-03-03')
    >>> find_lone_date("自2024年10月1日起") is None
    True
    """
    text = _to_line(text)
    if len(text) > MOST_BESIDE:
        return None
    match = DATE.search(text)
    short = None if match else SHORT_DATE.search(text)
    found = match or short
    if found is None or not (is_beside(text[: found.start()]) and is_beside(text[found.end() :])):
        return None
    return f"20{found[0]}" if short else found[0].strip()


def is_beside(text: str) -> bool:
    """True if a text may stand beside a date without making a sentence of it.

    >>> is_beside("发布时间："), is_beside("截止日期：")
    (True, False)
    """
    if not text or text.isspace():
        return True
    line = _to_line(text)
    return len(line) <= MOST_BESIDE and BESIDE.fullmatch(line) is not None


def _to_line(text: str) -> str:
    if text.isascii():
        return " ".join(text[: 4 * MOST_BESIDE].split())
    return " ".join(unicodedata.normalize("NFKC", text[: 4 * MOST_BESIDE]).split())


def parse_date(raw: str, zone: str, latest: date | None = None) -> str | None:
    """ISO 8601 with offset; None where the text holds no real or likely date.

    ``zone`` is an IANA name; ``latest``: a later day is a mistake. No time of day: T00:00:00.

    >>> parse_date("2023年10月16日 下午5:40", "Asia/Shanghai")
    '2023-10-16T17:40:00+08:00'
    """
    match = DATE.search(unicodedata.normalize("NFKC", WRITTEN_OUT.sub(_in_digits, raw)))
    if match is None:
        return None
    hour = int(match["hour"] or 0)
    if match["half"] in ("下午", "晚", "晚上") and hour < 12:
        hour += 12
    year, month, day, minute, second = (
        int(match[name] or 0) for name in ("year", "month", "day", "minute", "second")
    )
    try:
        moment = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    if moment.year < FIRST_YEAR or (latest and moment.date() > latest):
        return None
    if match["zone"]:
        return moment.isoformat() + _read_zone(match["zone"])
    return moment.replace(tzinfo=ZoneInfo(zone)).isoformat()


def _in_digits(match: re.Match[str]) -> str:
    """二〇二四年十二月三十一日 → 2024年12月31日"""
    year, month, day = re.split("[年月]", match[0].rstrip("日"))
    return f"{''.join(VALUES[ch] for ch in year)}年{_count(month)}月{_count(day)}日"


def _count(text: str) -> int:
    """Up to 99: 八, 十二, 三十一, 二十."""
    tens, ten, ones = text.partition("十") if "十" in text else ("", "", text)
    return int(VALUES.get(tens, "1" if ten else "0")) * 10 + int(VALUES.get(ones, "0"))


def _read_zone(text: str) -> str:
    digits = text.replace(":", "")
    return "+00:00" if text == "Z" else f"{digits[:3]}:{digits[3:]}"


def midnight(day: date, zone: str) -> str:
    """The beginning of a day as ISO 8601 with offset."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).isoformat()
