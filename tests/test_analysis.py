"""docs/analysis.md and the notebook: every block is run, and what comes out is what is shown."""

import json
import re
import runpy
import shlex
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from crawling import ROOT, read_lines
from wangcheng_spider.cli import main
from wangcheng_spider.demo.history import EDITS, REMOVED, REPOSTS

DOCUMENT = (ROOT / "docs" / "analysis.md").read_text("utf-8")
INTRO, *QUESTIONS = re.split(r"^## ", DOCUMENT, flags=re.MULTILINE)
TITLES = [question.split("\n", 1)[0] for question in QUESTIONS]
Table = list[list[str]]


def block(text: str, language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def shown(question: str) -> Table:
    """The table that the page shows."""
    rows = [line for line in question.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]
    return [cells[0], *cells[2:]]


def as_text(value: Any) -> str:
    return "" if value is None or value != value else str(value)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the page's own commands were called."""
    folder = tmp_path_factory.mktemp("desk")
    commands = re.findall(r"^wangcheng ([^#\n]+)", INTRO, re.MULTILINE)
    assert len(commands) == 3
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for command in commands:
            done = CliRunner().invoke(main, shlex.split(command))
            assert done.exit_code == 0, done.output
    return folder


def test_there_are_ten_questions() -> None:
    assert [title.split(".")[0] for title in TITLES] == [str(n) for n in range(1, 11)]


def test_the_history_is_the_run_of_a_good_crawl(desk: Path) -> None:
    (path,) = (desk / "desk" / "runs").glob("*/run.json")
    record = json.loads(path.read_text("utf-8"))
    assert (record["exit_code"], record["cause"], record["alarms"]) == (0, None, [])
    changes = {"new": 60 + len(REPOSTS), "edited": len(EDITS), "gone": len(REMOVED), "back": 1}
    assert record["written"] == changes
    mirrored = [line for line in read_lines(desk / "desk") if line["view"] == "mirror"]
    assert mirrored
    assert all(line["restored"]["script"] > 100 for line in mirrored), "it had other characters"


def test_lines_are_read_with_their_types(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The snippet of docs/data-format.md."""
    (tmp_path / "data").symlink_to(desk / "desk")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(block((ROOT / "docs" / "data-format.md").read_text("utf-8"), "python"), names)
    lines, latest = names["lines"], names["latest"]
    assert set(lines.channel_id.map(type)) == {str} == set(lines.content_id.map(type))
    for name in ("date_published", "fetched_at"):
        assert str(lines[name].dtype).endswith("UTC]")
        assert lines[name].notna().all()
    assert len(lines) > len(latest) == lines.content_id.nunique()


@pytest.mark.parametrize("question", QUESTIONS, ids=TITLES)
def test_sql_and_pandas_give_what_is_shown(
    question: str, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk)
    with duckdb.connect() as db:
        db.execute(block(INTRO, "sql"))
        done = db.execute(block(question, "sql"))
        rows = [[column[0] for column in done.description or ()]]
        rows += [[as_text(value) for value in row] for row in done.fetchall()]
    names: dict[str, Any] = {}
    exec(block(INTRO, "python"), names)
    exec(block(question, "python"), names)
    answer = names["answer"]
    frame = [list(answer.columns)]
    frame += [[as_text(value) for value in row] for row in answer.itertuples(index=False)]
    wanted = shown(question)
    assert len(wanted) > 2, "a question with a result"
    assert rows == wanted
    assert frame == wanted


def test_the_page_tells_what_happened(desk: Path) -> None:
    """Edits, removals and reposts as the script of the history has them."""
    hours = [int(row[2]) for row in shown(QUESTIONS[2])[1:]]
    assert hours == sorted(hours for _, hours in EDITS)
    assert len(shown(QUESTIONS[4])) == 1 + len(REMOVED)
    told = sorted((row[1], int(row[2])) for row in shown(QUESTIONS[5])[1:])
    assert told == sorted((paper, hours) for _, paper, hours in REPOSTS)
    lines = read_lines(desk / "desk")
    headlines = {line["url"]: line["headline"] for line in lines}
    for line in lines:
        if line["duplicate_of"]:
            assert line["headline"] == f"{line['source']}：{headlines[line['duplicate_of']]}"


def test_the_notebook_is_the_page_and_runs(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = json.loads((ROOT / "docs" / "analysis.ipynb").read_text("utf-8"))
    tool = runpy.run_path(str(ROOT / "tools" / "make_notebook.py"))
    assert notebook == tool["make_notebook"](DOCUMENT), "python tools/make_notebook.py"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").symlink_to(desk / "desk")
    names: dict[str, Any] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec(cell["source"], names)
    assert len(names["answer"]) == len(shown(QUESTIONS[-1])) - 1


def test_a_folder_with_lines_gets_no_history(desk: Path) -> None:
    done = CliRunner().invoke(main, ["demo-site", "--history", str(desk / "desk")])
    assert done.exit_code == 2
    assert "there are lines in it" in done.stderr
