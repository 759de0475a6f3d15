"""``wangcheng report``: a run and the runs before it as one HTML page."""

from pathlib import Path

import click

from ..exit_codes import NOT_WRITTEN, USAGE
from . import data_dir_option, refuse


@click.command()
@click.argument("run", required=False)
@data_dir_option
def report(run: str | None, data_dir: Path) -> None:
    """Write the report of a run (the last one by default) and print where it is.

    RUN is a folder below DATA_DIR/runs, or its name. The page needs no network and no script; a
    crawl writes it by itself at its end.

    \b
    Examples: wangcheng report
              wangcheng report 20260131T060000Z-wcxww -d data
    """
    from ..report import list_runs, write_report

    runs = data_dir / "runs"
    run, ids = run and Path(run).name, list_runs(runs)
    if not ids:
        refuse(USAGE, f"{runs}: no ended run in it (-d names another DATA_DIR)")
    if run is not None and run not in ids:
        refuse(USAGE, f"{run}: no ended run below {runs}; the last is {ids[-1]}")
    try:
        click.echo(write_report(runs, run or ids[-1]))
    except OSError as error:
        refuse(NOT_WRITTEN, f"could not write: {error}")
