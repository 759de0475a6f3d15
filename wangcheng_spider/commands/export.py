"""``wangcheng export``: the lines as one file for analysis."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..exit_codes import INTERRUPTED, NOT_WRITTEN, NOTHING, USAGE
from . import data_dir_option, leave_pipe, load_site, refuse

if TYPE_CHECKING:
    from ..export import Wanted

MISSING = "export needs DuckDB: pip install -e '.[analysis]', or duckdb alone"
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@data_dir_option
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File; - is standard output.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["parquet", "csv", "jsonl", "wacz"]),
    help="Default: by the file's ending; without -o parquet.",
)
@click.option("--latest", is_flag=True, help="Only the newest line of each article.")
@click.option("--since", type=DAY, metavar="YYYY-MM-DD", help="Published that day or later.")
@click.option("--until", type=DAY, metavar="YYYY-MM-DD", help="The same, or earlier.")
@click.option("--channel", "channels", multiple=True, help="Id or name; may be given again.")
@click.option("--columns", help="Fields, separated by commas.")
@click.option("--site", help="Profile: a name or a .toml file. Default: all lines.")
@click.option("--bom", is_flag=True, help="CSV with a byte order mark, as Excel wants it.")
def export(
    data_dir: Path,
    output: Path | None,
    kind: str | None,
    latest: bool,
    since: datetime | None,
    until: datetime | None,
    channels: tuple[str, ...],
    columns: str | None,
    site: str | None,
    bom: bool,
) -> None:
    """Write the lines as one file: Parquet (typed), CSV (for spreadsheets) or JSON Lines.

    WACZ is the recording instead, whole, with an index, for viewers of web archives. Without -o
    the file is DATA_DIR/articles.FORMAT (archive.wacz). Articles that were taken down stay, as
    change `gone`. What is still being written is left out. Exit code 3, and nothing is written,
    where no line matches.

    \b
    Examples: wangcheng export
              wangcheng export --latest --bom -o articles.csv
              wangcheng export --since 2025-11-01 --channel 要闻 --columns url,headline -o new.jsonl
    """
    from ..export import Wanted

    kind = kind or _guess_format(output)
    if kind == "wacz":
        _pack(data_dir, output, any((latest, bom, since, until, channels, columns, site)))
        return
    wanted = Wanted(
        kind,
        _read_columns(columns),
        latest,
        _day(since),
        _day(until),
        channels,
        load_site(site).name if site else None,
        bom,
    )
    _export(data_dir, wanted, output or data_dir / f"articles.{kind}")


def _guess_format(output: Path | None) -> str:
    from ..export import FORMATS

    ending = output.suffix.removeprefix(".").lower() if output else "parquet"
    if ending not in (*FORMATS, "wacz"):
        refuse(USAGE, f"{output}: which format? --format parquet, csv, jsonl or wacz")
    return ending


def _read_columns(columns: str | None) -> tuple[str, ...]:
    from ..export import COLUMNS

    if columns is None:
        return COLUMNS
    names = tuple(name.strip() for name in columns.split(","))
    for name in names:
        if name not in COLUMNS:
            refuse(USAGE, f"--columns: no field {name!r}; there are {', '.join(COLUMNS)}")
    if len(set(names)) < len(names):
        refuse(USAGE, "--columns: a field is named twice")
    return names


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _export(data_dir: Path, wanted: "Wanted", output: Path) -> None:
    from ..export import NothingMatches, export

    if wanted.bom and wanted.format != "csv":
        refuse(USAGE, "--bom: only CSV has a byte order mark")
    if wanted.since and wanted.until and wanted.since > wanted.until:
        refuse(USAGE, f"--since: {wanted.since} is after --until {wanted.until}")
    try:
        rows = export(_list_segments(data_dir), wanted, output)
    except ImportError:
        refuse(USAGE, MISSING)
    except NothingMatches:
        refuse(NOTHING, f"no line matches {_name_conditions(wanted)}; nothing was written")
    except KeyboardInterrupt:
        refuse(INTERRUPTED, f"interrupted: {output} is as it was before")
    except BrokenPipeError:
        leave_pipe()
    except OSError as error:
        refuse(NOT_WRITTEN, f"could not write: {error}")
    print(_describe(rows, output), file=sys.stderr)


def _pack(data_dir: Path, output: Path | None, chooses: bool) -> None:
    from ..wacz import find_recorded, pack
    from ..wording import count_of

    if chooses:
        refuse(USAGE, "--format wacz: it is the whole recording, no option chooses from it")
    output = output or data_dir / "archive.wacz"
    if not find_recorded(data_dir):
        refuse(NOTHING, f"{data_dir / 'archive'}: no recording; crawl with -s ARCHIVE_RECORD=1")
    try:
        files = pack(data_dir, output)
    except ImportError:
        refuse(USAGE, "WACZ needs a library: pip install -e '.[wacz]'")
    except OSError as error:
        refuse(NOT_WRITTEN, f"could not write: {error}")
    print(f"{count_of(files, 'WARC')}: {output}", file=sys.stderr)


def _list_segments(data_dir: Path) -> list[Path]:
    """The finished segments; those that are left out are named. Ends with 3 where there is none."""
    from ..export import find_segments

    segments, unfinished = find_segments(data_dir)
    if not segments and unfinished:
        text = "the end of the crawl finishes it, or the next start"
        refuse(NOTHING, f"{unfinished[0]}: lines in it are in an open segment: {text}")
    if not segments:
        refuse(NOTHING, f"{data_dir / 'articles'}: no lines in it")
    for part in unfinished:
        print(f"left out, still being written: {part}", file=sys.stderr)
    return segments


def _name_conditions(wanted: "Wanted") -> str:
    """The options that leave lines out, as they were given."""
    given = [("--since", wanted.since), ("--until", wanted.until), ("--site", wanted.site)]
    given += [("--channel", channel) for channel in wanted.channels]
    return " ".join(f"{name} {value}" for name, value in given if value) or "at all"


def _describe(rows: int, output: Path) -> str:
    """What was written: ``3 lines, 5.1 MB: FILE``; a stream has no size."""
    from ..destination import is_stdout, is_stream
    from ..html import show_size
    from ..wording import count_of

    lines = count_of(rows, "line")
    if is_stream(output):
        return f"{lines}: {'standard output' if is_stdout(output) else output}"
    return f"{lines}, {show_size(output.stat().st_size)}: {output}"
