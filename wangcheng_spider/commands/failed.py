"""``wangcheng failed``: addresses that could not be read."""

from pathlib import Path

import click

from ..exit_codes import BUSY
from . import data_dir_option, kept_site_option, load_site, open_store, refuse


@click.command()
@data_dir_option
@kept_site_option
def failed(data_dir: Path, site: str | None) -> None:
    """List addresses that could not be read: reason, tries, when they are tried again, address.

    Later runs try them again, after growing pauses.

    \b
    Example: wangcheng failed -d data | cut -f 1 | sort | uniq -c
    """
    from ..clock import utc_text
    from ..storage import StoreError
    from ..wording import count_of

    store = open_store(data_dir)
    try:
        names = store.sites() if site is None else [load_site(site).name]
        rows = [one for name in names for one in store.failed(name)]
    except StoreError as error:
        refuse(BUSY, str(error))
    for one in rows:
        tries = count_of(one.tries, "try", "tries")
        again = utc_text(one.not_before)
        click.echo(f"{one.why}\t{tries}\tagain from {again}\t{one.address}")
    if not rows:
        click.echo(f"no failed addresses ({', '.join(names) or 'no site in the store'})", err=True)
    store.close()
