"""A year of runs in minutes: the real crawler over loopback, the clock set before each run.

``python -m wangcheng_spider.demo.year DATA_DIR`` plays a script on the sample site (edits,
removals, returns, articles inserted late with old dates, outages, a lying pager, a move, a
redesign) and holds the lines against it.
"""

import argparse
import asyncio
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from ..sites import load
from .model import NEWEST, Story
from .portal import Event, Portal, Spell, has_text
from .server import Server, write_profile

ZONE = ZoneInfo("Asia/Shanghai")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SETTLED = 75
"""Days before the end after which nothing happens any more: every event has been seen by then."""

LONG = 200
"""Days of a script that has outages of every kind: in a shorter one nothing else had room."""

EDIT_WINDOWS = ((50, 70), (125, 160), (225, 690))
"""Hours after publication, one edit each: between two looks, however late the daily run comes."""


@dataclass(slots=True)
class Script:
    """What happens to a portal from ``start`` on."""

    portal: Portal
    start: datetime
    days: int
    wanted: dict[str, list[str]] = field(default_factory=dict)
    """Content id → the changes that its lines must bear, in order."""


def write_script(portal: Portal, days: int, seed: int) -> Script:
    """Events for the portal's last ``days`` days; about every third article has one."""
    end = NEWEST + 20 * DAY
    script = Script(portal, end - days * DAY, days)
    _add_spells(portal, script.start, days)
    chance = Random(seed)
    editable = {story.content_id for story in has_text(portal.stories)}
    for story in portal.stories:
        wanted = ["new"]
        is_watched = script.start + 3 * DAY < story.published < end - SETTLED * DAY
        if is_watched and story.content_id in editable:
            events = _invent(story, chance, portal.spells)
            portal.events[story.content_id] = events
            wanted += [CHANGES[event.kind] for event in events if event.kind in CHANGES]
        script.wanted[story.content_id] = wanted
    return script


CHANGES = {"edit": "edited", "remove": "gone", "return": "back"}


def _invent(story: Story, chance: Random, spells: list[Spell]) -> list[Event]:
    """The events of one article, far enough apart to be told from one another."""
    kind = chance.choice(("none", "none", "edits", "removal", "return", "late"))
    at = story.published
    if kind in ("removal", "return") and any(
        (spell.start < at + 60 * HOUR and at < spell.end) or _is_near(at + 7 * DAY, spell)
        for spell in spells
    ):
        return []  # what is removed while nobody can look was never seen
    if kind == "edits":
        windows = sorted(chance.sample(EDIT_WINDOWS, chance.randint(1, 3)))
        times = [at + chance.randint(*window) * HOUR for window in windows]
        # two edits while nobody can look are one to everybody
        return [Event(t, "edit") for t in times if not any(_is_near(t, spell) for spell in spells)]
    if kind == "removal":
        return [Event(at + chance.randint(60, 600) * HOUR, "remove")]
    if kind == "return":
        removed = at + chance.randint(60, 150) * HOUR
        return [Event(removed, "remove"), Event(removed + 25 * DAY, "return")]
    if kind == "late":
        return [Event(at + chance.randint(3, 20) * DAY, "insert")]
    return []


def _is_near(time: datetime, spell: Spell) -> bool:
    return spell.start - 9 * DAY < time < spell.end + 2 * DAY


def _add_spells(portal: Portal, start: datetime, days: int) -> None:
    """Outages of every kind, a lying pager, a move and a redesign, spread over the time."""

    def spell(share: float, length: timedelta, kind: str) -> Spell:
        at = start + share * days * DAY
        return Spell(at, at + length, kind)

    portal.spells = [spell(0.30, 5 * DAY, "lost"), spell(0.55, 9 * DAY, "lying")]
    if days > LONG:
        portal.spells += [spell(0.15, 36 * HOUR, "busy"), spell(0.45, 4 * DAY, "soft")]
    portal.moved = start + 0.7 * days * DAY
    portal.redesigned = start + 0.85 * days * DAY


@dataclass(slots=True)
class Outcome:
    """What a simulation brought."""

    runs: int = 0
    requests: int = 0
    naive: int = 0
    """Requests that fetching every listed article in every run would have taken."""
    exit_codes: Counter[int] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    """Where lines and script, or the counts of a run, do not agree."""

    def to_table(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}


async def simulate(script: Script, server: Server, profile: Path, data_dir: Path) -> Outcome:
    """Run after run, one a day at another hour each."""
    from scrapy.crawler import AsyncCrawlerRunner
    from scrapy.settings import Settings

    outcome, chance = Outcome(), Random(script.days)
    settings = Settings()
    settings.setmodule("wangcheng_spider.settings")
    settings.setdict(
        {"DATA_DIR": str(data_dir), "LOG_LEVEL": "CRITICAL", "RETRY_TIMES": 1, "REPORT": 0}
    )
    for day in range(script.days):
        moment = script.start + day * DAY + chance.randint(0, 1400) * timedelta(minutes=1)
        script.portal.clock = moment
        at = moment.replace(tzinfo=ZONE).astimezone(UTC)
        os.environ["WANGCHENG_CLOCK"] = f"{at:%Y-%m-%dT%H:%M:%SZ}"
        runner = AsyncCrawlerRunner(settings)
        crawler = runner.create_crawler("wangcheng")
        await runner.crawl(crawler, site=str(profile))
        run = crawler.spider.run  # type: ignore[union-attr] # it has been crawled with
        outcome.exit_codes[run.exit_code] += 1
        outcome.runs += 1
        outcome.naive += len(script.portal.shown()) + sum(
            c.pages for c in run.record.channels.values()
        )
        if gap := run.counts.find_gap():
            outcome.differences.append(f"{moment}: {gap}")
    outcome.requests = server.requests.total()
    compare_lines(script, data_dir, outcome)
    return outcome


def compare_lines(script: Script, data_dir: Path, outcome: Outcome) -> None:
    """Hold the lines of all segments against the script."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((data_dir / "articles").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            table = json.loads(line)
            found[table["content_id"]].append(table["change"])
            outcome.lines[table["change"]] += 1
            if table["revision"] != len(found[table["content_id"]]):
                outcome.differences.append(f"{table['content_id']}: revision {table['revision']}")
    for content_id in sorted(found.keys() | script.wanted.keys()):
        wanted = script.wanted.get(content_id, [])
        if found[content_id] != wanted:
            outcome.differences.append(f"{content_id}: {found[content_id]}, script {wanted}")


def main() -> None:
    """Play the script; a JSON summary to stdout, exit 1 where lines and script differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--articles", type=int, default=1300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=8790)
    parser.add_argument("--etags", action="store_true")
    options = parser.parse_args()
    options.data_dir.mkdir(parents=True, exist_ok=True)
    profile = options.data_dir / "demo.toml"
    write_profile(profile, options.port)
    portal = Portal(load(str(profile)), options.articles, options.seed, has_etags=options.etags)
    script = write_script(portal, options.days, options.seed)
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    with Server(portal, options.port) as server:
        outcome = _run(simulate(script, server, profile, options.data_dir))
    print(json.dumps(outcome.to_table(), ensure_ascii=False, indent=1))
    sys.exit(bool(outcome.differences))


def _run(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    """Drive the work on the reactor that Scrapy's parts expect to run."""
    from twisted.internet import reactor as installed
    from twisted.internet.defer import Deferred

    reactor: Any = installed
    results: list[Any] = []

    def end(result: Any) -> None:
        results.append(result)
        reactor.stop()

    # the crawler awaits asyncio's futures: the work must be a task of its loop
    task = asyncio.get_event_loop().create_task(work)
    Deferred.fromFuture(task).addBoth(end)
    reactor.run()
    if not isinstance(results[0], Outcome):
        results[0].raiseException()
    outcome: Outcome = results[0]
    return outcome


if __name__ == "__main__":
    main()
