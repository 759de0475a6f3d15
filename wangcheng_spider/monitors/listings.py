"""Listings: silences, listings that came and held nothing, and such as are gone."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from ..clock import DAY
from ..walks import PAGE_CAP
from ..wording import count_of
from .alarm import Alarm
from .drift import LASTING_DAYS, LASTING_RUNS
from .observation import Observation, Table
from .rhythm import Sighting, find_silence
from .words import name_channel, name_span, name_time

GONE = ("status_404", "status_410", "soft_404")
"""How a walk ends whose listing is not there."""

MIN_LISTED = 5
"""Runs that must have seen a channel's entries before its empty listing is news."""


def find_silences(runs: Sequence[Observation]) -> list[Alarm]:
    """The site's silence, longer than all before; those of channels where the site speaks."""
    sightings = [Sighting(run.at, run.new, _has_looked(run)) for run in runs]
    if silence := find_silence(sightings, is_site=True):
        pause = f"the longest pause before was {name_span(silence.longest)}"
        return [
            Alarm("no_new_articles", f"no new article for {name_span(silence.length)}; {pause}")
        ]
    alarms = []
    for id_, channel in runs[-1].channels.items():
        seen = [(run, run.channels[id_]) for run in runs if id_ in run.channels]
        silence = find_silence(
            [
                Sighting(run.at, one.get("new", 0), run.is_judged and one.get("listed", 0) > 0)
                for run, one in seen
            ]
        )
        if silence:
            text = f"{name_channel(id_, channel)}: no new entry for {name_span(silence.length)}"
            text += f"; its longest pause before was {name_span(silence.longest)}"
            alarms.append(Alarm(f"channel_silent:{id_}", text))
    return alarms


def _has_looked(run: Observation) -> bool:
    """True where the run saw what the listings hold: an outage is no silence."""
    return run.is_judged and any(one.get("listed", 0) for one in run.channels.values())


def find_empty_listings(runs: Sequence[Observation], clock: ZoneInfo) -> list[Alarm]:
    """Channels whose listing came, and held nothing, though it always had entries."""
    empty: list[tuple[str, float]] = []
    for id_ in runs[-1].channels:
        seen = [(run.at, run.channels[id_]) for run in runs if id_ in run.channels]
        looks = [(at, one.get("listed", 0)) for at, one in seen if one.get("pages", 0)]
        if not looks or looks[-1][0] != runs[-1].at:
            continue
        full = max((n for n, (_, listed) in enumerate(looks) if listed), default=-1) + 1
        before = looks[max(0, full - 50) : full]
        was_empty = sum(not listed for _, listed in before)
        if full == len(looks) or len(before) < MIN_LISTED or was_empty * 20 > len(before):
            continue
        if runs[-1].at - looks[full][0] < LASTING_DAYS * DAY:
            empty.append((id_, looks[full][0]))
    channels = runs[-1].channels
    if len(empty) > 2 and len(empty) == len(channels):
        since = name_time(min(at for _, at in empty), runs[-1].at, clock)
        text = f"the listings of all {len(empty)} channels are empty since {since}"
        return [Alarm("listing_empty", f"{text}: is their layout a new one?")]
    return [
        Alarm(
            f"listing_empty:{id_}",
            f"{name_channel(id_, channels[id_])}: the listing is empty since"
            f" {name_time(at, runs[-1].at, clock)}; it always had entries before",
        )
        for id_, at in empty
    ]


def find_endless_walks(table: Table) -> list[Alarm]:
    """Walks that ended at their bound: what lies behind it nobody has looked at."""
    return [
        Alarm(
            f"page_cap:{id_}",
            f"{name_channel(id_, channel)}: the walk was broken off at its bound, after"
            f" {count_of(channel['pages'], 'page')} with"
            f" {count_of(channel['listed'], 'entry', 'entries')}: does the listing ever end?",
        )
        for id_, channel in table["channels"].items()
        if channel["end"] == PAGE_CAP
    ]


def find_gone_listings(runs: Sequence[Observation], clock: ZoneInfo) -> list[Alarm]:
    """Listings that are not there, of channels that had entries; those of all are an outage."""
    last = runs[-1]
    if _is_outage(last):
        said = count_of(len(_open_channels(last)), "channel")
        return [
            Alarm("listing_gone", f"no listing is there: an error page (404) for all of {said}")
        ]
    alarms, closed = [], find_lasting_gone(runs)
    for id_, looks in _find_gone(runs).items():
        before = [run for run in runs if run.at < looks[0] and id_ in run.channels]
        if sum(run.channels[id_].get("listed", 0) > 0 for run in before) < MIN_LISTED:
            continue
        text = f"{name_channel(id_, last.channels[id_])}: its listing is gone since"
        text += f" {name_time(looks[0], last.at, clock)}; "
        text += "later runs leave it out" if id_ in closed else "it always was there before"
        alarms.append(Alarm(f"listing_gone:{id_}", text))
    return alarms


def find_lasting_gone(runs: Sequence[Observation]) -> dict[str, float]:
    """Channels whose listing has been gone for so long that this is the new normal, since when."""
    return {
        id_: looks[0]
        for id_, looks in _find_gone(runs).items()
        if len(looks) >= LASTING_RUNS and looks[-1] - looks[0] >= LASTING_DAYS * DAY
    }


def _find_gone(runs: Sequence[Observation]) -> dict[str, list[float]]:
    """Channels whose listing the last run did not find; times of the looks in a row that didn't."""
    if _is_outage(runs[-1]):
        return {}
    # a site that was down says nothing of a channel
    runs = [run for run in runs if not _is_outage(run)]
    found: dict[str, list[float]] = {}
    for id_ in _open_channels(runs[-1]):
        looks: list[float] = []
        for run in reversed([run for run in runs if id_ in run.channels]):
            if not _is_gone(run.channels[id_]):
                break
            looks.append(run.at)
        if looks:
            found[id_] = looks[::-1]
    return found


def _is_gone(channel: Table) -> bool:
    return not channel.get("pages", 0) and channel.get("end") in GONE


def _open_channels(run: Observation) -> list[str]:
    """Channels of a run but those that were closed before it."""
    closed = run.table.get("closed") or {}
    return [id_ for id_ in run.channels if id_ not in closed]


def _is_outage(run: Observation) -> bool:
    """True where no listing at all was there."""
    channels = _open_channels(run)
    return bool(channels) and all(_is_gone(run.channels[id_]) for id_ in channels)
