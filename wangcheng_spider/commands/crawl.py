"""``wangcheng crawl``: the spider, with the same arguments as ``scrapy crawl wangcheng``."""

import os

import click

HELP = """\
Crawl the portal into DATA_DIR: what is new and changed since the last run.

\b
Arguments (-a NAME=VALUE, all optional):
  site=NAME|FILE      profile; default wcxww
  mode=update|backfill|urls
                      update: what is new (default); backfill: everything,
                      back to since; urls: single addresses
  since=YYYY-MM-DD    leave earlier articles alone
  until=YYYY-MM-DD    … and later ones
  channels=ID,ID      these channels only
  urls=FILE           with mode=urls: one address a line
  archive=PATH        replay a WARC, a folder of pages or a text dump

On a terminal a live line shows how far it is; Ctrl-C ends it cleanly, and the same command goes
on. scrapy crawl -h lists Scrapy's own options: they are taken too.

\b
Examples: wangcheng crawl
          wangcheng crawl -a mode=backfill -a since=2024-01-01
          wangcheng crawl -a archive=pages.warc.gz -d replay
          wangcheng crawl --quiet --json
"""


@click.command(context_settings={"ignore_unknown_options": True}, help=HELP)
@click.option("-a", "arguments", multiple=True, metavar="NAME=VALUE", help="Argument, see below.")
@click.option("-s", "settings", multiple=True, metavar="NAME=VALUE", help="Setting of Scrapy's.")
@click.option("-d", "--data-dir", metavar="DIR", help="The same as -s DATA_DIR=DIR.")
@click.option("--site", metavar="NAME|FILE", help="The same as -a site=…")
@click.option("-o", "added", multiple=True, metavar="FILE", help="Also append the items to a feed.")
@click.option("-O", "fed", multiple=True, metavar="FILE", help="Also write the items to a feed.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless it did not go well.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@click.option("-L", "--loglevel", metavar="LEVEL", help="DEBUG, INFO, WARNING (default) or ERROR.")
@click.argument("others", nargs=-1, type=click.UNPROCESSED, metavar="[SCRAPY OPTIONS]")
def crawl(
    arguments: tuple[str, ...],
    settings: tuple[str, ...],
    data_dir: str | None,
    site: str | None,
    added: tuple[str, ...],
    fed: tuple[str, ...],
    quiet: bool,
    as_json: bool,
    loglevel: str | None,
    others: tuple[str, ...],
) -> None:
    """The spider's command line is Scrapy's; it has the same options under the same names."""
    from scrapy.cmdline import execute

    named = add_named("--site", "site", site, arguments)
    set_ = add_named("-d", "DATA_DIR", data_dir, settings)
    flags = {"-a": named, "-s": set_, "-o": added, "-O": fed}
    options = [part for flag, values in flags.items() for one in values for part in (flag, one)]
    options += ["--quiet"] * quiet + ["--json"] * as_json
    is_set = any(one.startswith("LOG_LEVEL=") for one in settings)
    if loglevel or not (quiet or is_set):
        options += ["-L", loglevel or "WARNING"]
    os.environ["SCRAPY_SETTINGS_MODULE"] = "wangcheng_spider.settings"
    execute(["wangcheng", "crawl", "wangcheng", *options, *others])


def add_named(flag: str, name: str, value: str | None, pairs: tuple[str, ...]) -> list[str]:
    """NAME=VALUE pairs and the one that a flag of its own gives; UsageError where they disagree."""
    if value is None:
        return list(pairs)
    ours = f"{name}={value}"
    for pair in pairs:
        if pair.partition("=")[0] == name and pair != ours:
            raise click.UsageError(f"{flag} {value} and {pair} disagree: give one of them")
    return [*pairs, ours]
