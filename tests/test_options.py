"""Spider arguments: read once, wrong ones named."""

from datetime import date
from pathlib import Path

import pytest

from wangcheng_spider.options import CrawlOptions, OptionError, read_options

# (arguments, what the error names)
WRONG = [
    ({"mode": "everything"}, "mode"),
    ({"since": "yesterday"}, "since"),
    ({"until": "2024-13-01"}, "until"),
    ({"since": "2024-02-01", "until": "2024-01-01"}, "since"),
    ({"channels": "12,abc"}, "channels"),
    ({"channels": "１２"}, "channels"),
    ({"mode": "urls"}, "urls"),
    ({"urls": "pyproject.toml"}, "urls"),
    ({"mode": "urls", "urls": "no/such/file"}, "urls"),
    ({"archive": "no/such/archive.warc.gz"}, "archive"),
    ({"sites": "wcxww"}, "sites"),
    ({"site": ""}, "site: its value is empty"),
    ({"since": ""}, "since: its value is empty"),
    ({"until": " "}, "until: its value is empty"),
    ({"channels": ", "}, "channels: its value is empty"),
    ({"mode": ""}, "mode: its value is empty"),
    ({"archive": ""}, "archive: its value is empty"),
]


@pytest.mark.parametrize(("arguments", "named"), WRONG)
def test_a_wrong_argument_is_named(arguments: dict[str, str], named: str) -> None:
    with pytest.raises(OptionError) as error:
        read_options(arguments)
    assert named in str(error.value)
    assert "\n" not in str(error.value)


def test_no_arguments_mean_an_update_of_the_portal() -> None:
    assert read_options({}) == CrawlOptions(site="wcxww", mode="update")


def test_all_arguments_are_read(tmp_path: Path) -> None:
    asked = tmp_path / "urls.txt"
    asked.write_text("")
    options = read_options(
        {
            "site": "sample",
            "mode": "urls",
            "since": "2024-01-31",
            "until": "2024-02-01",
            "channels": "12, 13,",
            "urls": str(asked),
            "archive": str(tmp_path),
        }
    )
    assert (options.since, options.until) == (date(2024, 1, 31), date(2024, 2, 1))
    assert options.channels == ("12", "13")
    assert (options.urls, options.archive) == (asked, tmp_path)
