"""``wangcheng add-case``: a page → a case of the tests, with a draft of its item."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..exit_codes import NOT_WRITTEN, NOTHING, USAGE
from . import load_site, refuse, site_option

if TYPE_CHECKING:
    from ..pages import Page
    from ..sites import Site


NEXT = "next: read draft.json against the page, put it right, rename it to expected.json"
NEXT_UNNAMED = f"{NEXT}, and the folder to what is special about the page"


@click.command("add-case")
@click.argument("page", metavar="URL|FILE")
@click.option(
    "--archive",
    type=click.Path(exists=True, path_type=Path),
    help="Take the page at URL from a WARC or a folder of saved pages.",
)
@click.option("--url", help="The address of FILE, where neither it nor a .json beside it says so.")
@click.option("--name", help="What is special about the page: the folder's name.")
@click.option(
    "--cases",
    default=Path("tests/cases"),
    show_default=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where the cases are.",
)
@site_option
def add_case(
    page: str, archive: Path | None, url: str | None, name: str | None, cases: Path, site: str
) -> None:
    """Add a page to the test cases: its bytes and headers, and a draft of the expected item.

    A URL comes from --archive, or else is fetched: from the profile's hosts alone, and only if
    robots.txt allows it. A FILE is a saved page.

    draft.json is what the program reads today. The tests refuse it until you have read each value
    against the page and renamed it to expected.json.

    \b
    Examples: wangcheng add-case saved.html --url https://www.wcxww.com/content/646754/50/1.html
              wangcheng add-case https://www.wcxww.com/content/646754/50/1.html
                  --archive data/archive --name two-bylines
    """
    from .. import cases as writing

    profile = load_site(site)
    found = _find(page, archive, url, profile)
    draft = writing.draft_expected(found, profile)
    kind = writing.kind_of(found, profile, draft)
    folder = cases / kind / (name or writing.name_of(found, profile))
    if folder.parent.resolve() != (cases / kind).resolve() or folder.name in ("", ".", ".."):
        refuse(USAGE, f"--name: {name!r} is no name of a folder")
    try:
        writing.add_case(folder, found, draft)
    except OSError as error:
        refuse(NOT_WRITTEN, f"could not write: {error}")
    click.echo(f"{folder}: page.html ({len(found.body):,} bytes), page.json, draft.json")
    click.echo(NEXT if name else NEXT_UNNAMED)


def _find(page: str, archive: Path | None, url: str | None, site: "Site") -> "Page":
    """The page that the caller means; ends with 2 or 3 where there is none."""
    is_address = page.startswith(("http://", "https://"))
    if is_address and url:
        refuse(USAGE, "--url goes with a FILE; the address is given already")
    if not is_address and archive:
        refuse(USAGE, f"--archive goes with a URL, and {page} is none")
    if archive:
        return _from_archive(page, archive, site)
    return _from_site(page, site) if is_address else _from_file(Path(page), url)


def _from_archive(url: str, path: Path, site: "Site") -> "Page":
    from ..archive import Archive, ArchiveError

    try:
        page = Archive(path, site).get(url)
    except ArchiveError as error:
        refuse(USAGE, f"archive: {error}")
    if page is None:
        refuse(NOTHING, f"{url}: not in {path}")
    return _check(page)


def _from_site(url: str, site: "Site") -> "Page":
    from ..fetching import FetchError, check_host, fetch_page

    try:
        check_host(url, site)
    except FetchError as error:
        refuse(USAGE, str(error))
    return fetch_page(url, site)


def _from_file(path: Path, url: str | None) -> "Page":
    from ..archive import Damage, read_archive

    if path.is_dir():
        refuse(USAGE, f"{path} is a folder: name the file in it")
    damage = Damage()
    pages = list(read_archive(path, damage))
    if len(pages) > 1:
        refuse(
            USAGE, f"{path} holds {len(pages)} pages: name one by its URL, with --archive {path}"
        )
    if not pages:
        refuse(USAGE, damage.places[0] if damage.places else f"{path}: no page in it")
    page = _check(pages[0])
    page.url = url or page.url
    if not page.url.startswith(("http://", "https://")):
        refuse(USAGE, f"{path} does not say at which address it was: give --url")
    return page


def _check(page: "Page") -> "Page":
    if page.kind != "html":
        refuse(USAGE, f"{page.url}: a text dump; cases are pages of HTML")
    return page
