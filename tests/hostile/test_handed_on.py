"""What a page says goes on to others: no script, no foreign scheme, no byte that readers refuse."""

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wangcheng_spider
from hostile.harmless import check_harmless
from wangcheng_spider.extraction import Reader
from wangcheng_spider.items import Article
from wangcheng_spider.pages import Page
from wangcheng_spider.sites import load

PACKAGE = Path(wangcheng_spider.__file__).parent
SITE = load("wcxww")
URL = "https://www.wcxww.com/content/646754/50/13000001.html"
PAGE = """<html><head><title>柳溪街道早稻插秧</title></head><body>
<h1 class="detail_title">柳溪街道早稻插秧</h1><div class="detail_article_content">
<p>　　柳溪街道的早稻昨天开始插秧。</p>{}<p>　　今年的面积比去年多两成。</p></div></body></html>"""

# HTML that runs a script in one browser or another, by what it hides behind
VECTORS = [
    '<a href="https://evil.cn/">\u0338 onclick=alert(1) x</a>',
    '<a href="https://evil.cn/">\u200b\u0338\u0338 onclick=alert(1) x</a>',
    "<p>\u0338 onclick=alert(1) x</p>",
    "<script>alert(1)</script>",
    "<ScRiPt/x>alert(1)</sCrIpT>",
    "<script src=//evil.cn/x.js></script>",
    "<<script>script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='x'onerror='alert(1)'>",
    "<img/src=x/onerror=alert(1)>",
    '<img src="javascript:alert(1)">',
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
    '<img src="x" srcset="javascript:alert(1) 2x">',
    "<img src=`x`onerror=alert(1)>",
    '<img alt="</p><script>alert(1)</script>" src=/1.jpg>',
    "<img alt='\" onload=\"alert(1)' src=/2.jpg>",
    "<a href='javascript:alert(1)'>看</a>",
    "<a href='JaVaScRiPt:alert(1)'>看</a>",
    "<a href=' &#1; javascript:alert(1)'>看</a>",
    "<a href='java&#x09;script:alert(1)'>看</a>",
    "<a href='java\0script:alert(1)'>看</a>",
    "<a href='&#106;avascript:alert(1)'>看</a>",
    "<a href='vbscript:msgbox(1)'>看</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>看</a>",
    "<a href='file:///etc/passwd'>看</a>",
    "<a href='//evil.cn/\"onclick=\"alert(1)'>看</a>",
    "<a href='https://a.cn/' onclick=alert(1) style='x:expression(1)' target=_top>看</a>",
    "<p style='background:url(javascript:alert(1))'>望</p>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<base href='javascript:alert(1)//'>",
    "<meta http-equiv=refresh content='0;javascript:alert(1)'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><input type=submit><button formaction=x>望</button></form>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)><a xlink:href=javascript:alert(1)>望</a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<title><img src=x onerror=alert(1)></title>",
    "<template><script>alert(1)</script></template>",
    "<video src=javascript:alert(1) poster=javascript:alert(1) onplay=alert(1)></video>",
    "<details open ontoggle=alert(1)>望</details>",
    "<table background=javascript:x><tr><td onclick=alert(1)>一<td>二<tr><td>三<td>四</table>",
    "<ul><li onclick=alert(1)>一</li><li><a href=javascript:x>二</a></li></ul>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<p>&amp;lt;img src=x onerror=alert(1)&amp;gt;</p>",
    "<xss onmouseover=alert(1)>望</xss>",
    "<p id=望 class=x onfocus=alert(1) autofocus tabindex=1>望</p>",
    "<p>望\u2028城\u2029区\ufeff\ud83d</p>",
]


def read(extra: str, url: str = URL) -> Article:
    body = PAGE.format(extra).encode("utf-8", "surrogatepass")
    page = Page(url, body, fetched_at="2026-01-02T03:04:05Z")
    return Reader().read(page, SITE).article


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize("host", ["www.wcxww.com", "cdlbfz.com"])
def test_a_script_does_not_get_through(vector: str, host: str) -> None:
    article = read(vector, URL.replace("www.wcxww.com", host))
    check_harmless(article)
    assert article.article_body.startswith("柳溪街道的早稻昨天开始插秧。")
    assert article.article_body.endswith("今年的面积比去年多两成。")


def test_the_check_itself_can_fail() -> None:
    article = read("")
    for html in ("<p onclick=x>望</p>", "<script>x</script>", '<a href="javascript:x">望</a>'):
        article.article_html = html
        with pytest.raises(AssertionError):
            check_harmless(article)


NASTY = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)


@settings(max_examples=60, deadline=None)
@given(NASTY, NASTY, NASTY, NASTY)
def test_no_text_makes_a_line_unreadable(one: str, two: str, three: str, four: str) -> None:
    extra = (
        f"<p>{one}</p><img src='/{two}.jpg' alt='{two}'><p>图为{three}</p>"
        f"<p>来源：{three}</p><p><a href='/{four}.pdf'>{four}</a></p>"
    )
    check_harmless(read(extra))


FORBIDDEN = {
    *("pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml", "ctypes"),
    *("requests", "httpx", "urllib.request", "http.client", "smtplib", "ftplib", "telnetlib"),
}
"""Modules that would run what they read, or speak to somebody by themselves."""
CALLS = {"eval", "exec", "compile", "__import__"}


def find_dangers(source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name in FORBIDDEN]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            found += names & FORBIDDEN
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            found += [name] if name in CALLS | {"os.system", "os.popen"} else []
            found += [f"{name} shell" for word in node.keywords if word.arg == "shell"]
    return found


def test_nothing_runs_what_it_reads() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert find_dangers(path.read_text("utf-8")) == [], path


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from pickle import loads",
        "from urllib import request",
        "eval('1')",
        "import subprocess\nsubprocess.run('ls', shell=True)",
        "os.system('ls')",
    ],
)
def test_dangers_are_noticed(source: str) -> None:
    assert len(find_dangers(source)) == 1
