"""``wangcheng restore``: a mirror's text in, the portal's own words out."""

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click

from ..exit_codes import USAGE
from ..text.restore import Change, Restored
from ..text.restore import restore as undo

CONTEXT = 6
"""Characters shown on each side of a change."""


class InputError(click.ClickException):
    """An input that cannot be read: one line, exit code 2."""

    exit_code = USAGE

    def show(self, file: object = None) -> None:
        click.echo(f"wangcheng restore: {self.message}", err=True)


@click.command()
@click.argument("file", default="-")
@click.option("--explain", is_flag=True, help="Show each change, with its rule and place.")
@click.option("--force", is_flag=True, help="Restore without asking whether it is a mirror's text.")
def restore(file: str, explain: bool, force: bool) -> None:
    """Undo the disguise of a mirror's text: FILE, or standard input, in UTF-8.

    The restored text goes to standard output, an honest one as it came. With --explain it is what
    was changed instead: line by line, before and after.

    \b
    Examples: wangcheng restore copy.txt > article.txt
              wangcheng restore --explain copy.txt
    """
    text = read_text(file)
    restored = undo(text, force=force)
    verdict = restored.verdict
    if verdict.kind == "not_restorable":
        click.echo(f"not restorable, left as it is: {verdict.why}", err=True)
    elif verdict.kind == "honest":
        click.echo("honest text, left as it is", err=True)
    if explain:
        for line in explain_changes(text, restored):
            click.echo(line)
    else:
        sys.stdout.buffer.write(restored.text.encode())


def read_text(file: str) -> str:
    """The text of a file, or of standard input (``-``). Raises InputError."""
    name = "standard input" if file == "-" else file
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(f"{name}: {reason}") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}: not UTF-8 (line {line}, byte {error.start})") from error


def explain_changes(text: str, restored: Restored) -> Iterator[str]:
    """Lines of a diff: each changed line before and after, then its changes with their places."""
    before, after = text.split("\n"), restored.text.split("\n")
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line) + 1)
    number = 0

    def line_of(change: Change) -> int:
        nonlocal number
        while change.start >= starts[number + 1]:
            number += 1
        return number

    for at, changes in groupby(restored.changes, line_of):
        yield click.style(f"@@ line {at + 1}", fg="cyan")
        yield click.style(f"-{before[at]}", fg="red")
        if len(before) == len(after):
            yield click.style(f"+{after[at]}", fg="green")
        for change in changes:
            yield _show(change, text, change.start - starts[at] + 1)
    if restored.counts:
        yield "  ".join(f"{rule} {count}" for rule, count in restored.counts.items())


def _show(change: Change, text: str, column: int) -> str:
    """One change within the characters around it."""
    left = text[max(0, change.start - CONTEXT) : change.start].rpartition("\n")[2]
    right = text[change.end : change.end + CONTEXT].partition("\n")[0]
    gone = click.style(f"[-{change.before}-]", fg="red") if change.before else ""
    new = click.style(f"{{+{change.after}+}}", fg="green") if change.after else ""
    note = f"  ({change.note})" if change.note else ""
    return f"  {column:>5} {change.rule:<8} {left}{gone}{new}{right}{note}"
