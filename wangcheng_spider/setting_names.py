"""Settings as a command line gives them (``-s NAME=VALUE``): names and kinds of value."""

from collections.abc import Iterable
from difflib import get_close_matches

from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, default_settings

from . import settings as own_settings
from .policy import Policy

LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG")
READERS = {int: BaseSettings.getint, float: BaseSettings.getfloat}
KINDS = {bool: "True or False", int: "a whole number", float: "a number"}
TRUTHS = ("0", "1", "true", "false")
FRACTIONS = {
    *("DOWNLOAD_TIMEOUT", "DNS_TIMEOUT", "DOWNLOAD_DELAY", "RETRY_AFTER_MAX"),
    *(name.upper() for name in Policy.__slots__ if isinstance(getattr(Policy(), name), float)),
}
"""Read as fractions, whole though their defaults are."""
OWN = [name for name in vars(own_settings) if name.isupper()]


def check_names(given: Iterable[str]) -> None:
    """Raise UsageError for a name that is nearly one of ours; add-ons may have others."""
    for name in given:
        if name in OWN or hasattr(default_settings, name):
            continue
        if near := get_close_matches(name.upper(), OWN, 1, 0.8):
            raise UsageError(f"{name}: no such setting; did you mean {near[0]}?")


def check_settings(settings: BaseSettings) -> None:
    """Raise UsageError where Scrapy, or this project, would fall over a setting's value."""
    level = str(settings["LOG_LEVEL"]).upper()
    if level not in LEVELS and not level.isdigit():
        raise UsageError(f"LOG_LEVEL: {level!r} is none of {', '.join(LEVELS)}")
    if not settings["DATA_DIR"]:
        raise UsageError("DATA_DIR: names no folder")
    for name in settings:
        if settings.getpriority(name) == SETTINGS_PRIORITIES["cmdline"]:
            _check_kind(settings, name)


def _check_kind(settings: BaseSettings, name: str) -> None:
    default = getattr(own_settings, name, getattr(default_settings, name, None))
    kind = float if name in FRACTIONS else type(default)
    is_right = True
    if kind is bool:
        is_right = str(settings[name]).lower() in TRUTHS
    elif kind in READERS:
        try:
            READERS[kind](settings, name)
        except (TypeError, ValueError):
            is_right = False
    if not is_right:
        raise UsageError(f"{name}: {settings[name]!r} is not {KINDS[kind]}")
