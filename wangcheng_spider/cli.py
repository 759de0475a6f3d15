"""``wangcheng …``: each command is a file in ``commands``, imported when it is called."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from . import __version__
from .errors import WangchengError
from .exit_codes import DONE, INTERRUPTED, NOT_WRITTEN
from .terminal import drop_stdout, is_coloured

COMMANDS = {
    "crawl": "Crawl the portal, or replay an archive, into DATA_DIR.",
    "extract": "Read saved pages (WARC, folders, text dumps) into lines, without a crawl.",
    "restore": "Undo the disguise of mirror copies in a text.",
    "export": "Write the lines as one file: Parquet, CSV or JSON Lines.",
    "diff": "Show what changed between an article's revisions.",
    "diff-extract": "Show what a change of a rule changed, field by field.",
    "failed": "List addresses that could not be read.",
    "report": "Write a run's report: one HTML page.",
    "browse": "Look the lines up on a web page of this machine.",
    "verify": "Check that lines and store are whole and agree; --repair mends them.",
    "schema": "Print the JSON Schema of a line.",
    "add-case": "Add a page to the test cases, with a draft of its expected item.",
    "demo-site": "Serve the sample site on loopback.",
}


class LazyGroup(click.Group):
    """Imports a command's module only when that command is called: others need not load.

    Whatever goes wrong in a call is said in one line that says what to do.
    """

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        try:
            ended = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx else "wangcheng"
            click.echo(f"{path}: {error.format_message()} ({path} --help)", err=True)
            sys.exit(error.exit_code)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            sys.exit(INTERRUPTED)
        sys.exit(ended if isinstance(ended, int) else DONE)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # the reader of the pipe has enough
            drop_stdout()
            sys.exit(NOT_WRITTEN)
        except WangchengError as error:
            click.echo(f"{ctx.command_path}: {error}", err=True)
            sys.exit(error.exit_code)
        except OSError as error:
            click.echo(f"{ctx.command_path} {ctx.invoked_subcommand}: {error}", err=True)
            sys.exit(NOT_WRITTEN)
        return result

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        command = getattr(import_module(f".commands.{name}", __package__), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group("wangcheng", cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="wangcheng_spider %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Archive 望城新闻网: listings and articles in, JSON Lines out.

    wangcheng COMMAND --help says more about each, with examples. Completion in bash (zsh and fish
    alike): eval "$(_WANGCHENG_COMPLETE=bash_source wangcheng)"
    """
    if not is_coloured():
        ctx.color = False
