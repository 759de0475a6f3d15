"""Torn characters: the bytes are put back, the lost one from the reading that took its place.

A reading was put behind two bytes that were not one character: the trail byte of one and the lead
byte of the next. From there every visible character is made of the halves of two, until an ASCII
byte comes. So the visible characters are taken apart into bytes again, the lost byte is any that
makes a hanzi with the reading, and the bytes are decoded from where the text was still in step.
Where several originals are possible (two hanzi of one reading; a letter that NFKC made of a pair)
all are followed, and the one that reads best is kept: Viterbi's way, linear in the text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from .gbk import (
    chars_of_lead,
    compatible,
    decode_pair,
    encode_char,
    longest_compatible,
)
from .marks import Decoder, Mark, Survey, find_torn_quote, is_torn_mark, last_bytes, torn_hanzi
from .script import is_traditional
from .shift import (
    GAP,
    NONE,
    ODD,
    PAIR,
    QUESTION,
    SILENT,
    UNKNOWN,
    State,
    close,
    shift,
    unknown,
)
from .torn import Lost, Piece, likely

MIXED = 5.0
"""What it costs to suppose that NFKC made a letter, in a text that has full-width marks."""
QUOTE = 16.0
"""… that a ``?！`` is the portal's own where it looks torn."""
WIDER = 0xFEE0
"""From an ASCII character to its full-width form."""
AROUND = 3000
"""Characters on each side that tell how lines end."""
WIDTH = 48
"""Readings of the bytes that are followed at a time."""
TAG = re.compile(
    r"/?(?:p|br|div|span|strong|b|em|i|a|li|ul|td|tr|h\d|section|font)\b[^<>?]{0,200}>"
)
DOUBLED_END = re.compile("[，、。；]")
ENTITY = re.compile(r"(?:nbsp|[lr][ds]quo|middot|mdash|hellip|amp|lt|gt|quot|#\d{2,5});")


class Torn(NamedTuple):
    """A passage in step again."""

    end: int
    pieces: list[Piece]
    is_sure: bool


def realign(text: str, first: Mark, found: Survey, at: dict[int, Mark]) -> Torn | None:
    """The original from a tear to where the text is in step again; None if it was no tear: a
    reading in brackets may be the portal's own."""
    return _Passage(text, found, at, first).run()


class _Passage:
    """A walk along the visible text, with all originals that are still possible."""

    def __init__(self, text: str, found: Survey, at: dict[int, Mark], first: Mark) -> None:
        self.text, self.found, self.at = text, found, at
        self.decoder: Decoder = first.decoder
        owner = text[first.owner] if first.owner >= 0 else ""
        lasts = set(last_bytes(owner, found.is_narrow)) if owner else {NONE}
        self.todo: dict[int, dict[tuple[int, int, str], State]] = {}
        for last in lasts or {NONE}:
            self._push(first.start, State(0.0, NONE, last, owner, None))

    def _push(self, place: int, state: State) -> None:
        states = self.todo.setdefault(place, {})
        key = (state.pending, state.last, state.prev)
        if key not in states or states[key].score < state.score:
            states[key] = state

    def run(self) -> Torn | None:
        """Step by step, until one original is left and in step."""
        begun = False
        while True:
            place = min(self.todo)
            states = self._best(self.todo.pop(place))
            mark = self.at.get(place)
            in_step = len(states) == 1 and not self.todo and states[0].pending == NONE
            if place >= len(self.text) or (begun and in_step and mark is None):
                return self._finish(place, states)
            begun = True
            if mark is None:
                for state in states:
                    self._step(place, state)
            else:
                self._pass_mark(mark, states)
            if not self.todo:
                if self.decoder not in ("eats", ""):
                    return None
                for state in states:  # nothing fits: the text is taken up again here
                    lost = self._lose(state, ODD)
                    self._push(place + 1, lost.add(self.text[place], NONE))

    def _best(self, states: dict[tuple[int, int, str], State]) -> list[State]:
        best = sorted(states.values(), key=lambda state: -state.score)
        return [one for one in best[:WIDTH] if one.score > best[0].score - 40]

    def _finish(self, end: int, states: list[State]) -> Torn:
        """The best original; at the end of the text a lead byte may still wait."""
        ends = [self._lose(s, 0.0) if s.pending != NONE else s for s in states]
        ends.sort(key=lambda state: -state.score)
        pieces: list[Piece] = []
        node = ends[0].node
        while node is not None:
            pieces.append(node.piece)
            node = node.before
        is_sure = len(ends) < 2 or ends[1].score < ends[0].score - 3
        return Torn(end, pieces[::-1], is_sure)

    def _pass_mark(self, mark: Mark, states: list[State]) -> None:
        if mark.kind == "clean":
            for state in states:
                self._push(mark.end, state)
        elif mark.kind == "stray":
            cost = QUOTE if is_torn_mark(self.text, mark.start) else 1.0
            for state in states:
                self._pass_stray(mark, state, cost)
        else:
            self.decoder = mark.decoder
            found = [new for state in states for new in self._tear(mark.reading, state)]
            if not found:  # the reading fits no byte: the tear is there all the same
                found = [self._lose(s, ODD) if s.pending != NONE else unknown(s) for s in states]
            for state in found:
                self._push(mark.end, state)

    def _pass_stray(self, mark: Mark, state: State, cost: float) -> None:
        """A stray byte: by itself, or with the lead byte that it tore off."""
        is_in_step = state.pending == NONE
        self._push(mark.end, replace(state, score=state.score - (cost if is_in_step else 1.0)))
        self._push(mark.end, unknown(state) if is_in_step else self._lose(state, GAP))

    def _tear(self, reading: str, state: State) -> Iterator[State]:
        """The byte that a reading took the place of, in every way that makes a hanzi."""
        if state.last < 0x81:
            return
        for hanzi in torn_hanzi(state.last, reading):
            raw = encode_char(hanzi)
            assert raw is not None
            cost = self._cost_of(hanzi, reading)
            if state.pending == NONE:
                if raw[1] > 0x80:
                    yield State(state.score - cost, raw[1], raw[1], state.prev, state.node)
            elif (new := close(state, raw[1])) is not None:
                yield replace(new, score=new.score - cost)

    def _cost_of(self, hanzi: str, reading: str) -> float:
        """A page annotates a character always or never, mostly those of traditional form."""
        if reading in self.found.annotated.get(hanzi, ()):
            return 0.0
        return (8.0 if hanzi in self.found.present else 2.0) + 2 * (not is_traditional(hanzi))

    def _lose(self, state: State, cost: float, trails: Iterable[int] | None = None) -> State:
        """The pending lead byte has lost its trail byte."""
        if state.pending == UNKNOWN:
            return state.add(Lost(""), NONE, cost)
        chars = chars_of_lead(state.pending)
        if trails is not None:
            allowed = set(trails)
            chars = "".join(
                ch
                for ch in chars
                if (encode_char(ch) or b"")[-1:] and (encode_char(ch) or b"")[-1] in allowed
            )
        return state.add(Lost(likely(chars)), NONE, cost)

    def _step(self, place: int, state: State) -> None:
        """One visible character, or several that NFKC made of one."""
        char = self.text[place]
        raw = encode_char(char)
        if state.pending == NONE:
            self._step_in(place, char, raw, state)
            return
        if char in "?\ufffd":
            self._step_gap(place, char, state)
        elif char in ",，" and DOUBLED_END.match(self.text, place + 1):
            self._push(place + 1, replace(state, score=state.score - GAP))  # put in afterwards
        if raw is None:
            self._push(place + 1, self._lose(state, ODD).add(char, NONE))
        elif char != "\ufffd":
            self._step_out(place + 1, char, raw, state)
        is_narrow = self.found.is_narrow
        if is_narrow and self._is_wide(place):
            for new in shift(state, encode_char(chr(ord(char) + WIDER)) or b""):
                self._push(place + 1, new)
        elif is_narrow or (not self.found.is_page and char.isalpha()):
            self._step_narrow(place, state)

    def _step_narrow(self, place: int, state: State) -> None:
        """What NFKC may have changed."""
        cost = 1.0 if self.found.is_narrow else MIXED
        for length in range(1, longest_compatible() + 1):
            for other in compatible().get(self.text[place : place + length], ()):
                for new in shift(state, other):
                    self._push(place + length, replace(new, score=new.score - cost))

    def _step_in(self, place: int, char: str, raw: bytes | None, state: State) -> None:
        """In step: the character is what it seems; its last byte may be NFKC's secret."""
        lasts = {raw[-1] if raw else NONE}
        mark = self.at.get(place + 1)
        if mark is not None and mark.kind == "tear":
            lasts.update(last_bytes(char, self.found.is_narrow))
        cost = QUESTION if char == "?" else 0.0
        if cost and TAG.match(self.text, place + 1):
            cost = ODD  # it has eaten what opens the tag
        elif cost and self.decoder == "" and state.node and isinstance(state.node.piece, Lost):
            cost = ODD  # one of several that show what a stray byte has torn
        elif mark is not None and mark.kind == "clean" and char.isascii():
            cost = ODD  # a letter has no reading: it is the half of a hanzi
        if self.found.is_narrow and self._is_wide(place):
            char = chr(ord(char) + WIDER)
        for last in lasts:
            self._push(place + 1, state.add(char, last, cost))

    def _is_wide(self, place: int) -> bool:
        """True for a text dump's mark that was full-width: a stray byte stands before it."""
        mark = self.at.get(place - 1)
        return mark is not None and mark.kind == "stray"

    def _step_out(self, end: int, char: str, raw: bytes, state: State) -> None:
        """Out of step: the halves belong to two characters."""
        for new in shift(state, raw):
            self._push(end, new)
        if len(raw) == 1:
            cost = SILENT if self.decoder in ("drops", "shows", "swallows") else ODD
            self._push(end, self._lose(state, cost).add(char, raw[-1]))
        elif self.decoder in ("drops", "shows"):
            # one byte of a pair without a character was dropped: the text is in step again
            lost = self._lose(state, SILENT, _unmapped(raw[0]))
            if lost.node and isinstance(lost.node.piece, Lost) and lost.node.piece.chars:
                self._push(end, lost.add(char, raw[-1]))
        elif self.decoder == "swallows":
            lost = self._lose(state, SILENT).add(Lost("", is_letter=True), NONE)
            self._push(end, lost.add(char, raw[-1]))

    def _step_gap(self, place: int, char: str, state: State) -> None:
        """A ``?`` out of step: the end of the shift, or a pair without a character."""
        before = self.at.get(place - 2)
        is_stray = before is not None and before.kind == "stray"
        quote = find_torn_quote(self.text, place - 2) if is_stray else ""
        lost = self._lose(state, GAP, quote.encode("gbk")[1:] or None)
        if quote and self.text[place + 1 : place + 2] in ("", "\n"):
            self._end_line(place + 1, lost)
        elif char == "?" and self.decoder != "shows":
            self._eat(place + 1, lost)
        else:
            self._push(place + 1, lost)
        pair = self._lose(state, PAIR, (*range(0xA1, 0xB0), *range(0xF8, 0xFF)))
        self._push(place + 1, unknown(pair))

    def _end_line(self, place: int, lost: State) -> None:
        """Behind 。” a line has nothing but its end."""
        around = self.text[max(0, place - AROUND) : place + AROUND]
        eaten = "\r" if "\r" in self.found.present else "\n" if "\n\n" in around else ""
        self._push(place, lost.add(eaten, ord(eaten)) if eaten else lost)

    def _eat(self, place: int, lost: State) -> None:
        """The ASCII byte that ended the shift is gone too; what opened a tag is known."""
        tag = TAG.match(self.text, place)
        if tag and "<" not in self.found.present:
            self._push(tag.end(), lost.add("\n", 0x0A))
        elif tag:
            self._push(place, lost.add("<", 0x3C))
        elif ENTITY.match(self.text, place):
            self._push(place, lost.add("&", 0x26))
        elif DOUBLED_END.match(self.text, place):
            self._push(place, lost.add(",", 0x2C))  # the mirror's own comma
        else:
            self._push(place, lost.add(Lost("", is_letter=True), NONE))


def _unmapped(trail: int) -> Iterator[int]:
    """Leads that make no character with a trail byte."""
    return (lead for lead in range(0x81, 0xFF) if decode_pair(lead, trail) is None)
