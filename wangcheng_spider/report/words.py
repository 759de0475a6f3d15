"""What figures are called on the page, in Chinese and English."""

from typing import NamedTuple

from ..exit_codes import (
    BUSY,
    DONE,
    INTERNAL,
    INTERRUPTED,
    NOT_WRITTEN,
    NOTHING,
    SOME_FAILED,
    USAGE,
)


class Verdict(NamedTuple):
    """How a run is judged."""

    sign: str
    """Says it to those who don't see the colour."""
    tone: str
    zh: str
    en: str


VERDICTS: dict[int | None, Verdict] = {
    DONE: Verdict("✓", "good", "完成", "done and complete"),
    INTERNAL: Verdict("✗", "bad", "内部错误", "internal error"),
    USAGE: Verdict("✗", "bad", "用法或配置有误", "wrong usage or profile"),
    NOTHING: Verdict("✗", "bad", "该有的没有", "nothing found where something must be"),
    SOME_FAILED: Verdict("!", "warn", "完成，有文章失败", "finished, some articles failed"),
    BUSY: Verdict("✗", "bad", "数据目录被占用或损坏", "DATA_DIR busy or damaged"),
    INTERRUPTED: Verdict("!", "warn", "中断，可续", "interrupted, resumable"),
    NOT_WRITTEN: Verdict("✗", "bad", "无法写入", "could not write"),
    None: Verdict("?", "warn", "未知", "not judged"),
}
"""By exit code."""

WORDS = {
    "new": "新 new",
    "edited": "修改 edited",
    "better_copy": "更好的副本 better copy",
    "gone": "下架 gone",
    "back": "恢复 back",
    "other": "其他 other",
    "responses": "响应 responses",
    "this": "本次 this run",
    "all": "所示各次 all runs shown",
}
