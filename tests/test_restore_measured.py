"""Floors of what restoring reaches; benchmarks/restore.py measures the same on more articles."""

import pytest

from wangcheng_spider.demo.measure import Score, make_cases, make_torn_cases, measure
from wangcheng_spider.demo.prose import write_honest
from wangcheng_spider.text.restore import restore


def on_a_mirror(text: str) -> str:
    return restore(text, is_mirror=True).text


@pytest.fixture(scope="module")
def plain() -> Score:
    return measure(make_cases(200, stray=b""), on_a_mirror)


def test_characters(plain: Score) -> None:
    assert plain.characters > 100_000
    assert plain.wrong < 0.0005 * plain.characters


def test_bodies(plain: Score) -> None:
    assert plain.identical_apart >= 0.97 * plain.articles
    assert plain.identical >= 0.94 * plain.articles


def test_confusions_are_of_one_form(plain: Score) -> None:
    pairs = {"".join(sorted(pair)) for pair in plain.confusions}
    known = "吒咤 征徵 于於 么麽 伙夥 咨谘 后後 余馀 钟锺".split()
    assert pairs <= {"".join(sorted(pair)) for pair in known}


def test_torn_passages() -> None:
    score = measure(make_torn_cases(120), on_a_mirror)
    assert score.passages > 30
    assert score.complete_exact == score.complete
    assert score.guessed + score.shown >= 0.9 * score.lost
    assert score.exact >= 0.75 * score.passages


def test_stray_bytes() -> None:
    score = measure(make_cases(40, stray=b"\xff", decoder="eats"), on_a_mirror)
    assert score.wrong < 0.005 * score.characters


def test_text_dumps() -> None:
    score = measure(make_cases(60, narrow=True, stray=b""), on_a_mirror)
    assert score.wrong < 0.0005 * score.characters
    assert score.identical_apart >= 0.97 * score.articles


def test_pages_of_unknown_hosts() -> None:
    cases = [case for case in make_cases(120, stray=b"") if len(case.disguise.readings) >= 40]
    verdicts = [restore(case.mangled).verdict.kind for case in cases]
    assert verdicts.count("mangled") >= 0.97 * len(cases)


def test_honest_texts() -> None:
    texts = [write_honest(number) for number in range(5_000)]
    assert [text for text in texts if restore(text).text != text] == []


def test_restored_texts_are_honest() -> None:
    for case in make_cases(30):
        text = on_a_mirror(case.mangled)
        assert restore(text).text == text
