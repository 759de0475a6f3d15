"""Every fault at once, beside honest articles: each costs itself alone, and has its reason."""

from pathlib import Path

import pytest

from hostile.faults import CASES
from hostile.launch import MEMORY, STILL, Outcome, crawl_hostile

HONEST = 25
QUICK = ("-s", "RETRY_TIMES=1", "-s", "DOWNLOAD_TIMEOUT=2")


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    faults = {number: case.fault for number, case in enumerate(CASES)}
    return crawl_hostile(tmp_path_factory.mktemp("faults"), len(CASES) + HONEST, faults, *QUICK)


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda n: CASES[n].name)
def test_a_fault_has_its_outcome(outcome: Outcome, number: int) -> None:
    story, wanted = outcome.sample.stories[number], CASES[number].outcome
    assert outcome.reasons.get(story.path, "read") == wanted
    if wanted == "read":
        expected = outcome.sample.expected(story)
        line = outcome.lines[story.content_id]
        got = (line["headline"], line["article_body"], line["date_published"], line["authors"])
        assert got == (
            expected.headline,
            expected.article_body,
            expected.date_published,
            expected.authors,
        )


def test_the_others_are_not_harmed(outcome: Outcome) -> None:
    honest = outcome.sample.stories[len(CASES) :]
    assert len(honest) == HONEST
    for story in honest:
        assert outcome.lines[story.content_id]["article_body"] == (
            outcome.sample.expected(story).article_body
        )
    assert outcome.ended.exit_code == 4


def test_memory_and_time_are_bounded(outcome: Outcome) -> None:
    assert 20 < outcome.memory < MEMORY
    print(f"longest silence {outcome.longest_still:.1f} s, {outcome.memory} MB")
    assert outcome.longest_still < STILL


def test_nobody_else_is_contacted(outcome: Outcome) -> None:
    assert outcome.server.connections["127.0.0.7"] == 0
    assert outcome.server.connections["127.0.0.1"] > 0


def test_nothing_of_this_machine_gets_into_a_line(outcome: Outcome) -> None:
    host = Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").exists() else ""
    for line in outcome.lines.values():
        assert not host or host not in line["article_body"]
        assert "aaaaaaaaaa" not in line["article_body"]
