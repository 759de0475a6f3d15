"""What a run keeps for its alarms: the first page that no layout matched, saved as a case."""

import logging
from pathlib import Path

from .cases import save_page
from .closed_channels import find_closed
from .files import fill_aside
from .monitors import MAX_RUNS, watch
from .monitors.observation import read_record
from .pages import Page
from .record import RunRecord
from .sites import Site
from .storage import Store

logger = logging.getLogger(__name__)

LONG = ("completeness", "failures")
"""Parts of a record that the monitors do not need."""

BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What reckoning with tables raises that other runs, and other versions, left in the history."""

SHOWN_BY_A_PAGE = ("layout_drift", "field_missing")
"""Alarms that a page of the new layout explains."""


class Evidence:
    """The first page of a run that no layout matched."""

    def __init__(self, record: RunRecord, folder: Path) -> None:
        self._record = record
        self._folder = folder
        self._page: Page | None = None

    def note(self, page: Page, layout: str) -> None:
        """Take in an article's page and the layout that matched it."""
        if layout == "fallback" and self._page is None:
            self._page = page
            self._record.fallback_first = page.url

    def save(self) -> str | None:
        """Write the page as a case (``page.html``, ``page.json``); its place below DATA_DIR.

        None where there is no such page, or the disk refuses.
        """
        if self._page is None:
            return None
        folder = self._folder / "case"
        try:
            with fill_aside(folder) as aside:
                save_page(aside, self._page)
        except OSError:
            return None
        return f"{folder.parent.parent.name}/{folder.parent.name}/{folder.name}"


def raise_alarms(
    record: RunRecord, store: Store, site: Site, evidence: Evidence
) -> list[dict[str, str]] | None:
    """The alarms of a run, as its record holds them: name, text, and case where a page was saved.

    None where the monitors broke, which must not cost the run its record; the log says how. A page
    is saved once for a drift, however many runs it lasts. Channels whose listing has been gone for
    too long are closed.
    """
    history = store.runs(site.name, MAX_RUNS, without=LONG)
    try:
        return _find_alarms(record, history, site, evidence)
    except BROKEN:
        logger.exception("%s: the monitors broke", record.run_id)
        return None


def _find_alarms(
    record: RunRecord, history: list[dict[str, object]], site: Site, evidence: Evidence
) -> list[dict[str, str]]:
    alarms: list[dict[str, str]] = []
    for alarm in watch(record.to_table(), history, site.timezone):
        entry = {"name": alarm.name, "text": alarm.text}
        if alarm.name.partition(":")[0] in SHOWN_BY_A_PAGE:
            case = _find_case(alarm.name, history) or evidence.save()
            if case:
                entry |= {"text": f"{alarm.text}, page saved as a case: {case}", "case": case}
        alarms.append(entry)
    record.closed |= find_closed(record.to_table(), history)
    return alarms


def _find_case(name: str, history: list[dict[str, object]]) -> str | None:
    """The case of the same drift, where the run before saved one."""
    for table in reversed(history):
        if table.get("archive") or not read_record(table).is_judged:
            continue
        alarms = table.get("alarms") or []
        assert isinstance(alarms, list)
        return next((a.get("case") for a in alarms if a["name"] == name), None)
    return None
