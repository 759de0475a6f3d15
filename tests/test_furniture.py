"""What is a portal's own line and what an article's, by the words alone."""

import pytest

from wangcheng_spider.pages.captions import is_caption
from wangcheng_spider.pages.furniture import is_legal, is_noise, is_related

NOISE = [
    ("分享到：微信 微博 QQ空间", True),
    ("【打印】【关闭】", True),
    ("字号：A- A A+", True),
    ("71人参与 49评论", True),
    ("扫一扫在手机打开当前页面", True),
    ("长按二维码关注我们", True),
    ("（原标题：钟楼上的人）", True),
    ("微信图片_20231016171220.jpg", True),
    ("点击播报本文，约", True),
    ("1/3", True),
    ("点击上方“江城文旅”关注我们", True),
    ("更多资讯请关注江城文旅", True),
    ("更多市民请他讲讲从前的事。", False),
    ("他扫了一眼门口的雪。", False),
    ("小区门口贴着一张通知，大家都来看。", False),
    ("分享会在图书馆举行", False),
    ("春水漫过石桥", False),
]
LEGAL = [
    ("版权声明：未经授权，不得转载。", True),
    ("本文系本网独家稿件，未经授权，不得转载，否则将追究法律责任。", True),
    ("湘ICP备00000000号", True),
    ("特别声明：以上内容仅代表作者观点。", True),
    ("他说，保护版权要从小事做起，盗版书摊不该再出现在校门口。", False),
    ("当事人发表声明，向邻居道歉。", False),
]
RELATED = [
    ("相关新闻", True),
    ("【延伸阅读】", True),
    ("热门推荐", True),
    ("全部评论 23条", True),
    ("推荐他当组长的人不少。", False),
    ("评论员文章说得明白。", False),
]
CAPTIONS = [
    ("▲收割机开进稻田。", True),
    ("图为开湖现场。", True),
    ("傍晚的谷堆。黎小禾 摄", True),
    ("最后一班船。 视频截图", True),
    ("工匠在选料 江城晚报记者 周牧云 图", True),
    ("他给警方看了那张截图", False),
    ("他拍了三十年照片。", False),
]


@pytest.mark.parametrize(("text", "want"), NOISE)
def test_noise(text: str, want: bool) -> None:
    assert is_noise(text) is want


@pytest.mark.parametrize(("text", "want"), LEGAL)
def test_legal(text: str, want: bool) -> None:
    assert is_legal(text) is want


@pytest.mark.parametrize(("text", "want"), RELATED)
def test_related(text: str, want: bool) -> None:
    assert is_related(text) is want


@pytest.mark.parametrize(("text", "want"), CAPTIONS)
def test_caption(text: str, want: bool) -> None:
    assert is_caption(text) is want
