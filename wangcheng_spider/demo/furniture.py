"""What surrounds the content of the sample site's pages: menu, styles, scripts, lists, foot."""

from functools import cache

from ..sites import Site
from .model import CHANNELS, Story


@cache
def _style(kilobytes: int) -> str:
    """Style and script of the size that the real pages have."""
    rules = [
        f".m_{n}{{margin:{n % 40}px {n % 7}px;color:#{n * 7 % 4096:03x};float:left}}"
        for n in range(kilobytes * 9)
    ]
    lines = [
        f"function f{n}(a,b){{if(a>{n}){{return b+'来源：'+a}}$('.x{n}').show()}}"
        for n in range(kilobytes * 8)
    ]
    return f"<style>{''.join(rules)}</style>\n<script>{chr(10).join(lines)}</script>"


def head(title: str, site: Site, variables: str = "", kilobytes: int = 26) -> str:
    """From the doctype to behind the menu."""
    menu = "".join(
        f'<li><a href="/channel/{id_}.html">{name}</a></li>' for id_, name in CHANNELS.items()
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{title}</title>\n<meta name='keywords' content='{site.title}'>"
        f"{_style(kilobytes)}<script>{variables}</script></head>\n<body>"
        '<div class="top_bar"><img class="tr_logo" src="/logo.png">'
        f'<a href="/">{site.title}</a></div>'
        f'<ul class="menu clearfix"><li><a href="/">首页</a></li>{menu}</ul>\n'
    )


def side_list(ranked: list[Story]) -> str:
    """The ranking of old articles beside the content."""
    rows = "".join(
        f'<li><a href="{story.path}" title="{story.headline}">{story.headline[:14]}</a></li>'
        for story in ranked
    )
    return f'<div class="aside_wrap f_right"><h2>热点排行</h2><ul>{rows}</ul></div>'


def foot(site: Site, script: str) -> str:
    """From behind the content to the end."""
    return (
        f'\n<div class="footer"><p>版权所有 {site.title} 未经授权不得转载</p>'
        "<p>投稿邮箱：post@sample.test 举报电话：0731-00000000</p><p>湘ICP备00000000号</p></div>"
        f"<script>{script}</script></body></html>\n"
    )
