"""docs/analysis.md → docs/analysis.ipynb: the same questions, to run and to change.

.venv/bin/python tools/make_notebook.py
"""

import json
import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent.parent / "docs"
START = """
from pathlib import Path

import duckdb

from wangcheng_spider.export import Wanted, export, find_segments

DATA_DIR = Path("data")  # to try: wangcheng demo-site --history data
segments, unfinished = find_segments(DATA_DIR)
export(segments, Wanted(), Path("articles.parquet"))
export(segments, Wanted(latest=True), Path("latest.parquet"))
"""


def make_notebook(document: str) -> dict[str, Any]:
    """The notebook (format 4.5) of the page: a cell of text and two of code for each question."""
    intro, *questions = re.split(r"^## ", document, flags=re.MULTILINE)
    cells = [
        _text("# Analysis\n\nThe questions of [analysis.md](analysis.md), to run and to change.")
    ]
    sql, python = _blocks(intro, "sql")[0], _blocks(intro, "python")[0]
    cells += [_code(START), _code(f'{python}\nduckdb.sql("""\n{sql}\n""")')]
    for question in questions:
        title = question.split("```")[0]
        cells.append(_text(f"## {title}"))
        cells.append(_code(_blocks(question, "python")[0] + "\nanswer"))
        cells.append(_code(f'duckdb.sql(r"""\n{_blocks(question, "sql")[0]}\n""").df()'))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)


def _text(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.strip()}


def _code(text: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": "code", "metadata": {}, "source": text.strip()}
    return cell | {"execution_count": None, "outputs": []}


if __name__ == "__main__":
    notebook = make_notebook((DOCS / "analysis.md").read_text("utf-8"))
    text = json.dumps(notebook, ensure_ascii=False, indent=1)
    (DOCS / "analysis.ipynb").write_text(text + "\n", "utf-8")
