"""Lines → one file for analysis: Parquet with types, CSV for spreadsheets, JSON Lines.

DuckDB does the work, and streams: memory does not grow with the lines. The columns are those of
items.Article, so a new field is exported without a change here.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from .alignment import Alignment
from .destination import stage_file
from .errors import WangchengError
from .exit_codes import BUSY, NOTHING
from .items import Article
from .recovery import HINT
from .scrutiny import read_segment
from .segments import NAME, PART, list_segments

if TYPE_CHECKING:
    import duckdb

FORMATS = ("parquet", "csv", "jsonl")
COLUMNS = tuple(field.name for field in fields(Article))
TIMES = ("date_published", "fetched_at")
"""Become times with zone in Parquet; CSV and JSON Lines keep them as the lines have them."""

MEMORY = "400MB"
LONGEST = 20 * 1024 * 1024
"""Bytes of a line."""
ROW_GROUP = 4096
"""Rows that a Parquet writer holds; a row is some 5 kB, body and HTML."""

FORMULA = "^[\\s]*[=+@＝＋＠－-]|^[\\t\\r]"
"""Cells that a spreadsheet would take for a formula."""
BOM = "\ufeff"


class ExportError(WangchengError):
    """Lines that can't be read; the text names file and place."""

    exit_code = BUSY


class NothingMatches(WangchengError):
    """No line is as wanted."""

    exit_code = NOTHING


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines, and what of them."""

    format: str = "parquet"
    columns: Sequence[str] = COLUMNS
    latest: bool = False
    """Only the newest line of each article; one that was taken down keeps it, change `gone`."""
    since: date | None = None
    until: date | None = None
    """Days of publication, both included; articles without a date are left out then."""
    channels: Sequence[str] = ()
    """Ids or names."""
    site: str | None = None
    bom: bool = False


def find_segments(data_dir: Path) -> tuple[list[Path], list[Path]]:
    """(sealed segments in the order of writing, those that are still being written)"""
    paths = list_segments(data_dir / "articles")
    own = [path for path in paths if NAME.fullmatch(path.name.removesuffix(PART))]
    unfinished = [path for path in own if path.name.endswith(PART)]
    return [path for path in own if path not in unfinished], unfinished


def export(segments: Sequence[Path], wanted: Wanted, output: Path) -> int:
    """Write one file, aside and renamed, or into a pipe or standard output; how many rows.

    Raises ExportError where lines can't be read, NothingMatches where none is as wanted, OSError
    where the file can't be written, ImportError where DuckDB is not installed, KeyboardInterrupt
    on Ctrl-C.
    """
    import duckdb

    with stage_file(output) as aside, closing(duckdb.connect(":memory:")) as db:
        try:
            _set_up(db, aside.parent)
            rows = _copy(db, segments, wanted, aside)
        except RuntimeError as error:
            # what DuckDB makes of Ctrl-C; its own errors are no RuntimeErrors
            raise KeyboardInterrupt from error
        except duckdb.IOException as error:
            raise OSError(str(error)) from error
        except duckdb.Error as error:
            raise ExportError(f"{_name_damage(error, segments)}; {HINT}") from error
        if not rows:
            raise NothingMatches
    return rows


def _name_damage(error: "duckdb.Error", segments: Sequence[Path]) -> str:
    """File and line that can't be read; DuckDB's own number is one too high for torn JSON."""
    text = str(error).strip().splitlines()[0]
    for path in segments:
        match = NAME.fullmatch(path.name)
        if match and f'"{path}"' in text:
            for line in read_segment(path, match["site"], Alignment()):
                if line.fault and line.fault.startswith(("torn", "damaged", "breaks")):
                    return f"{path}:{line.number}: {line.fault}"
    return text


def _copy(
    db: "duckdb.DuckDBPyConnection", segments: Sequence[Path], wanted: Wanted, output: Path
) -> int:
    files = [_escape_glob(str(path)) for path in segments]
    statement = f"COPY ({_select(wanted)}) TO {_quote(str(output))} ({_options(wanted)})"
    rows: int = db.execute(statement, _values(files, wanted)).fetchall()[0][0]
    return rows


def _set_up(db: "duckdb.DuckDBPyConnection", folder: Path) -> None:
    """Little memory, spilling beside the output, nothing from the net.

    One thread keeps the lines in order; to keep it with several DuckDB holds back whole batches.
    """
    for name, value in (
        ("memory_limit", MEMORY),
        ("threads", 1),
        ("preserve_insertion_order", False),
        ("temp_directory", str(folder / ".export.tmp")),
        ("autoinstall_known_extensions", False),
        ("TimeZone", "UTC"),
    ):
        db.execute(f"SET {name} = {_quote(value) if isinstance(value, str) else value}")


def _select(wanted: Wanted) -> str:
    """The query; its parameters are those of _values."""
    shown = ", ".join(_show(name, wanted) for name in wanted.columns)
    return f"SELECT {shown} FROM {_read(COLUMNS)} WHERE {_condition(wanted)}"


def _read(columns: Sequence[str]) -> str:
    types = ", ".join(f"{name}: {_quote(_type_of(HINTS[name]))}" for name in columns)
    return (
        f"read_json($files, format = 'newline_delimited', columns = {{{types}}},"
        f" maximum_object_size = {LONGEST})"
    )


def _condition(wanted: Wanted) -> str:
    conditions = ["true"]
    if wanted.latest:
        key = ("site", "content_id", "revision")
        newest = f"SELECT site, content_id, max(revision) FROM {_read(key)} GROUP BY ALL"
        conditions.append(f"(site, content_id, revision) IN ({newest})")
    if wanted.since:
        conditions.append("date_published[:10] >= $since")
    if wanted.until:
        conditions.append("date_published[:10] <= $until")
    if wanted.channels:
        conditions.append("(channel_id IN $channels OR list_has_any(breadcrumbs, $channels))")
    if wanted.site:
        conditions.append("site = $site")
    return " AND ".join(conditions)


def _values(files: list[str], wanted: Wanted) -> dict[str, object]:
    values: dict[str, object] = {"files": files}
    if wanted.since:
        values["since"] = wanted.since.isoformat()
    if wanted.until:
        values["until"] = wanted.until.isoformat()
    if wanted.channels:
        values["channels"] = list(wanted.channels)
    if wanted.site:
        values["site"] = wanted.site
    return values


def _show(name: str, wanted: Wanted) -> str:
    """One column of the output."""
    if wanted.format == "parquet":
        # a day that no calendar knows (2025-02-30) is no reason to export nothing
        return f"try_cast({name} AS TIMESTAMPTZ) AS {name}" if name in TIMES else name
    if wanted.format == "jsonl":
        return name
    # the mark has its place before the first column's name: COPY can't write bytes of its own
    title = BOM + name if wanted.bom and name == wanted.columns[0] else name
    kind = _type_of(HINTS[name])
    value = name if kind in ("VARCHAR", "INTEGER") else f"CAST({name} AS JSON)::VARCHAR"
    if kind == "VARCHAR":
        is_formula = f"regexp_matches({name}, {_quote(FORMULA)})"
        value = f"if({is_formula}, '''' || {name}, {name})"
    return f'{value} AS "{title}"'


def _options(wanted: Wanted) -> str:
    return {
        "parquet": f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}",
        "csv": "FORMAT csv, HEADER true",
        "jsonl": "FORMAT json",
    }[wanted.format]


def _type_of(hint: Any) -> str:
    """DuckDB's type of a field."""
    if isinstance(hint, UnionType):
        (hint,) = (part for part in get_args(hint) if part is not NoneType)
    if hint in (str, int):
        return {str: "VARCHAR", int: "INTEGER"}[hint]
    if get_origin(hint) is list:
        return f"{_type_of(get_args(hint)[0])}[]"
    if get_origin(hint) is dict:
        key, value = get_args(hint)
        return f"MAP({_type_of(key)}, {_type_of(value)})"
    parts = ", ".join(f'"{name}" {_type_of(part)}' for name, part in get_type_hints(hint).items())
    return f"STRUCT({parts})"


HINTS = get_type_hints(Article)


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _escape_glob(path: str) -> str:
    """DuckDB takes names for patterns."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in path)
