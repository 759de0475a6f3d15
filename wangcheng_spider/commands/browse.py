"""``wangcheng browse``: look the lines up on a local web page."""

import sqlite3
from pathlib import Path

import click

from ..exit_codes import BUSY, USAGE
from . import data_dir_option, refuse, refuse_port


@click.command()
@data_dir_option
@click.option(
    "--port",
    default=8766,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="The port on 127.0.0.1.",
)
def browse(data_dir: Path, port: int) -> None:
    """Look the lines up on a web page of this machine: search, revisions, saved pages.

    It only reads, and answers on 127.0.0.1 alone. The index is kept in DATA_DIR/browse.sqlite3; it
    can be deleted at any time.

    \b
    Example: wangcheng browse -d data
    """
    from ..catalog.server import serve

    if not (data_dir / "articles").is_dir():
        refuse(USAGE, f"{data_dir}: no articles/ in it (-d names another DATA_DIR)")
    try:
        serve(data_dir, port, lambda text: click.echo(text, err=True))
    except OSError as error:
        refuse_port(port, error)
        refuse(BUSY, str(error))
    except sqlite3.Error as error:
        refuse(BUSY, f"browse.sqlite3: {error}; it can be deleted, and is made anew")
