"""``wangcheng schema``."""

import json

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of a line (draft 2020-12).

    \b
    Example: wangcheng schema > article.schema.json
    """
    from ..schema import json_schema

    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
