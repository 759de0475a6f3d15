"""docs/adding-a-site.md, followed to the letter: commands and profile are taken out of it."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from crawling import ROOT, free_port, read_lines
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.demo.tenant import make_tenant
from wangcheng_spider.sites import load

DOCUMENT = ROOT / "docs" / "adding-a-site.md"
PORT = "8765"
"""In the document; a test takes one that is free."""


def test_a_second_tenant_by_the_document(tmp_path: Path) -> None:
    port = free_port()
    text = DOCUMENT.read_text("utf-8").replace(PORT, str(port))
    profile = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)[0]
    serve, few, layouts, whole = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    (tmp_path / "riverside.toml").write_text(profile, "utf-8")
    command = ["wangcheng", "demo-site", "--port", str(port)]
    assert serve.split() == command[:2], "the port is the test's own"
    with start(command, tmp_path) as server:
        assert server.stdout is not None
        said = [server.stdout.readline() for _ in range(9)]
        try:
            assert any(f"http://127.0.0.7:{port}/  another portal" in one for one in said)
            assert follow(few, tmp_path)[0] == 6
            assert re.search(r'\d+ "layout":"pc-20\d\d"', follow(layouts, tmp_path)[1])
            code, out = follow(whole, tmp_path)
            again = follow(whole, tmp_path)
        finally:
            server.terminate()
            server.communicate(timeout=30)
    assert code == 0, out
    assert again[0] == 0, again[1]
    site = load(str(tmp_path / "riverside.toml"))
    lines = read_lines(tmp_path / "riverside")
    tenant = make_tenant(site, port, 2)
    assert sorted(line["content_id"] for line in lines) == wanted_ids(tenant)
    assert {line["site"] for line in lines} == {"riverside"}
    assert "fallback" not in {line["layout"] for line in lines}
    for story in tenant.stories:
        line = next(line for line in lines if line["content_id"] == story.content_id)
        want = tenant.expected(story)
        assert (line["headline"], line["url"]) == (want.headline, want.url)
        assert line["article_body"] == want.article_body
    report = Path(out.split("\n")[-2])
    assert "riverside" in (tmp_path / report).read_text("utf-8")
    record = json.loads((tmp_path / report.parent / "run.json").read_text("utf-8"))
    assert (record["articles_known"], record["still_to_do"]) == (24, 0)


def test_the_document_s_layout_has_the_keys_of_a_layout() -> None:
    text = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)[1]
    (layout,) = tomllib.loads(text)["layout"]
    known = {key for one in load("wcxww").layouts for key in one.fields}
    assert layout.keys() - {"name", "kind", "marker"} <= known
    assert layout["kind"] == "article"
    assert all(isinstance(layout[key], list) for key in layout.keys() - {"name", "kind"})


def wanted_ids(tenant: SampleSite) -> list[str]:
    return sorted(story.content_id for story in tenant.stories)


def environment() -> dict[str, str]:
    """With the commands of this installation first."""
    return os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def start(command: list[str], folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True
    )


def follow(commands: str, folder: Path) -> tuple[int, str]:
    """Commands of a block, in a shell that ends at the first that fails."""
    done = subprocess.run(
        ["sh", "-ec", commands],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout
