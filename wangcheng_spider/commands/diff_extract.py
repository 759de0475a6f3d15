"""``wangcheng diff-extract``: what a change of a rule changed, field by field."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..exit_codes import USAGE
from ..wording import count_of
from . import refuse

if TYPE_CHECKING:
    from ..comparison import Comparison

EXISTING = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("old", type=EXISTING)
@click.argument("new", type=EXISTING)
@click.option(
    "--examples",
    default=3,
    show_default=True,
    type=click.IntRange(0, 1000),
    help="Examples of each field and kind of change.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def diff_extract(old: Path, new: Path, examples: int, as_json: bool) -> None:
    """Compare two extractions of the same pages, field by field.

    OLD and NEW are files of lines, folders of them, or DATA_DIRs; of each article its newest line
    counts. fetched_at and content_hash are left out. Ends with 0 whether anything differs or not.

    \b
    Example: wangcheng extract pages/ -o before/      (change the rule)
             wangcheng extract pages/ -o after/
             wangcheng diff-extract before/ after/
    """
    from ..comparison import compare_lines

    try:
        found = compare_lines(old, new, examples)
    except OSError as error:
        refuse(USAGE, str(error))
    if as_json:
        import orjson

        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
    else:
        _print(found)


def _print(found: "Comparison") -> None:
    both = found.same + found.differing
    click.echo(
        f"{count_of(both, 'article')} in both: {found.same:,} the same,"
        f" {found.differing:,} differ; "
        f"{found.only_old:,} only in OLD, {found.only_new:,} only in NEW"
    )
    if found.fields:
        click.echo(f"\n{'field':20}{'emptied':>10}{'filled':>10}{'changed':>10}")
    rows = sorted(found.fields.items(), key=lambda row: -row[1].total)
    for name, changes in rows:
        click.echo(f"{name:20}{changes.emptied:10,}{changes.filled:10,}{changes.changed:10,}")
    for name, changes in rows:
        for example in changes.examples:
            click.echo(f"\n{name} {example.kind}: {example.url}")
            click.secho(f"  - {example.old}", fg="red")
            click.secho(f"  + {example.new}", fg="green")
    for side, urls in (("OLD", found.only_old_urls), ("NEW", found.only_new_urls)):
        for url in urls:
            click.echo(f"\nonly in {side}: {url}")
