"""The JSON Schema of a line, made from items.Article, and the check that each line passes."""

import ast
import inspect
import re
from collections.abc import Callable
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from . import items
from .items import CHANGES, DATE_SOURCES, VIEWS, Article, Attachment, Credit, Image, Video

NESTED = (Credit, Image, Video, Attachment)
URL = r"^https?://[^\s]+$"
MOMENT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?[+-]\d{2}:\d{2}$"
PATTERNS = {
    "url": URL,
    "fetched_url": URL,
    "next_url": URL,
    "duplicate_of": URL,
    "date_published": MOMENT,
    "fetched_at": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$",
    "content_hash": r"^[0-9a-f]{64}$",
}
ENUMS = {
    "schema_version": (items.SCHEMA_VERSION,),
    "view": VIEWS,
    "change": CHANGES,
    "date_source": (*DATE_SOURCES, None),
}
NOT_EMPTY = ("content_id", "site", "layout", "headline")
TYPES = {str: "string", int: "integer", NoneType: "null"}
CHECKS = tuple((name, re.compile(pattern)) for name, pattern in PATTERNS.items())


def json_schema() -> dict[str, Any]:
    """JSON Schema, draft 2020-12; descriptions are the docstrings under the fields."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Article",
        **_describe(Article),
        "$defs": {kind.__name__: _describe(kind) for kind in NESTED},
    }


def _describe(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    docs = _field_docs(kind)
    properties = {}
    for name, hint in hints.items():
        rule = _type_of(hint)
        if kind is Article:
            rule |= _rules_of(name)
        if name in docs:
            rule["description"] = docs[name]
        properties[name] = rule
    return {
        "description": inspect.getdoc(kind),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _rules_of(name: str) -> dict[str, Any]:
    rules: dict[str, Any] = {}
    if name in PATTERNS:
        rules["pattern"] = PATTERNS[name]
    if name in ENUMS:
        rules["enum"] = list(ENUMS[name])
    if name in NOT_EMPTY:
        rules["minLength"] = 1
    if name == "revision":
        rules["minimum"] = 1
    return rules


def _type_of(hint: Any) -> dict[str, Any]:
    if hint in TYPES:
        return {"type": TYPES[hint]}
    if hint in NESTED:
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if get_origin(hint) is list:
        return {"type": "array", "items": _type_of(get_args(hint)[0])}
    if get_origin(hint) is dict:
        return {"type": "object", "additionalProperties": _type_of(get_args(hint)[1])}
    if isinstance(hint, UnionType):
        rules = [_type_of(part) for part in get_args(hint)]
        merged = rules[0] | {"type": [rule["type"] for rule in rules]}
        return merged
    raise TypeError(f"no JSON type for {hint}")


def _field_docs(kind: type) -> dict[str, str]:
    """The string that stands under each field."""
    body = ast.parse(inspect.getsource(kind)).body[0]
    assert isinstance(body, ast.ClassDef)
    docs: dict[str, str] = {}
    for node, after in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ):
            docs[node.target.id] = " ".join(str(after.value.value).split())
    return docs


def check_article(article: Article) -> str | None:
    """Reason code of the first rule that an article breaks: ``bad_FIELD``; None if it is valid."""
    for name, fits in _TYPES_OF:
        if not fits(getattr(article, name)):
            return f"bad_{name}"
    for name in NOT_EMPTY:
        if not getattr(article, name):
            return f"bad_{name}"
    for name, pattern in CHECKS:
        value = getattr(article, name)
        if value is not None and not pattern.search(value):
            return f"bad_{name}"
    for name, allowed in ENUMS.items():
        if getattr(article, name) not in allowed:
            return f"bad_{name}"
    return "bad_revision" if article.revision < 1 else None


Check = Callable[[Any], bool]


def _make_check(hint: Any) -> Check:
    """A function that tells whether a value is of a type: made once, called for every line."""
    if hint is NoneType:
        return lambda value: value is None
    arguments = get_args(hint)
    parts = [_make_check(part) for part in arguments]
    if isinstance(hint, UnionType):
        return lambda value: any(fits(value) for fits in parts)
    if get_origin(hint) is list:
        return lambda value: type(value) is list and all(map(parts[0], value))
    if get_origin(hint) is dict:
        return lambda value: (
            type(value) is dict and all(map(parts[0], value)) and all(map(parts[1], value.values()))
        )
    if hint in NESTED:
        fields_of = [(name, _make_check(part)) for name, part in get_type_hints(hint).items()]
        return lambda value: (
            type(value) is hint and all(fits(getattr(value, name)) for name, fits in fields_of)
        )
    return lambda value: type(value) is hint


_TYPES_OF = [(name, _make_check(hint)) for name, hint in get_type_hints(Article).items()]
