"""``wangcheng verify``: is everything in DATA_DIR whole, and do lines and store agree?"""

import os
import sys
from pathlib import Path

import click

from ..exit_codes import BUSY, DONE, NOT_WRITTEN, USAGE
from . import data_dir_option, leave_pipe, refuse


@click.command()
@data_dir_option
@click.option(
    "--repair", is_flag=True, help="Move damaged lines aside, and rebuild the store from the rest."
)
def verify(data_dir: Path, repair: bool) -> None:
    """Check that every line is as it was written, and that lines and store agree.

    Names what is wrong by file and line, and changes nothing. Exit code 0: nothing is; 5: something
    is, or another process is writing. --repair deletes nothing: what is damaged goes to
    articles/damaged.

    \b
    Example: wangcheng verify -d data --repair
    """
    if not (data_dir / "articles").is_dir() and not (data_dir / "store.sqlite3").exists():
        refuse(USAGE, f"{data_dir}: neither articles nor a store in it")
    lock = _lock(data_dir, is_writer=repair)
    try:
        is_sound = _check(data_dir)
        if repair and is_sound:
            click.echo("nothing to repair")
        elif repair:
            from ..repair import Repair

            for done in Repair(data_dir).run():
                click.echo(done)
            is_sound = _check(data_dir)
    except BrokenPipeError:
        leave_pipe()
    except OSError as error:
        refuse(NOT_WRITTEN if repair else BUSY, str(error))
    finally:
        if lock is not None:
            os.close(lock)
    sys.exit(DONE if is_sound else BUSY)


def _check(data_dir: Path) -> bool:
    """Say what is found, and whether there is no damage."""
    from ..verification import Verification
    from ..wording import count_of

    verification = Verification(data_dir)
    damage = 0
    for finding in verification.find():
        damage += finding.is_damage
        click.echo(f"{finding}" if finding.is_damage else f"{finding} (no damage)")
    lines = count_of(verification.lines, "sound line")
    said = f"{data_dir}: {lines} in {count_of(verification.segments, 'segment')}"
    click.echo(f"{said}, {damage} found damaged" if damage else f"{said}, nothing damaged")
    return not damage


def _lock(data_dir: Path, *, is_writer: bool) -> int | None:
    """The writer's lock, or one that keeps writers away. Ends with 5 where it's held."""
    from ..exporters import DataDirBusy, keep_writers_away, lock_data_dir

    try:
        return lock_data_dir(data_dir) if is_writer else keep_writers_away(data_dir)
    except DataDirBusy as error:
        refuse(BUSY, str(error))
    except OSError as error:
        if is_writer:
            refuse(NOT_WRITTEN, f"could not write: {error}")
        refuse(BUSY, str(error))
