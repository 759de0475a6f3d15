"""``wangcheng …``: each command is a file in ``commands``, imported when it is called."""

from importlib import import_module

import click

from . import __version__

COMMANDS = {
    "crawl": "Crawl the portal, or replay an archive, into DATA_DIR.",
    "extract": "Read saved pages (WARC, folders, text dumps) into lines, without a crawl.",
    "restore": "Undo the disguise of mirror copies in a text.",
    "diff": "Show what changed between an article's revisions.",
    "failed": "List addresses that could not be read.",
    "verify": "Check that lines and store are whole and agree; --repair mends them.",
    "schema": "Print the JSON Schema of a line.",
    "demo-site": "Serve the sample site on loopback.",
}


class LazyGroup(click.Group):
    """Imports a command's module only when that command is called: others need not load."""

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


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="wangcheng_spider %(version)s")
def main() -> None:
    """Archive 望城新闻网: listings and articles in, JSON Lines out."""
