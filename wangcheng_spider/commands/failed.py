"""``wangcheng failed``: addresses that could not be read."""

from pathlib import Path

import click

from . import data_dir_option, load_site, open_store, refuse, site_option


@click.command()
@data_dir_option
@site_option
def failed(data_dir: Path, site: str) -> None:
    """List addresses that could not be read: reason, tries, when they are tried again, address.

    Later runs try them again, after growing pauses.

    \b
    Example: wangcheng failed -d data | cut -f 1 | sort | uniq -c
    """
    from ..clock import utc_text
    from ..storage import StoreError

    store = open_store(data_dir)
    try:
        rows = store.failed(load_site(site).name)
    except StoreError as error:
        refuse(5, str(error))
    for one in rows:
        again = utc_text(one.not_before)
        click.echo(f"{one.why}\t{one.tries} tries\tagain from {again}\t{one.address}")
    store.close()
