"""Messages on failure and on recovery, by apprise: once for a cause, however long it lasts.

What was told to whom is kept in ``DATA_DIR/notified.json``; a message that did not arrive is tried
again by the next run. Nothing here can break a run, or hold it longer than its time limit.
"""

import hashlib
import json
import logging
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any, Protocol
from urllib.parse import urlsplit

from .errors import WangchengError
from .exit_codes import DONE, INTERNAL, NOT_WRITTEN, NOTHING, SOME_FAILED
from .files import write_whole
from .wording import count_of

FAILURES = (INTERNAL, NOTHING, NOT_WRITTEN)
"""Exit codes that somebody must look at. Single failed articles (4) are tried again by themselves,
and many of them at once are an alarm (3); an interrupted run (6) was ended by somebody."""

MISSING = "NOTIFY is set but apprise is missing: pip install -e '.[notify]'"
"""What the log says where the extra is not installed."""

logger = logging.getLogger(__name__)


class AddressError(WangchengError):
    """An address of NOTIFY that can't be used; the text says which, without its secrets."""


class Channel(Protocol):
    """One address of NOTIFY."""

    def notify(self, *, title: str, body: str, notify_type: str) -> bool:
        """Send a message; False where it did not arrive."""

    def url(self, *, privacy: bool) -> str:
        """Its address, without secrets for the log."""


def notify(
    addresses: Sequence[str], table: Mapping[str, Any], data_dir: Path, seconds: float
) -> None:
    """Tell each address what it does not know yet of a run (its record as a table).

    Returns after ``seconds`` at the latest; what is not sent by then counts as not sent.
    """
    if not addresses or table.get("archive"):
        return
    place = data_dir / "notified.json"
    state = _read_state(place)
    stream = f"{table['site']} {table['mode']}{' narrow' if table.get('narrow') else ''}"
    told = state.setdefault(stream, {})
    messages = {}
    for address in addresses:
        if message := find_message(table, told.get(_key(address), [])):
            messages[address] = message
    if not messages or (channels := _open_channels(list(messages))) is None:
        return
    for address in (a for a, channel in channels.items() if channel is None):
        _complain(f"NOTIFY: an address {_name_kind(address)} is none that apprise understands")
    jobs = {a: _job(channel, messages[a]) for a, channel in channels.items() if channel}
    for address in _run_jobs(jobs, seconds):
        known = set(told.get(_key(address), []))
        causes = name_causes(table)
        told[_key(address)] = sorted(known | causes) if causes else []
        _write_state(place, state)


def check_extra(addresses: Sequence[str]) -> None:
    """Say at a run's start what would be found missing when something is to be told."""
    if addresses and find_spec("apprise") is None:
        _complain(MISSING)


def name_causes(table: Mapping[str, Any]) -> set[str]:
    """What is wrong with a run, in words that stay the same while it lasts; empty if nothing."""
    code = table.get("exit_code")
    if code not in FAILURES:
        return set()
    alarms = {alarm["name"] for alarm in table.get("alarms") or ()}
    return alarms if code == NOTHING and alarms else {f"exit {code}"}


def find_message(table: Mapping[str, Any], told: Sequence[str]) -> tuple[str, str, str] | None:
    """(title, body, kind) of what is to be said to somebody who was told these causes, or None."""
    site, code = table["site"], table.get("exit_code")
    causes = name_causes(table)
    run = f"Run {table['run_id']}"
    if causes - set(told):
        return f"{site}: crawl failed (exit {code})", f"{table.get('cause')}\n{run}", "failure"
    if told and code in (DONE, SOME_FAILED):
        new = (table.get("written") or {}).get("new", 0)
        body = f"No longer: {', '.join(told)}. {count_of(new, 'new article')}.\n{run}"
        return f"{site}: crawl recovered", body, "success"
    return None


def read_addresses(raw: object) -> list[str]:
    """The addresses that NOTIFY names: a list, or a text with commas."""
    parts = raw.split(",") if isinstance(raw, str) else list(raw) if isinstance(raw, list) else []
    return [part.strip() for part in parts if part.strip()]


def check_addresses(addresses: Sequence[str]) -> None:
    """Raise AddressError, which holds no secret, for the first that apprise does not understand.

    Where apprise is missing nothing is known: ``check_extra`` says that.
    """
    channels = _open_channels(addresses) or {}
    for number, address in enumerate(addresses, 1):
        if channels and channels[address] is None:
            text = f"NOTIFY: address {number}, {_name_kind(address)}, is none that apprise knows"
            raise AddressError(text)


def _name_kind(address: str) -> str:
    kind, mark, _ = address.partition("://")
    return f"{kind}://…" if mark else "which has no scheme://"


def _open_channels(addresses: Sequence[str]) -> dict[str, Channel | None] | None:
    """Address → channel, None for nonsense; None where apprise is missing, as was said."""
    if not addresses:
        return {}
    try:
        from apprise import Apprise
    except ImportError:
        return None
    log = logging.getLogger("apprise")
    channels: dict[str, Channel | None] = {}
    log.setLevel(logging.CRITICAL)  # what it says of nonsense holds the address
    for address in addresses:
        channels[address] = None
        # apprise loads a module of the standard library that Python 3.11 and 3.12 warn of
        with warnings.catch_warnings(), suppress(Exception):  # whatever its plugins do
            warnings.simplefilter("ignore", DeprecationWarning)
            channels[address] = Apprise.instantiate(address)
    log.setLevel(logging.WARNING)  # its debug lines hold the addresses
    return channels


def _complain(text: str) -> None:
    """To the log; where that takes no errors (``--quiet``), to standard error."""
    logger.error(text)
    handlers = logging.getLogger().handlers
    if handlers and all(handler.level > logging.ERROR for handler in handlers):
        print(f"wangcheng: {text}", file=sys.stderr)


def _job(channel: Channel, message: tuple[str, str, str]) -> Callable[[], bool]:
    title, body, kind = message

    def send() -> bool:
        try:
            is_sent = channel.notify(title=title, body=body, notify_type=kind)
        except Exception as error:  # whatever apprise's plugins or their servers do
            _complain(f"NOTIFY: {name_channel(channel)} broke: {type(error).__name__}")
            return False
        if not is_sent:
            _complain(f"NOTIFY: the message to {name_channel(channel)} did not arrive")
        return bool(is_sent)

    return send


def name_channel(channel: Channel) -> str:
    """A channel for the log: its path may be a secret too, where apprise does not know that."""
    parts = urlsplit(channel.url(privacy=True))
    return f"{parts.scheme}://{parts.netloc}"


def _run_jobs(jobs: Mapping[str, Callable[[], bool]], seconds: float) -> list[str]:
    """Do all at once; the names of those that succeeded in time."""
    done: list[str] = []

    def do(name: str, job: Callable[[], bool]) -> None:
        if job():
            done.append(name)

    threads = [Thread(target=do, args=item, name="notify", daemon=True) for item in jobs.items()]
    end = monotonic() + seconds
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, end - monotonic()))
    if late := sum(thread.is_alive() for thread in threads):
        _complain(f"NOTIFY: {late} of {len(threads)} messages not sent in {seconds:g} s")
    return done.copy()


def _key(address: str) -> str:
    """An address in the state: its secrets stay where they are."""
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def _read_state(place: Path) -> dict[str, dict[str, list[str]]]:
    try:
        state: dict[str, dict[str, list[str]]] = json.loads(place.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return state


def _write_state(place: Path, state: dict[str, dict[str, list[str]]]) -> None:
    """Where the disk refuses, the next run says it once more."""
    with suppress(OSError):
        write_whole(place, f"{json.dumps(state, indent=1)}\n".encode())
