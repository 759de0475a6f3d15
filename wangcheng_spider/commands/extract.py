"""``wangcheng extract``: saved pages → lines."""

import signal
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..exit_codes import BUSY, INTERNAL, INTERRUPTED, NOT_WRITTEN, NOTHING, USAGE
from ..garbage import calm_collector
from . import leave_pipe, load_site, refuse, site_option

if TYPE_CHECKING:
    from ..extraction import Extraction, Reader
    from ..run import Run

SHOWN = 20
"""Failures named on the terminal; with -o DIR run.json lists them all."""


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o",
    "--output",
    help="A file, -, or a folder that becomes a DATA_DIR (it exists, or the path ends in /).",
)
@site_option
@click.option("--jobs", default=0, type=click.IntRange(0, 256), help="Processes; 0: one a core.")
@click.option("--layout", help="Read all pages by this layout, or by the `fallback`.")
@click.option("--any-host", is_flag=True, help="Take pages of foreign hosts too.")
def extract(
    paths: tuple[Path, ...],
    output: str | None,
    site: str,
    jobs: int,
    layout: str | None,
    any_host: bool,
) -> None:
    """Read saved pages into lines: WARC, folders of .html with .json beside, text dumps.

    Lines go to standard output, a summary to standard error.

    \b
    Examples: wangcheng extract pages.warc.gz > lines.jsonl
              wangcheng extract saved/ mirror-article.txt -o archive/
    """
    from ..destination import is_stdout
    from ..extraction import Reader

    _check(site, layout)
    reader = Reader(site, layout, any_host)
    calm_collector()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # nothing half done is left behind
    if output is None or is_stdout(Path(output)):
        extraction = _to_stdout(paths, reader, jobs)
    elif output.endswith("/") or Path(output).is_dir():
        extraction = _to_folder(paths, reader, jobs, Path(output))
    else:
        extraction = _to_file(paths, reader, jobs, Path(output))
    _summarize(extraction)
    if not (extraction.written or extraction.dropped or extraction.skipped or extraction.failed):
        print("wangcheng: no page in any of these files", file=sys.stderr)
    elif extraction.skipped["foreign_host"] and extraction.exit_code == NOTHING:
        text = f"no page of {site}'s hosts (--site names another profile, --any-host takes all)"
        print(f"wangcheng: {text}", file=sys.stderr)
    sys.exit(extraction.exit_code)


def _check(profile: str, layout: str | None) -> None:
    """End with 2 where profile or layout can't be used."""
    names = [one.name for one in load_site(profile).layouts if one.kind == "article"]
    if layout not in (None, "fallback", *names):
        refuse(USAGE, f"layout: {layout!r} is none of {', '.join([*names, 'fallback'])}")


def _to_stdout(paths: tuple[Path, ...], reader: "Reader", jobs: int) -> "Extraction":
    from ..extraction import extract
    from ..sinks import FileSink

    try:
        extraction = extract(paths, reader, FileSink(sys.stdout.buffer), jobs=jobs)
        sys.stdout.flush()
    except BrokenPipeError:
        leave_pipe()
    except OSError as error:
        refuse(NOT_WRITTEN, f"could not write: {error}")
    return extraction


def _to_file(paths: tuple[Path, ...], reader: "Reader", jobs: int, output: Path) -> "Extraction":
    """The file appears whole, or not at all; a pipe gets the lines as they come."""
    from ..destination import open_output
    from ..extraction import extract
    from ..sinks import FileSink

    try:
        with open_output(output) as stream:
            extraction = extract(paths, reader, FileSink(stream), jobs=jobs)
    except OSError as error:
        refuse(NOT_WRITTEN, f"could not write: {error}")
    return extraction


def _to_folder(paths: tuple[Path, ...], reader: "Reader", jobs: int, folder: Path) -> "Extraction":
    from ..opening import open_run

    run = open_run({"site": reader.profile}, folder)
    extraction = _to_run(paths, replace(reader, is_marked=True), jobs, run)
    if run.exit_code in (INTERNAL, BUSY, NOT_WRITTEN):
        refuse(run.exit_code, str(run.record.cause))
    print(f"lines in {run.articles}, record {run.folder}/run.json", file=sys.stderr)
    return extraction


def _to_run(paths: tuple[Path, ...], reader: "Reader", jobs: int, run: "Run") -> "Extraction":
    from ..extraction import ProcessEnded, extract
    from ..sinks import RunSink
    from ..storage import StoreError

    reason = "interrupted"
    sink = RunSink(run, f"{reader.layout or ''}{' any-host' if reader.any_host else ''}")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: setattr(sink, "is_stopping", True))
    try:
        extraction = extract(paths, reader, sink, jobs=jobs)
        reason = "finished"
    except ProcessEnded:
        reason = "internal_error"
        raise
    except StoreError as error:
        refuse(BUSY, str(error))
    except OSError as error:
        refuse(NOT_WRITTEN, f"could not write: {error}")
    except KeyboardInterrupt:
        refuse(INTERRUPTED, "interrupted; the same command goes on")
    finally:
        run.finish(reason)
    return extraction


def _summarize(extraction: "Extraction") -> None:
    def count(reasons: "Counter[str]") -> str:
        return ", ".join(f"{n} {reason}" for reason, n in reasons.most_common()) or "none"

    print(f"articles  {count(extraction.written)}", file=sys.stderr)
    print(f"dropped   {count(extraction.dropped)}", file=sys.stderr)
    print(f"skipped   {count(extraction.skipped)}", file=sys.stderr)
    failed = Counter(reason for _, reason in extraction.failed)
    print(f"failed    {count(failed)}", file=sys.stderr)
    for address, reason in extraction.failed[:SHOWN]:
        print(f"  {reason}: {address}", file=sys.stderr)
    if more := extraction.failed[SHOWN:]:
        print(f"  … and {len(more)} more", file=sys.stderr)
