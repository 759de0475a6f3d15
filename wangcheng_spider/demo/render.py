"""Stories → pages as the CMS renders them: article pages of the PC and the WAP site."""

from html import escape
from random import Random

from ..sites import Site
from .furniture import foot, head, side_list
from .model import CHANNELS, Piece, Story, part_of, part_path

BODIES = (
    '<div class="detail_article_content m_t_20">{}</div>',
    '<div class="clearfix detail_article_content p_t_20">{}</div>',
    '<div class="detail_article_content f_left">{}</div>',
    '<article class="detail-article">{}</article>',
    '<div class="f_right detail_article_content">{}</div>',
)
OLD_BODY = '<div class="content" id="articlecontent">{}</div>'


def layout_of(story: Story) -> str:
    """The layout that a story's PC page has."""
    if story.path.startswith("/c/"):
        return "pc-old"
    template = BODIES[story.number % len(BODIES)]
    return "pc-2020" if template.startswith("<article") else "pc-2022"


def render_article(whole: Story, site: Site, ranked: list[Story], number: int = 1) -> str | None:
    """The PC page of a story, or one of its pages; ``ranked``: what the side list shows."""
    story = part_of(whole, number)
    if story is None:
        return None
    crumb = (
        '<div class="breadcrumb">当前位置：<a href="/">首页</a> &gt; '
        f'<a href="/channel/{story.channel}.html">{CHANNELS[story.channel]}</a></div>'
    )
    template = OLD_BODY if story.path.startswith("/c/") else BODIES[story.number % len(BODIES)]
    pieces = [_render_piece(piece) for piece in _with_review(story)]
    if story.number % 6 == 2:
        pieces += ["<p>时刻新闻</p>", '<p><img momenttype="1" src="/moment.png"></p>']
    body = template.format("\n".join([*pieces, _render_pager(story, number)]))
    return (
        head(f"{story.headline}_{site.title}", site, _variables(story, site))
        + f'<div class="wrap"><div class="box-left1 f_left">{crumb}'
        + f'<h1 id="btn">正在阅读：{escape(story.headline)}</h1>'
        + _render_headline(story)
        + _render_byline(story)
        + '<div class="share_bar">—分享—</div>'
        + body
        + _render_tail(story, site)
        + "</div>"
        + side_list(ranked)
        + "</div>"
        + foot(site, "")
    )


def _render_pager(story: Story, number: int) -> str:
    """Links to the pages of an article that has several; nothing for the others."""
    count = len(story.breaks) + 1
    if count == 1:
        return ""
    links = [
        f'<a href="{part_path(story, n)}">{n}</a>' if n != number else f"<span>{n}</span>"
        for n in range(1, count + 1)
    ]
    if number < count:
        links.append(f'<a href="{part_path(story, number + 1)}">下一页</a>')
    return f'<div class="page_nav">{" ".join(links)}</div>'


def _variables(story: Story, site: Site) -> str:
    return (
        f"var siteId = '1146'; var channelId = '{story.channel}'; var contentId ="
        f" '{story.content_id}'; var newsType = '0'; var pcDomain = '{site.canonical_origin}/';"
        f" var wapDomain = '//{site.wap_hosts[0]}/'; var siteName = '{site.title}';"
        f" var contentUrl = '{site.canonical_origin}{story.path}';"
    )


def _render_headline(story: Story) -> str:
    text = escape(story.headline)
    if story.number % 3 == 0:
        return f'<h1 class="detail_title">{text}</h1>'
    return f"<h1>{text}</h1>" if story.number % 3 == 1 else f'<h1 class="p_t_30 f36">{text}</h1>'


def _shown_authors(story: Story) -> str | None:
    """What stands behind 作者：; None where the label is missing."""
    if story.author_style == "missing":
        return None
    if story.author_style == "empty":
        return ""
    if story.author_style == "blanks":
        return " ".join(" ".join(name) if len(name) == 2 else name for name in story.authors)
    return " ".join(story.authors)


def _shown_editors(story: Story) -> str:
    return "redcloud" if story.editor_style == "redcloud" else " ".join(story.editors)


def _render_byline(story: Story) -> str:
    time = f"{story.published:%Y-%m-%d %H:%M:%S}"
    authors = _shown_authors(story)
    editors = _shown_editors(story)
    style = story.number % 3
    if style == 0:
        author = "" if authors is None else f'<span class="p_l_10">作者：{authors}</span>'
        return (
            f'<div class="m_b_25"><span class="p_l_10">来源：{story.source}</span>{author}'
            f'<span class="p_l_10">编辑：{editors}</span><span class="p_l_25">{time}</span></div>'
        )
    if style == 1:
        author = "" if authors is None else f'<span id="author_baidu">作者：{authors}</span> '
        return (
            f'<div class="m_b_25"><span id="source_baidu">来源：<a>{story.source}</a></span> '
            f'{author}<span id="editor_baidu">编辑：{editors}</span> '
            f'<span id="pubtime_baidu">{time}</span></div>'
        )
    author = "" if authors is None else f"作者：{authors}　"
    return (
        f'<div class="content_info m_b_25">来源：{story.source}　{author}'
        f"编辑：{editors}　{time}</div>"
    )


def _render_tail(story: Story, site: Site) -> str:
    authors = _shown_authors(story)
    author = "" if authors is None else f"<p>作者：{authors}</p>"
    following = ""
    if story.next_path:
        following = (
            '<div class="readnext"><span>阅读下一篇</span><div class="readnex_detail">'
            f'<a class="btn" href="{story.next_path}">下一篇</a></div></div>'
        )
    return (
        f'<div class="article_tail"><p>来源：{story.source}</p>{author}'
        f"<p>编辑：{_shown_editors(story)}</p></div>"
        f"<p>本文为{site.title}原创文章，转载请附上原文出处链接和本声明。</p>"
        f"<p>本文链接：{site.canonical_origin}{story.path}</p>{following}"
        f'<p><a href="/">返回{site.title}首页</a></p>'
    )


def _with_review(story: Story) -> list[Piece]:
    """The body's pieces and the review chain, which stands in the body's own element."""
    return story.pieces + [Piece("p", f"{role}：{name}") for role, name in story.review]


def _render_piece(piece: Piece) -> str:
    text = escape(piece.text, quote=False)
    if piece.kind == "image":
        return _render_image(piece)
    if piece.kind == "table":
        rows = ("".join(f"<td><p>{cell}</p></td>" for cell in row) for row in piece.rows)
        return f"<table border=1>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    if piece.kind == "ul":
        return f"<ul>{''.join(f'<li>{row[0]}</li>' for row in piece.rows)}</ul>"
    if piece.kind == "br":
        return f"<p>　　{'<br>　　'.join(row[0] for row in piece.rows)}</p>"
    if piece.kind == "script_video":
        return f"<script>var player_src = '{piece.url}'; play(player_src);</script>"
    return TEMPLATES.get(piece.kind, "<p>　　{text}</p>").format(text=text, url=piece.url)


TEMPLATES = {
    "h3": "<h3>{text}</h3>",
    "quote": "<blockquote>{text}</blockquote>",
    "bold": "<p>　　<strong>{text}</strong></p>",
    "box": '<section style="margin:0"><section><span>　　{text}</span></section></section>',
    "link": '<p>　　<a href="{url}" target="_blank">{text}</a></p>',
    "document": '<p><a href="{url}">{text}</a></p>',
    "video": (
        '<p><img class="edui-faked-video" urlCloud="{url}" coverImg="{text}" displayType="1">'
        '<img class="video-across-img" src="/play.png"></p>'
    ),
}


def _render_image(piece: Piece) -> str:
    image = f'<img src="{piece.url}" alt="{piece.text}">'
    if piece.caption is None:
        return f'<p style="text-align:center">{image}</p>'
    styles = {
        "figure": f"<figure>{image}<figcaption>{piece.caption}</figcaption></figure>",
        "mark": f"<p>{image}</p><p>▲{piece.caption}</p>",
        "taken": f"<p>{image}</p><p>{piece.caption}</p>",
        "doubled": (
            f"<figure>{image}<figcaption>{piece.caption}</figcaption></figure><p>▲{piece.caption}</p>"
        ),
    }
    return styles[piece.style]


def render_wap(whole: Story, site: Site, number: int = 1) -> str | None:
    """The WAP page of a story, or one of its pages."""
    story = part_of(whole, number)
    if story is None:
        return None
    body = "\n".join(_render_piece(piece) for piece in _with_review(story))
    body += _render_pager(story, number)
    if all(piece.kind == "video" for piece in story.pieces):
        body = body.replace("<p>", "").replace("</p>", "")
    return (
        head(f"{story.headline}_{site.title}", site, _variables(story, site), kilobytes=8)
        + f'<div class="title">{escape(story.headline)}</div>'
        + f'<div class="time">{story.published:%Y-%m-%d %H:%M:%S}</div>'
        + f'<section class="content"><p>{story.source}</p>'
        + f"<p>{_shown_authors(story) or ''}</p></section>"
        + '<div class="tools"><span>字号：大 中 小</span></div>'
        + f'<div class="description">{body}</div>'
        + '<div class="download">立即下载</div>'
        + foot(site, "")
    )


def shuffled(stories: list[Story], seed: str, count: int) -> list[Story]:
    """Some stories for a side list."""
    return Random(seed).sample(stories, min(count, len(stories)))
