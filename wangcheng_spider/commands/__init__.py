"""The commands of ``wangcheng``, one a file; and what several of them take."""

import errno
import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NoReturn

import click

from ..exit_codes import BUSY, NOT_WRITTEN, USAGE
from ..terminal import drop_stdout

if TYPE_CHECKING:
    from ..sites import Site
    from ..storage.sqlite import SqliteStore

data_dir_option = click.option(
    "-d",
    "--data-dir",
    default=Path("data"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the lines and the store are.",
)
site_option = click.option(
    "--site", default="wcxww", show_default=True, help="Profile: a name or a .toml file."
)
kept_site_option = click.option(
    "--site", help="Profile: a name or a .toml file.  [default: whatever DATA_DIR holds]"
)


def refuse(code: int, text: str) -> NoReturn:
    """End with an exit code and one line on standard error."""
    print(f"wangcheng: {text}", file=sys.stderr)
    sys.exit(code)


def leave_pipe() -> NoReturn:
    """End with 7, quietly: the reader of the pipe has enough."""
    drop_stdout()
    sys.exit(NOT_WRITTEN)


def refuse_port(port: int, error: OSError) -> None:
    """End with 2 where an error is that of a port that can't be had; else nothing."""
    faults = {errno.EADDRINUSE: "is taken", errno.EACCES: "is not for every user"}
    if error.filename is None and error.errno in faults:
        refuse(USAGE, f"port {port} {faults[error.errno]} (--port takes another)")


def load_site(profile: str) -> "Site":
    """The site of a profile; ends with 2 where it can't be used."""
    from ..sites import ProfileError, load

    try:
        return load(profile)
    except ProfileError as error:
        refuse(USAGE, f"site: {error}")


def open_store(data_dir: Path) -> "SqliteStore":
    """The store of a DATA_DIR, for reading; ends with 2 where there is none, 5 if it is damaged.

    Where nobody can write to it, a copy that goes with the command: SQLite keeps a log beside it.
    """
    from ..storage import StoreError
    from ..storage.sqlite import SqliteStore

    path = data_dir / "store.sqlite3"
    if not path.is_file():
        refuse(USAGE, f"{data_dir}: no store.sqlite3 in it")
    try:
        return SqliteStore(path if os.access(data_dir, os.W_OK) else _copy_store(path))
    except (StoreError, OSError) as error:
        refuse(BUSY, str(error))


def _copy_store(path: Path) -> Path:
    context = click.get_current_context()
    folder = Path(context.with_resource(TemporaryDirectory(prefix="wangcheng-")))
    for file in path.parent.glob(f"{path.name}*"):
        shutil.copyfile(file, folder / file.name)
    return folder / path.name
