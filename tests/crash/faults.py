"""Kills and errors at the n-th write, sync, rename, commit: laid over the calls of this process.

The program has no hook for it: in a process of the harness the functions of ``os`` and (vfs.py) the
file methods of SQLite (so: each write and sync of store and WAL) are replaced by ones that count.
"""

import errno
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from disk import Disk

REAL = {
    name: getattr(os, name)
    for name in (
        "open",
        "write",
        "fsync",
        "ftruncate",
        "close",
        "rename",
        "link",
        "unlink",
        "mkdir",
    )
}


@dataclass(frozen=True)
class Plan:
    """What happens: ``kill`` or ``power`` at the ``at``-th point; or an errno's name at the
    ``at``-th call that changes the disk, once or (``for_good``) from then on.
    """

    kind: str = "none"
    at: int = 0
    for_good: bool = False
    seed: int = 0


class Faults:
    """Counts points (two a call: before and after) and calls, and does what the plan says."""

    def __init__(self, root: Path, plan: Plan, memory: Path | None = None) -> None:
        self.root = str(root)
        self.plan = plan
        self.points: list[str] = []
        self.calls: list[str] = []
        self._memory = memory
        self._disk = Disk.load(memory) if memory else None

    def is_ours(self, path: object) -> bool:
        return isinstance(path, str) and path.startswith(self.root)

    def call(self, name: str, act: Callable[[], Any], half: Callable[[], object] = int) -> Any:
        """Make a call that changes the disk; ``half`` is what a failing one still did of it."""
        self._pass(f"before {name}")
        self.calls.append(name)
        if self._fails():
            half()
            number = getattr(errno, self.plan.kind)
            raise OSError(number, os.strerror(number), name)
        result = act()
        self._pass(f"after {name}")
        return result

    def _fails(self) -> bool:
        if self.plan.kind in ("none", "kill", "power"):
            return False
        at, now = self.plan.at, len(self.calls)
        return now == at or (self.plan.for_good and now > at)

    def _pass(self, name: str) -> None:
        self.points.append(name)
        if len(self.points) == self.plan.at and self.plan.kind in ("kill", "power"):
            if self.plan.kind == "power":
                assert self._disk is not None
                for real, function in REAL.items():
                    setattr(os, real, function)
                self._disk.lose(Random(self.plan.seed))
            self.remember()
            os.kill(os.getpid(), signal.SIGKILL)

    def remember(self) -> None:
        """Keep what is not on the platter for the next process."""
        if self._disk is not None and self._memory is not None:
            self._disk.save(self._memory)

    def note(self, what: str, *arguments: Any) -> None:
        """Tell the disk's model, where there is one."""
        if self._disk is not None:
            getattr(self._disk, f"note_{what}")(*arguments)


def name_of(path: str) -> str:
    """What a file is to the program, for names of points."""
    base = os.path.basename(path)
    for ending in (".part", ".jsonl", "-wal", ".sqlite3", "run.json.new", "lock", "articles"):
        if base.endswith(ending):
            return ending.lstrip(".-")
    return "other"


class Files:
    """The functions of ``os`` that change files and names, each with the faults before it."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._paths: dict[int, str] = {}

    def install(self) -> None:
        for name in REAL:
            setattr(os, name, getattr(self, name))

    def _ours(self, path: object) -> str | None:
        """The path, where it is below the root of the trial."""
        text = os.fspath(path) if isinstance(path, str | os.PathLike) else ""
        return text if self._faults.is_ours(text) else None

    def open(self, path: Any, flags: int, mode: int = 0o777, **more: Any) -> int:
        text = self._ours(path)
        if text is None:
            return int(REAL["open"](path, flags, mode, **more))
        if flags & os.O_CREAT and not os.path.exists(text):
            self._faults.note("name", "create", text)
            name = f"create {name_of(text)}"
            handle = int(self._faults.call(name, lambda: REAL["open"](text, flags, mode)))
        else:
            if flags & os.O_TRUNC:
                self._faults.note("write", text, 0, None)
            handle = int(REAL["open"](text, flags, mode))
        self._paths[handle] = text
        return handle

    def close(self, handle: int) -> None:
        self._paths.pop(handle, None)
        REAL["close"](handle)

    def write(self, handle: int, data: Any) -> int:
        path = self._paths.get(handle)
        if path is None:
            return int(REAL["write"](handle, data))
        offset = os.fstat(handle).st_size  # every file of ours is appended to

        def put(piece: Any) -> int:
            self._faults.note("write", path, offset, bytes(piece))
            return int(REAL["write"](handle, piece))

        half = data[: len(data) // 2]
        return int(
            self._faults.call(f"write {name_of(path)}", lambda: put(data), lambda: put(half))
        )

    def fsync(self, handle: int) -> None:
        path = self._paths.get(handle)
        if path is None:
            return REAL["fsync"](handle)
        # a real one would only cost time: the model says what is on the platter
        self._faults.call(f"fsync {name_of(path)}", lambda: self._faults.note("sync", path))
        return None

    def ftruncate(self, handle: int, size: int) -> None:
        path = self._paths.get(handle, "")

        def act() -> None:
            self._faults.note("write", path, size, None)
            REAL["ftruncate"](handle, size)

        self._faults.call(f"truncate {name_of(path)}", act)

    def rename(self, old: Any, new: Any) -> None:
        self._name("rename", old, REAL["rename"], new)

    def link(self, path: Any, new: Any) -> None:
        text = self._ours(new)
        if text is None or os.path.exists(text):
            return REAL["link"](path, new)

        def act() -> None:
            self._faults.note("name", "create", text)
            REAL["link"](path, text)

        self._faults.call(f"link {name_of(text)}", act)
        return None

    def unlink(self, path: Any, **more: Any) -> None:
        self._name("unlink", path, REAL["unlink"], **more)

    def mkdir(self, path: Any, mode: int = 0o777) -> None:
        self._name("mkdir", path, REAL["mkdir"])

    def _name(self, kind: str, path: Any, real: Any, *new: Any, **more: Any) -> None:
        text = self._ours(path)
        is_there = text is not None and os.path.exists(text)
        if text is None or is_there == (kind == "mkdir"):
            real(path, *new, **more)  # not ours, or about to fail
            return

        def act() -> None:
            self._faults.note("name", kind, text, *map(os.fspath, new))
            real(text, *new)

        self._faults.call(f"{kind} {name_of(text)}", act)
