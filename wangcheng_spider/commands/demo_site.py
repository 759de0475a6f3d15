"""``wangcheng demo-site``: the sample site on loopback, or recorded as WARC."""

import time
from pathlib import Path

import click

from ..exit_codes import NOT_WRITTEN, USAGE
from ..wording import count_of
from . import refuse, refuse_port


@click.command()
@click.option(
    "--articles",
    default=60,
    show_default=True,
    type=click.IntRange(1, 1_000_000),
    help="How many the site has.",
)
@click.option("--seed", default=1, show_default=True, help="Other seeds write other articles.")
@click.option(
    "--port",
    default=8765,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Of all its addresses on this machine.",
)
@click.option("--delay", default=0.0, type=click.FloatRange(0, 60), help="Seconds an answer takes.")
@click.option("--fail-rate", default=0.0, type=click.FloatRange(0, 1), help="Share of 503s.")
@click.option(
    "--profile",
    default="demo-site.toml",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the profile to crawl it by is written.",
)
@click.option(
    "--expected",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the items that a right crawl brings, as JSON Lines.",
)
@click.option(
    "--record",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the site as WARC (profile `sample`) and serve nothing.",
)
@click.option(
    "--history",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write lines of a week with edits, removals and reposts as a DATA_DIR; serve nothing.",
)
def demo_site(
    articles: int,
    seed: int,
    port: int,
    delay: float,
    fail_rate: float,
    profile: Path,
    expected: Path | None,
    record: Path | None,
    history: Path | None,
) -> None:
    """Serve the sample site on 127.0.0.1 to 127.0.0.6 until Ctrl-C, and a second one beside it.

    \b
    Example: wangcheng demo-site --articles 500
             and in another terminal: wangcheng crawl --site demo-site.toml -d demo-data
    """
    try:
        if history is not None:
            _write_history(history)
        elif record is not None:
            _record(record, articles, seed)
        else:
            _serve(articles, seed, port, delay, fail_rate, profile, expected)
    except OSError as error:
        refuse_port(port, error)
        refuse(NOT_WRITTEN if record or history else USAGE, str(error))


def _record(path: Path, articles: int, seed: int) -> None:
    from ..demo.recording import record_site
    from ..demo.sample import SampleSite
    from ..sites import load

    pages = record_site(SampleSite(load("sample"), articles, seed, has_parts=True), path)
    print(f"{path}: {count_of(pages, 'page')}, {path.stat().st_size:,} bytes")


def _write_history(data_dir: Path) -> None:
    from ..demo.history import write_history

    if any(data_dir.glob("articles/*")):
        refuse(USAGE, f"{data_dir}: there are lines in it")
    print(f"{count_of(write_history(data_dir), 'line')}: {data_dir}")


def _serve(
    articles: int,
    seed: int,
    port: int,
    delay: float,
    fail_rate: float,
    profile: Path,
    expected: Path | None,
) -> None:
    from ..demo.sample import SampleSite
    from ..demo.server import HOSTS, Server, load_served, write_profile
    from ..demo.tenant import HOSTS as TENANT
    from ..demo.tenant import make_tenant
    from ..destination import open_output
    from ..lines import encode_line

    sample = SampleSite(load_served(port), articles, seed, has_parts=True)
    tenant = make_tenant(sample.site, port, seed + 1)
    with Server(sample, port, delay=delay, fail_rate=fail_rate, tenant=tenant):
        # not before the port is ours: another site's profile may lie there, and be in use
        write_profile(profile, port)
        if expected is not None:
            items = (sample.expected(story) for story in sample.stories)
            with open_output(expected) as stream:
                stream.writelines(map(encode_line, items))
        for host, role in (HOSTS | TENANT).items():
            print(f"http://{host}:{port}/  {role}")
        how = f"wangcheng crawl --site {profile} -d demo-data"
        print(f"crawl it: {how}; Ctrl-C ends", flush=True)
        _wait()


def _wait() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        print()
