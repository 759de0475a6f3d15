"""Trials of `wangcheng verify --repair`: killed and failing at every point, then run again.

``repairs.py KIND:SHARE,… FOLDER SEED``: as launch.py. A DATA_DIR of a crawl that was killed halfway
is damaged in many ways at once, thrice: beside a store that can be read, a torn one, and none. What
a repair that nothing happens to makes of it is what every other must come to.
"""

import json
import os
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from random import Random

from faults import Plan
from launch import plan_trials, run_in_fork
from session import Session

from wangcheng_spider.commands.verify import verify
from wangcheng_spider.segments import list_segments
from wangcheng_spider.verification import Verification

STRANGER = b'{"no": "line of ours"}\n'
TORN = b'{"url": "https://www.sample.test/'
KEPT = (
    "SELECT site, address FROM todo",
    "SELECT site, channel_id, next_page FROM walk",
    "SELECT site, content_id, revision, offset FROM article",
    "SELECT * FROM segment",
    "SELECT id FROM channel",
    "SELECT id FROM run",
    "SELECT offset, crc FROM line_sum",
)
"""What a store holds when it is mended."""


def damage(data_dir: Path) -> list[bytes]:
    """Spoil lines of every kind of segment; the lines that are to be moved aside, and no others."""
    articles = data_dir / "articles"
    sealed, part = list_segments(articles)
    assert part.suffix == ".part"
    lines = sealed.read_bytes().splitlines(keepends=True)
    altered = lines[1].replace(b'"source":', b'"sOurce":')
    written = [lines[0], altered, lines[2], *lines[4:], lines[0]]  # one altered, missing, repeated
    sealed.write_bytes(b"".join(written))
    part.write_bytes(part.read_bytes() + TORN)
    (articles / "notes.jsonl").write_bytes(STRANGER)
    whole = lines[3].replace(b'"headline":', b'"hEadline":')
    (articles / "sample-20990101T000000Z-00001.jsonl").write_bytes(whole)
    return [altered, lines[0], TORN + b"\n", STRANGER, whole]


def keep_store(path: Path) -> None:
    """It lies there with its log, as the killed crawl left it."""


def tear_store(path: Path) -> None:
    """The index of articles is zeros; the rest can be read."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = db.execute("PRAGMA page_size").fetchone()[0]
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'article'").fetchone()
    with path.open("r+b") as file:
        file.seek((root[0] - 1) * size)
        file.write(bytes(size))


def lose_store(path: Path) -> None:
    """It is gone, and its log with it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


STORES: dict[str, Callable[[Path], None]] = {
    "whole": keep_store,
    "torn": tear_store,
    "lost": lose_store,
}


def describe(data_dir: Path, aside: list[bytes]) -> dict[str, object]:
    """Everything that a mended DATA_DIR promises."""
    folder = data_dir / "articles" / "damaged"
    files = [path for path in folder.iterdir() if ".jsonl" in path.name and path.suffix != ".why"]
    kept = [line for path in files for line in path.read_bytes().splitlines(keepends=True)]
    kept = [line if line.endswith(b"\n") else line + b"\n" for line in kept]
    with closing(sqlite3.connect(data_dir / "store.sqlite3")) as db:
        rows = [sorted(map(repr, db.execute(query))) for query in KEPT]
    return {
        "lines": {path.name: path.read_bytes() for path in list_segments(folder.parent)},
        "aside": "each once" if Counter(kept) == Counter(aside) else f"{len(kept)} lines",
        "half-written": sorted(path.name for path in data_dir.rglob("*.new*")),
        "store": rows,
        "verify": [str(one) for one in Verification(data_dir).find()],
    }


class RepairTrials:
    """Trials on one kind of store, below a folder."""

    def __init__(self, folder: Path, store: str) -> None:
        self._folder = folder
        self._disk = folder / "disk"
        self._data_dir = self._disk / "data"
        self._model = folder / f"model-{store}"
        self._session = Session()
        self._session.crawl(folder / "warm", folder / "warm.log")
        self._make_model()
        self._aside = damage(self._model)
        STORES[store](self._model / "store.sqlite3")
        self._clear()
        self._repair(Plan())
        told = json.loads((folder / "counted.json").read_text())
        self.points, self.calls = told["points"], len(told["calls"])
        self.wanted = describe(self._data_dir, self._aside)
        assert self.wanted["aside"] == "each once"
        assert self.wanted["verify"] == self.wanted["half-written"] == []

    def _make_model(self) -> None:
        """What a crawl leaves that is killed with a sealed segment, an open one, and work to do."""
        for at in range(1, 1000):
            shutil.rmtree(self._disk, ignore_errors=True)
            self._disk.mkdir()
            plan = Plan("kill", at * 8)
            run_in_fork(plan, self._folder, self._crawl)
            segments = list_segments(self._data_dir / "articles")
            if [path.suffix for path in segments] == [".jsonl", ".part"] and segments[
                1
            ].read_bytes():
                break
        shutil.copytree(self._data_dir, self._model)

    def _crawl(self) -> int:
        return self._session.crawl(self._data_dir, self._folder / "log")

    def _clear(self) -> None:
        shutil.rmtree(self._disk, ignore_errors=True)
        self._disk.mkdir()
        shutil.copytree(self._model, self._data_dir)
        (self._folder / "memory").unlink(missing_ok=True)

    def _repair(self, plan: Plan) -> int:
        return run_in_fork(plan, self._folder, self._verify)

    def _verify(self) -> int:
        os.dup2(os.open(self._folder / "said", os.O_WRONLY | os.O_CREAT | os.O_APPEND), 1)
        try:
            verify.main(["-d", str(self._data_dir), "--repair"])
        except SystemExit as error:
            return int(error.code or 0)
        return 99

    def try_out(self, plans: list[Plan]) -> dict[str, object]:
        """Repairs with these plans, one after the other, then one to its end, and a crawl."""
        self._clear()
        codes = [self._repair(plan) for plan in plans]
        codes.append(self._repair(Plan()))
        made = describe(self._data_dir, self._aside)
        apart = {name: made[name] for name in made if made[name] != self.wanted[name]}
        crawled = run_in_fork(Plan(), self._folder, self._crawl)
        return {
            "plans": [asdict(plan) for plan in plans],
            "codes": codes,
            "apart": repr(apart) if apart else "",
            "crawled": crawled,
            "faults": self._session.find_faults(self._data_dir),
        }


def sweep(shares: str, folder: Path, seed: int) -> Iterator[dict[str, object]]:
    """All trials, or a drawn share of each kind, on each kind of store."""
    chance = Random(seed)
    for store in STORES:
        trials = RepairTrials(folder, store)
        for part in shares.split(","):
            kind, _, share = part.partition(":")
            for plans in plan_trials(kind, trials.points, trials.calls, chance):
                if chance.random() < float(share):
                    yield {"kind": kind, "store": store, **trials.try_out(plans)}


if __name__ == "__main__":
    for trial in sweep(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])):
        print(json.dumps(trial), flush=True)
