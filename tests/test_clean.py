"""Cleaning: what it takes for clean at one look is clean by Unicode's own tables."""

import unicodedata

import pytest

from wangcheng_spider.text.clean import clean_line, clean_text

CASES = [
    ("望城\u00a0区", "望城 区", "a blank of another kind"),
    ("\u3000\u3000望城", "望城", "the indent of a paragraph"),
    ("望 \n 城\n\n\n\n区", "望\n城\n\n区", "blanks around a line's end, gaps"),
    ("望\t 城", "望\t城", "a cell's border"),
    ("望城  区", "望城 区", "two blanks"),
    ("caf\u0065\u0301", "caf\u00e9", "a letter and its accent"),
    ("\u212b\uac00\u1100\u1161", "\u00c5\uac00\uac00", "forms that compose"),
    ("望\u200b\u00ad\ufeff城", "望城", "what is not seen"),
    ("望\u2028城\ud83d\ude00", "望城\U0001f600", "a line separator; a pair of surrogates"),
    ("望\udc00城", "望\ufffd城", "half a pair"),
]


@pytest.mark.parametrize(("raw", "want", "why"), CASES, ids=[case[2] for case in CASES])
def test_a_text_as_it_should_have_been_typed(raw: str, want: str, why: str) -> None:
    assert clean_text(raw) == want
    assert clean_text(want) == want


def test_a_character_that_stays_is_one_that_may() -> None:
    stayed = 0
    for code in range(0x10000):
        text = f"a{chr(code)}b"
        if clean_text(text) == text:
            stayed += 1
            category = unicodedata.category(chr(code))
            assert unicodedata.normalize("NFC", text) == text, hex(code)
            assert category not in ("Cc", "Cs", "Zl", "Zp") or chr(code) in "\t\n", hex(code)
            assert category != "Zs" or chr(code) == " ", hex(code)
    assert stayed > 50_000


def test_two_characters_that_compose_are_composed() -> None:
    letters = "aeiouAEIOUnがか\u1100\uac00望"
    for code in range(0x80, 0x10000):
        for letter in letters:
            composed = unicodedata.normalize("NFC", letter + chr(code))
            if len(composed) == 1 and unicodedata.category(chr(code)) in ("Mn", "Mc", "Lo"):
                assert clean_text(f"望{letter}{chr(code)}城") == f"望{composed}城", hex(code)


def test_a_line_is_one_line() -> None:
    assert clean_line(" 望城\n\t 区 ") == "望城 区"
