"""What to fetch next: the to-do list, then known articles that are due to be looked at again."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path

from .clock import now
from .items import VIEWS
from .pages.parts import first_part
from .run import Run
from .storage import Check, Found, Todo
from .urls import make_absolute, read_address

REFUSED = {"foreign": "foreign_host", "invalid": "invalid_address"}

WINDOW = 32
"""Articles asked for at a time: the rest of the to-do list stays on disk."""


class Agenda:
    """One run's work on articles. ``under_way`` counts the requests out at the moment."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._site = run.site
        self._taken = 0
        self._ready: deque[Todo] = deque()
        self._asked: set[str] = set()
        self._is_archive_added = run.archive is None
        self._is_looking = False
        self.under_way = 0
        if run.options.urls:
            self._add_asked(run.options.urls)

    def take(self, *, idle: bool = False) -> Iterator[Todo]:
        """Addresses to fetch now: as many as keep WINDOW of them under way."""
        if idle:
            self.under_way = 0
            self._add_archived()
        while self.under_way < WINDOW and not self._run.is_broken:
            if not self._ready:
                todo = self._run.store.take(self._site.name, self._taken, int(now()), WINDOW)
                self._ready.extend(todo)
            if not self._ready:
                return
            one = self._ready.popleft()
            self._taken = one.seq
            if self.is_wanted(one):
                day = read_address(one.address, self._site).date
                place = (one.channel_id or "", day.isoformat() if day else "")
                self._run.counts.take(place, one.seq)
                self.under_way += 1
                yield one

    def is_wanted(self, todo: Todo) -> bool:
        """What earlier runs left is taken up as far as this one was asked for it."""
        options = self._run.options
        if options.mode == "urls":
            return todo.address in self._asked
        if options.channels and todo.channel_id not in options.channels:
            return self._run.archive is not None
        return options.covers(read_address(todo.address, self._site).date)

    def _add_asked(self, file: Path) -> None:
        """Put the caller's addresses on the to-do list, as they stand; bad ones are failures."""
        found = []
        lines = enumerate(file.read_text("utf-8-sig", "replace").splitlines(), 1)
        named = [(n, line) for n, line in lines if line.strip() and line.lstrip()[0] != "#"]
        if not named:
            self._run.record.start_failures.append(f"urls: {file} names no address")
        for number, line in named:
            address = read_address(line, self._site)
            url = make_absolute(line)
            if address.kind != "article" or address.view is None or url is None:
                reason = REFUSED.get(address.kind, "not_an_article")
                self._run.fail(f"{file}:{number}: {line.strip()}", reason)
                continue
            assert address.content_id is not None
            url = first_part(url, self._site)
            found.append(Found(url, address.content_id, VIEWS.index(address.view)))
        self._asked = {one.address for one in found}
        self._add(found)

    def _add_archived(self) -> None:
        """Articles that no listing of the archive names, and copies that may be better."""
        if self._is_archive_added or self._run.archive is None:
            return
        self._is_archive_added = True
        found = []
        for url in self._run.archive.addresses():
            address = read_address(url, self._site)
            if address.kind != "article" or address.view is None or address.content_id is None:
                continue
            known = self._run.writer.known(address.content_id)
            rank = VIEWS.index(address.view)
            if (known is None or rank < known.rank) and self._run.options.covers(address.date):
                found.append(Found(first_part(url, self._site), address.content_id, rank))
        self._add(found)

    def _add(self, found: list[Found]) -> None:
        store, site = self._run.store, self._site.name
        self._run.try_to_write(lambda: store.add_found(site, found, is_asked=True))

    # known articles, looked at again

    def take_looks(self) -> list[Check]:
        """Known articles to look at now; empty once it is clear what all looks mean."""
        if not self._is_looking and self._watches():
            self._is_looking = True
            budget = self._run.policy.recheck_budget
            if due := self._run.store.due_checks(self._site.name, int(now()), budget):
                return due
        looks = self._run.looks
        if wanted := looks.count_wanted():
            without = looks.seen | looks.missed.keys()
            canaries = self._run.store.healthy(self._site.name, wanted, without)
            looks.canaries = {check.content_id for check in canaries}
            if canaries:
                return canaries
        self._run.conclude()
        return []

    def _watches(self) -> bool:
        """True for a whole run over the live site: only such a one looks at articles again."""
        options = self._run.options
        return options.mode == "update" and self._run.archive is None and not options.is_narrow
