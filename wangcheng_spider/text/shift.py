"""An original that is followed byte by byte along the visible text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Optional

from .gbk import chars_of_trail, decode_pair, is_trail
from .torn import Lost, Piece, guess, likely, weigh

NONE, UNKNOWN = -1, -2
GAP, PAIR, SILENT, ODD = 2.0, 4.0, 5.0, 26.0
"""What it costs to suppose a gap where one shows, a pair without a character, a gap that does not
show, nonsense."""
LETTER = -8.0
"""The weight of an ASCII character that is lost."""
QUESTION = 5.0
"""… and a ``?`` that is the portal's own, beside a tear."""


class Node(NamedTuple):
    """The pieces of an original, the last one first."""

    before: Optional["Node"]
    piece: Piece


@dataclass(frozen=True, slots=True)
class State:
    """An original so far. ``pending``: a lead byte that waits for its trail byte."""

    score: float
    pending: int
    last: int
    """The last byte; -1 if it is not known."""
    prev: str
    """The last character; empty if it is not known."""
    node: Node | None

    def add(self, piece: Piece, last: int, cost: float = 0.0) -> "State":
        """The state behind one more character."""
        if isinstance(piece, Lost):
            best, weight = guess(self.prev, piece.chars)
            score = self.score + (LETTER if piece.is_letter else weight) - cost
            return State(score, NONE, last, best, Node(self.node, piece))
        score = self.score + weigh(self.prev, piece) - cost
        return State(score, NONE, last, piece, Node(self.node, piece))


def unknown(state: State) -> State:
    """Behind a lead byte that nothing is known of."""
    return State(state.score - GAP, UNKNOWN, NONE, state.prev, state.node)


def close(state: State, trail: int) -> State | None:
    """The pending lead byte gets its trail byte; None if that is no character."""
    if state.pending == UNKNOWN:
        chars = chars_of_trail(trail) if is_trail(trail) else ""
        return state.add(Lost(likely(chars)), trail) if chars else None
    char = decode_pair(state.pending, trail)
    return state.add(char, trail) if char else None


def shift(state: State, raw: bytes) -> Iterator[State]:
    """A visible character out of step: its first byte closes one, its second opens the next."""
    new = close(state, raw[0])
    if new is None:
        return
    if len(raw) == 1:
        yield new
    elif raw[1] > 0x80:
        yield State(new.score, raw[1], raw[1], new.prev, new.node)
    elif raw[1] == 0x80:
        yield new.add("€", NONE, ODD)
    else:
        yield new.add(chr(raw[1]), raw[1])
