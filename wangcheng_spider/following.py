"""How a forked process ends: with its parent, and by nobody else's signal.

Ctrl-C and SIGTERM often reach all processes of a group, or of a service. What they mean the parent
decides; a process that ended at once would leave it with half an answer.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread

MEANT_FOR_THE_PARENT = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def hold_signals() -> Iterator[None]:
    """Processes forked meanwhile are born deaf to these signals; this one hears them after."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, MEANT_FOR_THE_PARENT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def follow_parent() -> None:
    """End when the parent ends, however that ends, or when it sends SIGTERM itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = parent_process()
    if parent is None:
        return
    Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    if hasattr(signal, "sigwaitinfo"):
        Thread(target=_hear_signals, args=(parent.pid,), daemon=True).start()
    else:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, MEANT_FOR_THE_PARENT)


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _hear_signals(parent: int) -> None:
    while signal.sigwaitinfo({signal.SIGTERM}).si_pid != parent:
        pass
    os._exit(1)
