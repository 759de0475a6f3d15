"""``wangcheng diff``: what changed between an article's revisions."""

from pathlib import Path

import click

from . import data_dir_option, load_site, refuse, site_option

COLOURS = {"-": "red", "+": "green"}


@click.command()
@click.argument("address")
@data_dir_option
@site_option
def diff(address: str, data_dir: Path, site: str) -> None:
    """Show what changed between an article's revisions, by paragraph.

    ADDRESS is any address of the article, or its content id.

    \b
    Example: wangcheng diff https://www.wcxww.com/content/646754/50/13163752.html
    """
    from itertools import pairwise

    from ..revisions import compare_revisions, find_revisions

    name, content_id = _find_article(address, site)
    revisions = find_revisions(data_dir / "articles", name, content_id)
    if not revisions:
        refuse(3, f"no line of article {content_id} below {data_dir / 'articles'}")
    first = revisions[0]
    click.echo(f"{first.url}\nrevision {first.revision}: {first.change}, {first.fetched_at}")
    for before, after in pairwise(revisions):
        click.echo(f"revision {after.revision}: {after.change}, {after.fetched_at}")
        for line in compare_revisions(before, after):
            click.secho(line, fg=COLOURS[line[0]])


def _find_article(address: str, profile: str) -> tuple[str, str]:
    """(name of the site, content id)"""
    from ..urls import read_address

    site = load_site(profile)
    is_id = address.isascii() and address.isdigit()
    content_id = address if is_id else read_address(address, site).content_id
    if content_id is None:
        refuse(2, f"{address}: not an address of an article of {site.name}")
    return site.name, content_id
