"""Profiles: what is wrong is named with its file and key."""

from pathlib import Path

import pytest

from wangcheng_spider.sites import ProfileError, load, names

GOOD = """
name = "other"
canonical_origin = "https://www.other.example"
pc_hosts = ["www.other.example"]
start_urls = ["https://www.other.example/"]
"""

# (what the profile says, what the error names)
BROKEN = [
    ("name = ", "not TOML"),
    (GOOD.replace('name = "other"', ""), "name is missing"),
    (GOOD.replace('name = "other"', 'name = "../x"'), "name may hold"),
    (GOOD + 'colour = "red"', "unknown key 'colour'"),
    (GOOD + 'wap_hosts = "wap.other.example"', "wap_hosts must be a list"),
    (GOOD + 'wap_hosts = ["http://wap.other.example/"]', "wap_hosts"),
    (GOOD + 'timezone = "Asia/Atlantis"', "timezone"),
    (GOOD + 'channels = [{ id = "1" }]', "channels"),
    (GOOD + 'cms = "unknown"', "cms"),
    (
        GOOD.replace('["https://www.other.example/"]', '["https://elsewhere.example/"]'),
        "start_urls",
    ),
    (GOOD.replace('"https://www.other.example"\n', '"www.other.example"\n'), "canonical_origin"),
]


def write(folder: Path, text: str) -> str:
    path = folder / "other.toml"
    path.write_text(text, "utf-8")
    return str(path)


def test_a_tenant_is_one_file(tmp_path: Path) -> None:
    site = load(write(tmp_path, GOOD + 'channels = [{ id = 7, name = "要闻" }]'))
    assert (site.name, site.title, site.timezone) == ("other", "other", "Asia/Shanghai")
    assert site.view_of("www.other.example") == "pc"
    assert [channel.id for channel in site.channels] == ["7"]
    assert site.layouts == load("wcxww").layouts


@pytest.mark.parametrize(("text", "named"), BROKEN)
def test_a_broken_profile_names_file_and_key(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ProfileError) as error:
        load(write(tmp_path, text))
    assert named in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("profile", ["nobody", "../wcxww", "missing.toml", "redcloud"])
def test_an_unknown_profile_is_named(profile: str) -> None:
    with pytest.raises(ProfileError, match=profile.replace(".", r"\.")):
        load(profile)


def test_bundled_profiles_load() -> None:
    assert "wcxww" in names()
    for name in names():
        assert load(name).name == name


def test_a_host_in_two_lists_serves_the_better_view(tmp_path: Path) -> None:
    site = load(write(tmp_path, GOOD + 'mirror_hosts = ["www.other.example", "m.example:8000"]'))
    assert (site.view_of("www.other.example"), site.view_of("m.example:8000")) == ("pc", "mirror")
