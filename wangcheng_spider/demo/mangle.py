"""How mirrors disguise pages, step by step: the sample site's mirror host and the tests do so too.

This knows nothing of how a disguise is undone, and undoing it reads none of these lists.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

STAY = frozenset(
    "后于干里斗丑范丰几余郁占征台面谷松系只咸岳秘霉熏涌佣雇划伙杰采吃床唇群岩晒洒涂厘杠"
)
"""Characters that both scripts have, and that the mirror leaves alone: 先后, 关于, 苦干, 公里."""
MARKS = "，、。；"
STRAY_MARKS = ("，", "；", "！")


@dataclass(frozen=True, slots=True)
class Disguise:
    """How one page is disguised."""

    readings: tuple[tuple[str, str], ...] = ()
    """(traditional character, its reading), in the order in which they are put in."""
    commas: float = 0.0
    """The share of marks that get a comma in front."""
    comma: str = "，"
    commas_first: bool = True
    """Before the readings, or behind."""
    tears: bool = True
    """Readings are put in byte by byte; else only behind whole characters."""
    decoder: str = "eats"
    """eats: a byte that fits nothing and the one behind are one ``?``; drops: it is left out."""
    private: bool = True
    """Pairs without a character are shown as private ones; else as the decoder does it."""
    stray: bytes = b""
    """A byte in front of full-width marks."""
    narrow: bool = False
    """NFKC, as text corpora have it."""


@cache
def known_readings() -> dict[str, str]:
    """Traditional characters and one reading of each."""
    text = (files(__package__) / "readings.txt").read_text("utf-8")
    return {word[0]: word[1:] for word in text.split()}


def draw_disguise(seed: int | str, **fixed: object) -> Disguise:
    """One of the disguises that hosts have, by chance; the same for the same seed."""
    random = Random(f"disguise/{seed}")
    count = random.choice((10, 20, 40, 60, 80, 100, 120, 140))
    chosen = random.sample(sorted(known_readings().items()), count)
    readings = [(char, f"{r} " if random.random() < 0.02 else r) for char, r in chosen]
    options: dict[str, object] = {
        "readings": tuple(readings),
        "commas": random.choice((0.0, 0.68)),
        "comma": random.choice("，,"),
        "commas_first": random.random() < 0.7,
        "tears": random.random() < 0.85,
        "decoder": random.choice(("eats", "eats", "drops")),
        "private": random.random() < 0.7,
        "stray": b"\xff" if random.random() < 0.1 else b"",
    }
    if options["decoder"] == "drops":
        options["stray"] = b""  # a decoder that shows nothing shows no stray byte either
    return Disguise(**{**options, **fixed})  # type: ignore[arg-type] # options as they are named


@cache
def _traditional() -> dict[int, str]:
    """Simplified → traditional, one by one."""
    from opencc import OpenCC

    chars = [chr(code) for code in range(0x4E00, 0x9FA6)]
    images = OpenCC("s2t").convert("\n".join(chars)).split("\n")
    pairs = zip(chars, images, strict=True)
    return {ord(ch): to for ch, to in pairs if ch not in STAY and len(to) == 1 and _has_bytes(to)}


def _has_bytes(char: str) -> bool:
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def to_traditional(text: str) -> str:
    """Character by character, without a look at the context.

    >>> to_traditional("关于先后，苦干制造")
    '關于先后，苦干制造'
    """
    return text.translate(_traditional())


def mangle(text: str, disguise: Disguise, seed: int | str = 0) -> str:
    """The text as the mirror shows it; ``text`` may be a page's source.

    >>> mangle("领域专项", Disguise((("領", "lǐng"), ("驅", "qū"), ("項", "xiàng"))))
    '領(lǐng)域?qū)ｍ?xiàng)'
    """
    random = Random(f"mangle/{seed}")
    text = prepare(text, disguise, random)
    if not disguise.tears:
        readings = {ord(ch): f"{ch}({reading})" for ch, reading in disguise.readings}
        text = text.translate(readings)
    data = decode_bytes(insert_readings(encode_text(text), disguise), disguise)
    if not disguise.commas_first:
        data = _double_commas(data, disguise, random)
    return unicodedata.normalize("NFKC", data) if disguise.narrow else data


def prepare(text: str, disguise: Disguise, random: Random) -> str:
    """The text that the readings are put into."""
    text = to_traditional(text)
    return _double_commas(text, disguise, random) if disguise.commas_first else text


def _double_commas(text: str, disguise: Disguise, random: Random) -> str:
    """Only before marks that end a phrase within a sentence or the sentence."""
    if not disguise.commas:
        return text
    return re.sub(
        f"[{MARKS}]",
        lambda m: disguise.comma + m[0] if random.random() < disguise.commas else m[0],
        text,
    )


def encode_text(text: str) -> bytes:
    """Code page 936; a character that it lacks is one ``?`` for each of its UTF-16 halves."""
    text = re.sub("[\U00010000-\U0010ffff]", "??", text)
    return text.replace("€", "\0€").encode("gbk", "replace").replace(b"\0?", b"\x80")


def insert_readings(data: bytes, disguise: Disguise) -> bytes:
    """Plain replacing, blind to where characters begin."""
    if disguise.stray:
        for mark in STRAY_MARKS:
            raw = mark.encode("gbk")
            data = data.replace(raw, disguise.stray + raw)
    if disguise.tears:
        for char, reading in disguise.readings:
            raw = char.encode("gbk")
            data = data.replace(raw, raw + f"({reading})".encode("gbk"))
    return data


def decode_bytes(data: bytes, disguise: Disguise) -> str:
    name = f"mirror-{disguise.decoder}-{'private' if disguise.private else 'plain'}"
    return data.decode("gbk", errors=name)


def read_pair(pair: bytes, charset: str) -> str | None:
    """The character of two bytes; None if they make none."""
    try:
        char = pair.decode(charset)
    except UnicodeDecodeError:
        return None
    return char if len(char) == 1 else None


def _make_handler(decoder: str, is_private: bool) -> None:
    """A mirror's ways with bytes that make no character."""

    def handle(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        pair = error.object[error.start : error.start + 2]
        if pair[0] == 0x80:
            return "€", error.start + 1
        if is_private and (char := read_pair(pair, "gb18030")):
            return char, error.start + 2
        if decoder == "drops":
            return "", error.start + 1
        return "?", error.start + (1 if pair[0] == 0xFF else len(pair))

    name = f"mirror-{decoder}-{'private' if is_private else 'plain'}"
    codecs.register_error(name, handle)


for _decoder in ("eats", "drops"):
    for _is_private in (True, False):
        _make_handler(_decoder, _is_private)
