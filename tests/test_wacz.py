"""Recordings as WACZ. The library is an extra that the tests' environment goes without."""

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawling import crawl, free_port
from wangcheng_spider.cli import main
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.demo.server import Server, write_profile
from wangcheng_spider.sites import load


def record(folder: Path) -> Path:
    """A DATA_DIR with the recording of a crawl of a dozen articles."""
    port, profile = free_port(), folder / "demo.toml"
    write_profile(profile, port)
    with Server(SampleSite(load(str(profile)), 12, 1), port):
        ended = crawl(folder / "data", "-a", f"site={profile}", "-s", "ARCHIVE_RECORD=1")
    assert ended.exit_code == 0
    return folder / "data"


def export(*arguments: object) -> tuple[int, str]:
    ended = CliRunner().invoke(main, ["export", *map(str, arguments)])
    return ended.exit_code, ended.output


REFUSED = [
    (("--format", "wacz", "--latest"), 2, "the whole recording"),
    (("--format", "wacz", "--columns", "url"), 2, "the whole recording"),
    (("-o", "x.wacz", "--since", "2025-01-01"), 2, "the whole recording"),
    (("--format", "wacz"), 3, "ARCHIVE_RECORD=1"),
]


@pytest.mark.parametrize(("arguments", "code", "why"), REFUSED)
def test_what_can_not_be_packed(
    tmp_path: Path, arguments: tuple[str, ...], code: int, why: str
) -> None:
    got, said = export("--data-dir", tmp_path, *arguments)
    assert (got, why in said, said.count("\n")) == (code, True, 1), said


def test_without_the_library_it_says_what_to_install(tmp_path: Path) -> None:
    try:
        import wacz  # noqa: F401
    except ImportError:
        (tmp_path / "archive").mkdir()
        (tmp_path / "archive" / "demo-20250101T000000Z-00001.warc.gz").write_bytes(b"")
        code, said = export("--data-dir", tmp_path, "--format", "wacz")
        assert (code, "[wacz]" in said) == (2, True), said
        assert not list(tmp_path.glob("*.wacz"))
    else:
        pytest.skip("wacz is installed")


@pytest.mark.filterwarnings("ignore")  # of the library and of what it brings
def test_a_recording_in_one_file(tmp_path: Path) -> None:
    pytest.importorskip("wacz")
    from wacz.main import main as run_wacz

    data = record(tmp_path)
    code, said = export("--data-dir", data, "-o", tmp_path / "all.wacz")
    assert code == 0, said
    assert run_wacz(["validate", "-f", str(tmp_path / "all.wacz")]) == 0
    with zipfile.ZipFile(tmp_path / "all.wacz") as packed:
        warcs = [name for name in packed.namelist() if name.startswith("archive/")]
        pages = packed.read("pages/pages.jsonl").decode().splitlines()
    assert [Path(name).name for name in warcs] == [p.name for p in (data / "archive").glob("*.gz")]
    lines = [json.loads(line) for p in (data / "articles").iterdir() for line in p.open()]
    found = {(page["url"], page["title"]) for page in map(json.loads, pages[1:])}
    assert found == {(line["fetched_url"], line["headline"]) for line in lines}
