"""``wangcheng diff``: what changed between an article's revisions."""

from pathlib import Path

import click

from ..exit_codes import NOTHING, USAGE
from . import data_dir_option, kept_site_option, load_site, refuse

COLOURS = {"-": "red", "+": "green"}


@click.command()
@click.argument("address")
@data_dir_option
@kept_site_option
def diff(address: str, data_dir: Path, site: str | None) -> None:
    """Show what changed between an article's revisions, by paragraph.

    ADDRESS is any address of the article, or its content id. Without --site an id is looked for in
    the lines of every site; of a site that is not bundled the addresses are known that lines bear.

    \b
    Example: wangcheng diff https://www.wcxww.com/content/646754/50/13163752.html
    """
    from itertools import pairwise

    from ..revisions import compare_revisions, find_revisions

    name, content_id = _find_article(address, site, data_dir / "articles")
    revisions = find_revisions(data_dir / "articles", name, content_id)
    if not revisions:
        refuse(NOTHING, f"no line of article {content_id} below {data_dir / 'articles'}")
    if len(sites := sorted({one.site for one in revisions})) > 1:
        refuse(USAGE, f"{content_id} is an article of {' and of '.join(sites)} (--site takes one)")
    first = revisions[0]
    click.echo(f"{first.url}\nrevision {first.revision}: {first.change}, {first.fetched_at}")
    for before, after in pairwise(revisions):
        click.echo(f"revision {after.revision}: {after.change}, {after.fetched_at}")
        for line in compare_revisions(before, after):
            click.secho(line, fg=COLOURS[line[0]])


def _find_article(address: str, profile: str | None, articles: Path) -> tuple[str | None, str]:
    """(name of the site, or None for whichever has it; content id)"""
    from ..revisions import find_content_id
    from ..sites import names
    from ..urls import read_address

    is_id = address.isascii() and address.isdigit()
    if is_id and profile is None:
        return None, address
    sites = [load_site(name) for name in ([profile] if profile else names())]
    for site in sites:
        content_id = address if is_id else read_address(address, site).content_id
        if content_id is not None:
            return site.name, content_id
    if not profile and (content_id := find_content_id(articles, address)):
        return None, content_id
    known = ", ".join(site.name for site in sites)
    hint = "" if profile else " (--site names another profile; a content id needs none)"
    refuse(USAGE, f"{address}: not an address of an article of {known}{hint}")
