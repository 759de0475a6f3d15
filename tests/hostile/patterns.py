"""Every pattern of the package, and strings that are made to keep each busy."""

import ast
import importlib
import itertools
import pkgutil
import random
import re
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from re import _constants as ops  # type: ignore[attr-defined] # the parsed form has no public name
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import wangcheng_spider

Pattern = re.Pattern[Any]
METHODS = ("search", "match", "fullmatch", "sub", "split", "findall", "finditer")
MOST_PUMPS = 60
"""Strings that are repeated against one pattern."""


@dataclass
class Found:
    """A pattern, where it stands, and the methods that the package calls it by."""

    pattern: Pattern
    place: str
    methods: set[str]


def find_patterns() -> list[Found]:
    """Compiled patterns of all modules, and those that functions name in place."""
    names = [m.name for m in pkgutil.walk_packages(wangcheng_spider.__path__, "wangcheng_spider.")]
    modules = [importlib.import_module(name) for name in names if ".demo" not in name]
    trees = [ast.parse(Path(str(module.__file__)).read_text("utf-8")) for module in modules]
    called = _find_calls(trees)
    found: dict[str, Found] = {}
    for module, tree in zip(modules, trees, strict=True):
        for name, value in vars(module).items():
            for pattern in _inside(value):
                one = Found(pattern, f"{module.__name__}.{name}", set())
                methods = called.get(name, set(METHODS))
                found.setdefault(_key(pattern), one).methods.update(methods)
        for node in ast.walk(tree):
            if (named := _named(node)) is not None:
                method, pattern, line = named
                one = Found(pattern, f"{module.__name__}:{line}", set())
                found.setdefault(_key(pattern), one).methods.add(method)
    return sorted(found.values(), key=lambda one: one.place)


def _find_calls(trees: list[ast.Module]) -> dict[str, set[str]]:
    """Name of a pattern → methods that are called on it, or handed on (``filter(X.match, …)``)."""
    called: dict[str, set[str]] = {}
    for node in itertools.chain.from_iterable(map(ast.walk, trees)):
        is_named = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if is_named and node.attr in METHODS:
            called.setdefault(node.value.id, set()).add(node.attr)
    return called


def _key(pattern: Pattern) -> str:
    return f"{pattern.pattern!r}/{pattern.flags}"


def _inside(value: object) -> Iterator[Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from itertools.chain.from_iterable(map(_inside, value.values()))
    elif isinstance(value, tuple | list | set | frozenset) and len(value) < 1000:
        yield from itertools.chain.from_iterable(map(_inside, value))


def _named(node: ast.AST) -> tuple[str, Pattern, int] | None:
    """Method, pattern and line of a call such as ``re.sub(r"…", …)``."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return None
    is_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
    first = node.args[0]
    if not is_re or node.func.attr not in METHODS or not isinstance(first, ast.Constant):
        return None
    return node.func.attr, re.compile(first.value), node.lineno


def make_pumps(pattern: Pattern, seed: int = 1) -> list[str]:
    """Strings to repeat: a letter of each class of the pattern, pairs, what its repeats match."""
    chance = random.Random(f"{seed}{_key(pattern)}")
    text = pattern.pattern
    tree = _parser.parse(
        text if isinstance(text, str) else text.decode("latin-1"),
        pattern.flags & ~re.UNICODE & ~re.DEBUG,
    )
    letters = list(dict.fromkeys(_letters(tree)))
    repeats = list(dict.fromkeys(filter(None, _repeats(tree, chance))))
    pairs = ["".join(pair) for pair in itertools.permutations(letters[:12], 2)]
    chance.shuffle(pairs)
    pumps = [*repeats, *letters, *(a + b for a in repeats[:4] for b in letters[:6]), *pairs]
    return list(dict.fromkeys(pumps))[:MOST_PUMPS]


def _letters(tree: Any) -> Iterator[str]:
    for op, argument in _walk(tree):
        if op in (ops.LITERAL, ops.NOT_LITERAL, ops.IN, ops.ANY):
            yield _sample_one(op, argument, random.Random(1))


def _walk(tree: Any) -> Iterator[tuple[Any, Any]]:
    for op, argument in tree:
        yield op, argument
        for part in argument if isinstance(argument, tuple | list) else ():
            for inner in part if isinstance(part, list) else (part,):
                if isinstance(inner, _parser.SubPattern):
                    yield from _walk(inner)


def _repeats(tree: Any, chance: random.Random) -> Iterator[str]:
    for op, argument in _walk(tree):
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT) and argument[1] > 8:
            for _ in range(3):
                yield sample(argument[2], chance)


def sample(tree: Any, chance: random.Random) -> str:
    """A string that a parsed pattern matches, but for what it looks around for."""
    text = ""
    for op, argument in tree:
        if op in (ops.LITERAL, ops.NOT_LITERAL, ops.IN, ops.ANY):
            text += _sample_one(op, argument, chance)
        elif op is ops.BRANCH:
            text += sample(chance.choice(argument[1]), chance)
        elif op is ops.SUBPATTERN:
            text += sample(argument[3], chance)
        elif op is ops.ATOMIC_GROUP:
            text += sample(argument, chance)
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            low, high, inner = argument
            times = chance.randint(low, min(int(high), low + 2))
            text += "".join(sample(inner, chance) for _ in range(times))
    return text


NAMED = {
    ops.CATEGORY_DIGIT: "7",
    ops.CATEGORY_SPACE: " ",
    ops.CATEGORY_WORD: "a",
    ops.CATEGORY_NOT_DIGIT: "x",
    ops.CATEGORY_NOT_SPACE: "望",
    ops.CATEGORY_NOT_WORD: "-",
}


def _sample_one(op: Any, argument: Any, chance: random.Random) -> str:
    if op is ops.LITERAL:
        return chr(argument)
    if op in (ops.NOT_LITERAL, ops.ANY):
        return "望"
    if argument[0][0] is ops.NEGATE:
        return next(c for c in "望a7 \t<>-'\"=/&x\u3000\u0301" if not _is_in(c, argument[1:]))
    op, value = chance.choice(argument)
    if op is ops.LITERAL:
        return chr(value)
    return NAMED.get(value, "a") if op is ops.CATEGORY else chr(chance.randint(*value))


def _is_in(char: str, members: Any) -> bool:
    for op, value in members:
        if op is ops.LITERAL and ord(char) == value:
            return True
        if op is ops.RANGE and value[0] <= ord(char) <= value[1]:
            return True
        if op is ops.CATEGORY and NAMED.get(value) == char:
            return True
    return False


class TooSlow(Exception):
    """A search that took longer than it may."""


def take_time(act: Callable[[], object], limit: float) -> float:
    """Seconds of processor time; TooSlow beyond ``limit``."""

    def stop(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    start = time.process_time()
    try:
        act()
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - start


SMALL, LARGE = 6_000, 24_000
"""Characters; four times as many may cost so many times more, and a little."""
FACTOR, LITTLE, LIMIT = 9.0, 0.05, 2.0


def find_slow(found: Found, pump: str, limit: float = LIMIT) -> str | None:
    """How a pattern is slow against a pump; None where its time is linear."""
    is_bytes = isinstance(found.pattern.pattern, bytes)
    for prefix, suffix in (("", "\x01"), ("望a<", "\x01望")):
        for method in sorted(found.methods):
            times = []
            for size in (60, 600, SMALL, LARGE):
                text: Any = prefix + pump * (size // len(pump)) + suffix
                text = text.encode("utf-8", "surrogatepass") if is_bytes else text
                try:
                    times.append(take_time(partial(_use, found.pattern, method, text), limit))
                except TooSlow:
                    return f"{method} {pump!r}: {size} characters take more than {limit} s"
            if times[3] > FACTOR * times[2] + LITTLE:
                return f"{method} {pump!r}: {times[2]:.3f} s, four times as long {times[3]:.3f} s"
    return None


def _use(pattern: Pattern, method: str, text: Any) -> None:
    if method == "sub":
        pattern.sub(text[:0], text)
    elif method == "finditer":
        list(pattern.finditer(text))
    else:
        getattr(pattern, method)(text)
