"""The beginning of a run: arguments read, lock taken, what a crash left behind mended."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .archive import ArchiveError
from .closed_channels import take_over
from .cut_runs import record_cut_runs
from .errors import WangchengError
from .exit_codes import BUSY, NOT_WRITTEN, USAGE
from .exporters import DataDirBusy, lock_data_dir
from .notify import AddressError, check_addresses, read_addresses
from .options import CrawlOptions, OptionError, read_options
from .policy import Policy, read_policy
from .recording import open_recording
from .recovery import recover
from .run import Run
from .setting_values import SettingError, check_ranges
from .sites import ProfileError, Site, load
from .storage import StoreError
from .storage.sqlite import SqliteStore


class RunRefused(WangchengError):
    """A run that can't begin; ``exit_code`` says what kind of reason."""

    def __init__(self, exit_code: int, text: str) -> None:
        super().__init__(text)
        self.exit_code = exit_code


def open_run(
    arguments: Mapping[str, str], data_dir: Path, settings: Mapping[str, Any] | None = None
) -> Run:
    """A run on ``data_dir``: arguments read, lock taken, what a crash left behind mended.

    Raises RunRefused, with the exit code and one line that names what is wrong.
    """
    options, policy, site = _read_orders(arguments, settings or {})
    try:
        lock = lock_data_dir(data_dir)
        store = SqliteStore(data_dir / "store.sqlite3")
        recover(data_dir / "articles", store)
        record_cut_runs(data_dir / "runs")
        recording = open_recording(
            data_dir / "archive", site.name, settings or {}, is_on=options.archive is None
        )
        run = Run(options, site, data_dir, store, lock, policy)
        run.recording = recording
        run.record.closed = take_over(store.runs(site.name, 1))
        return run
    except (DataDirBusy, StoreError) as error:
        raise RunRefused(BUSY, str(error)) from error
    except SettingError as error:
        raise RunRefused(USAGE, str(error)) from error
    except ArchiveError as error:
        raise RunRefused(USAGE, f"archive: {error}") from error
    except OSError as error:
        raise RunRefused(NOT_WRITTEN, f"could not write: {error}") from error


def _read_orders(
    arguments: Mapping[str, str], settings: Mapping[str, Any]
) -> tuple[CrawlOptions, Policy, Site]:
    """What a run is to do; RunRefused where it can't be understood."""
    try:
        options = read_options(arguments)
        policy = read_policy(settings)
        check_ranges(settings)
        site = load(options.site)
        check_addresses(read_addresses(settings.get("NOTIFY")))
    except (OptionError, SettingError, AddressError) as error:
        raise RunRefused(USAGE, str(error)) from error
    except ProfileError as error:
        raise RunRefused(USAGE, f"site: {error}") from error
    return options, policy, site
