"""A mirror's copy → the portal's own words, and how each word was changed.

The mirror's steps are undone in reverse: torn characters and readings, extra commas, script,
width. Honest text comes back as it is; what cannot be undone is said, never half-repaired.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from .evidence import HONEST, Verdict, is_above_suspicion, judge
from .marks import READING, Mark, Survey, is_torn_mark, survey
from .punctuation import Edit, undouble, widen
from .script import simplify
from .tears import realign
from .torn import Lost, fill_gaps

AROUND, STEP = 3000, 1000
"""Characters on each side of a gap that may hold the same word, up to the next full STEP: gaps that
stand together look at the same."""
BY_ORDER = Verdict("mangled", "by order")
NARROW = str.maketrans("，；！", ",;!")
ROUNDS = 4
"""What is hidden below a reading is found in the next round; no page needs a third."""


class Change(NamedTuple):
    """One change: ``before``, at ``start`` of the text as it came, is ``after`` now."""

    rule: str
    """reading, tear, lost, comma, stray, script, width."""
    start: int
    end: int
    before: str
    after: str
    note: str = ""
    """What was chosen where two originals are possible, or what is lost."""


class Pass(NamedTuple):
    """One step over a text: ``edits`` in order, in places of ``text``."""

    text: str
    edits: Sequence[Edit]


@dataclass(frozen=True)
class Restored:
    """A text in the portal's own words."""

    text: str
    verdict: Verdict = HONEST
    passes: tuple[Pass, ...] = field(default=(), repr=False)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """All changes, in the order of the text as it came."""
        return tuple(sorted(_list_changes(self.passes), key=lambda change: change[1:3]))

    @cached_property
    def counts(self) -> dict[str, int]:
        """rule → how often it changed something."""
        counts = Counter(edit.rule for one in self.passes for edit in one.edits)
        return dict(sorted(counts.items()))


def restore(
    text: str, *, force: bool = False, is_mirror: bool = False, most_torn: int | None = None
) -> Restored:
    """Undo a mirror's disguise. Total: never raises, linear in the text.

    ``is_mirror``: a host that is known as a mirror served it, so less evidence will do;
    ``force``: restore without asking whether it is one; ``most_torn``: passages that may be torn,
    a text with more stays as it is (each costs some milliseconds).

    >>> restore("望城區(qū)創(chuàng)建國家衛(wèi)生城市").text
    '望城区创建国家卫生城市'
    >>> restore("沩(wéi)水").verdict.kind
    'honest'
    """
    if not (force or is_mirror) and is_above_suspicion(text):
        return Restored(text)
    passes: list[Pass] = []
    first, plain = HONEST, text
    for number in range(ROUNDS):
        found = survey(plain)
        verdict = BY_ORDER if force else judge(plain, found, is_mirror=is_mirror)
        first = first if number else verdict
        if most_torn is not None and sum(mark.kind != "clean" for mark in found.marks) > most_torn:
            return Restored(text, Verdict("not_restorable", f"over {most_torn} torn passages"))
        if verdict.kind != "mangled":
            return Restored(plain, first, tuple(passes))
        done, plain = _undo(plain, found)
        passes += done
        if force or not done:
            return Restored(plain, first, tuple(passes))
    return Restored(text, Verdict("not_restorable", "it does not settle"))


def restore_texts(texts: Sequence[str], *, is_mirror: bool = False) -> tuple[list[str], Restored]:
    """The texts of one page, with the evidence of all of them; as many as there were."""
    joint = "\n\x1e\n"
    restored = restore(joint.join(texts), is_mirror=is_mirror)
    parts = restored.text.split(joint)
    if len(parts) != len(texts):  # a tear ate the joint, or a text holds one
        parts = [restore(text, force=restored.verdict.kind == "mangled").text for text in texts]
    return parts, restored


def _undo(text: str, found: Survey) -> tuple[list[Pass], str]:
    """Step by step: what was done, and the text behind it."""
    done: list[Pass] = []
    for step in (_undo_readings, _undo_marks, _undo_script, _undo_width):
        if edits := step(text, found):
            done.append(Pass(text, edits))
            text = apply(text, edits)
    return done, text


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after edits that are in order and do not overlap."""
    kept, end = list[str](), 0
    for edit in edits:
        kept += (text[end : edit.start], edit.after)
        end = edit.end
    return "".join((*kept, text[end:]))


def _undo_readings(text: str, found: Survey) -> list[Edit]:
    """Readings go; torn passages are put in step again."""
    edits: list[Edit] = []
    at = {mark.start: mark for mark in found.marks}
    end = 0
    for mark in found.marks:
        if mark.start < end:
            continue  # within a passage
        if mark.kind == "clean":
            edits.append(Edit(mark.start, mark.end, "", "reading"))
        else:
            torn = _undo_tear(text, mark, found, at)
            edits += torn
            end = torn[-1].end if torn else mark.end
    return edits


def _undo_tear(text: str, mark: Mark, found: Survey, at: dict[int, Mark]) -> list[Edit]:
    """The edits of one passage; a stray byte alone tears nothing."""
    torn = realign(text, mark, found, at)
    if torn is None:
        return []
    context = re.split("[\n>]", text[max(0, mark.start - 300) : mark.start])[-1]
    page = ""
    if any(isinstance(piece, Lost) for piece in torn.pieces):
        start, end = mark.start - AROUND, min(torn.end, mark.start + AROUND) + AROUND
        page = _read_around(text, max(0, start - start % STEP), end - end % -STEP)
    plain, notes, lost = fill_gaps(torn.pieces, context, text[torn.end : torn.end + 1], page)
    if not torn.is_sure:
        notes.append("another original is possible")
    shown = plain.translate(NARROW) if found.is_narrow else plain
    rule = "stray" if mark.kind == "stray" and shown == text[mark.end : torn.end] else "tear"
    is_weak = mark.kind == "stray" and not found.strays and not is_torn_mark(text, mark.start)
    if is_weak and plain[:1] in ("！", "!"):
        return []  # the portal's own ``?！``
    edits = [Edit(mark.start, torn.end, plain, rule, "; ".join(notes))]
    edits += [Edit(torn.end, torn.end, "", "lost", "not in the page")] * lost
    return edits


@lru_cache(maxsize=1)
def _read_around(text: str, start: int, end: int) -> str:
    return READING.sub("", text[start:end])


def _undo_marks(text: str, found: Survey) -> list[Edit]:
    return list(undouble(text))


def _undo_script(text: str, found: Survey) -> list[Edit]:
    """One edit a run of characters."""
    plain, notes = simplify(text)
    if plain == text:
        return []
    said = dict(notes)
    edits: list[Edit] = []
    start = -1
    for place, (old, new) in enumerate(zip(text + "\0", plain + "\0", strict=True)):
        if old != new and start < 0:
            start = place
        elif old == new and start >= 0:
            note = "; ".join(said[n] for n in range(start, place) if n in said) if said else ""
            edits.append(Edit(start, place, plain[start:place], "script", note))
            start = -1
    return edits


def _undo_width(text: str, found: Survey) -> list[Edit]:
    return list(widen(text)) if found.is_narrow else []


def _list_changes(passes: Sequence[Pass]) -> Iterable[Change]:
    """Changes in places of the first pass's text."""
    for number, one in enumerate(passes):
        earlier = [_Places(before.edits) for before in reversed(passes[:number])]
        for edit in one.edits:
            start, end = edit.start, edit.end
            for places in earlier:
                last = places.back(end - 1) + 1 if end > start else 0
                start = places.back(start)
                end = max(start, last)
            before = one.text[edit.start : edit.end]
            yield Change(edit.rule, start, end, before, edit.after, edit.note)


class _Places:
    """Places behind a pass → places before it."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        shifts = accumulate((len(e.after) - (e.end - e.start) for e in edits), initial=0)
        self._shifts = list(shifts)
        self._starts = [e.start + s for e, s in zip(edits, self._shifts, strict=False)]

    def back(self, place: int) -> int:
        number = bisect_right(self._starts, place) - 1
        if number < 0:
            return place
        edit, start = self._edits[number], self._starts[number]
        if place < start + len(edit.after):
            return min(edit.start + place - start, edit.end)
        return place - self._shifts[number + 1]
