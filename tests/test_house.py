"""The house's rules: what may import what, and documents that say what the code does."""

import ast
import json
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from wangcheng_spider import items, settings
from wangcheng_spider.cli import COMMANDS, main
from wangcheng_spider.items import Article
from wangcheng_spider.options import NAMES
from wangcheng_spider.policy import Policy
from wangcheng_spider.schema import json_schema

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "wangcheng_spider"
CORE = (
    *("urls", "sites", "pages", "text.clean", "items", "storage.sqlite", "archive", "exporters"),
    *("extraction", "lines", "record", "run", "schema", "steering", "walks", "demo.sample"),
    *("cases", "fetching", "outlook", "progress", "terminal"),
    *("report", "catalog.server", "notes"),
    *("monitors", "notify"),
    *("setting_values", "recording", "comparison", "media", "gathering", "joining", "sinks"),
    *("pages.parts", "reading", "reading_process", "reading_worker", "lending", "reposts"),
    *("alignment", "destination", "scrutiny", "verification", "repair"),
)
OWN_SETTINGS = (
    "DATA_DIR",
    "ARCHIVE_RECORD",
    "ARCHIVE_ROLL_BYTES",
    "READ_BESIDE",
    "MEDIA",
    "NOTIFY",
    "PROGRESS",
    "RETRY_PAUSE",
    "RETRY_AFTER_MAX",
    "REPORT",
    *(name.upper() for name in Policy.__slots__),
)
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_core_never_imports_scrapy() -> None:
    modules = ", ".join(f"wangcheng_spider.{name}" for name in CORE)
    code = f"import sys, {modules}; print([m for m in ('scrapy', 'twisted') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


SCRAPY_IS_FOR = (
    *("spiders", "pipelines", "network", "scrapy_commands"),
    *("middlewares.py", "extensions.py", "commands/crawl.py", "demo/year.py"),
    *("feeds.py", "log_lines.py", "setting_names.py"),
)
"""Below the package: what may name scrapy or twisted."""


def test_only_the_outside_names_scrapy() -> None:
    named = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                modules = [node.module or ""]
            if {module.partition(".")[0] for module in modules} & {"scrapy", "twisted"}:
                named.append(path.relative_to(PACKAGE).as_posix())
    assert "spiders/wangcheng.py" in named, "the test can see them"
    assert [place for place in named if not place.startswith(SCRAPY_IS_FOR)] == []


def test_a_run_loads_what_draws_its_report_at_its_end_only() -> None:
    code = "import sys, wangcheng_spider.run; print({'jinja2', 'pygal'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_spiders_hold_no_selector_and_pages_no_request() -> None:
    for path in (PACKAGE / "spiders").glob("*.py"):
        assert not re.search(r"xpath|\.css\(|select\(", path.read_text("utf-8")), path
    for path in (PACKAGE / "pages").glob("*.py"):
        assert not re.search(r"\bRequest\b|urlopen|scrapy", path.read_text("utf-8")), path


def test_files_functions_and_lines_stay_short() -> None:
    long = [p for p in PACKAGE.rglob("*.py") if len(p.read_text("utf-8").splitlines()) > 300]
    assert long == []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                help_text = len((ast.get_docstring(node) or "").splitlines())
                length = (node.end_lineno or 0) - node.lineno + 1 - help_text
                assert length <= 30, f"{path}: {node.name}"


def test_the_committed_schema_is_the_code_s() -> None:
    committed = json.loads((ROOT / "docs" / "schema.json").read_text("utf-8"))
    assert committed == json_schema()


def test_every_field_has_its_row_in_the_data_format() -> None:
    text = (ROOT / "docs" / "data-format.md").read_text("utf-8")
    described = json_schema()["properties"]
    for field in fields(Article):
        row = re.search(rf"^\| `{field.name}` \| .*$", text, re.MULTILINE)
        assert row, field.name
        assert described[field.name]["description"] in row[0]
    for word in (*items.VIEWS, *items.CHANGES, *items.DATE_SOURCES):
        assert f"`{word}`" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_and_helps(name: str) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"wangcheng {name}" in readme
    if name != "crawl":  # which hands all options to scrapy crawl
        command = main.get_command(None, name)  # type: ignore[arg-type] # needs no context
        assert command is not None
        assert command.help


def test_every_argument_and_setting_is_documented() -> None:
    text = (ROOT / "docs" / "running.md").read_text("utf-8")
    for name in NAMES:
        assert re.search(rf"^\| `{name}=", text, re.MULTILINE), name
    for name in OWN_SETTINGS:
        assert hasattr(settings, name)
        assert f"| `{name}` |" in text


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text("utf-8")):
        if not target.startswith("http"):
            assert (document.parent / target).exists(), target


def test_commands_end_with_names_of_exit_codes() -> None:
    bare = re.compile(r"(?:refuse|sys\.exit)\([^,)]*\d|exit_code = \d")
    found = {
        path.name: bare.findall(path.read_text("utf-8"))
        for folder in ("commands", "scrapy_commands")
        for path in (PACKAGE / folder).glob("*.py")
    }
    assert {name: calls for name, calls in found.items() if calls} == {}
    assert len(found) > 10
