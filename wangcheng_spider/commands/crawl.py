"""``wangcheng crawl``: the spider, with the same arguments as ``scrapy crawl wangcheng``."""

import os

import click


@click.command(
    context_settings={
        "ignore_unknown_options": True,
        "allow_interspersed_args": False,
        "help_option_names": [],
    }
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def crawl(arguments: tuple[str, ...]) -> None:
    """Crawl the portal (see scrapy crawl -h for all options).

    Examples: wangcheng crawl -a mode=backfill -a since=2024-01-01;
    wangcheng crawl -a archive=pages.warc.gz -s DATA_DIR=replay
    """
    from scrapy.cmdline import execute

    os.environ["SCRAPY_SETTINGS_MODULE"] = "wangcheng_spider.settings"
    execute(["wangcheng", "crawl", "-L", "WARNING", "wangcheng", *arguments])
