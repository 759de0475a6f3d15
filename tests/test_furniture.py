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
    ("听新闻00:00 / 02:31", True),
    ("听新闻 00:00/02:31 倍速 1.0X", True),
    ("播放 00:00", True),
    ("时长：02:31", True),
    ("1.0X 1.25X 1.5X 2.0X", True),
    ("语速 0.75倍速 正常", True),
    ("本文共1200字，阅读约需4分钟", True),
    ("全文约860字，预计阅读时间3分钟", True),
    ("预计阅读时长：6分钟", True),
    ("08:30", False),
    ("00:00", False),
    ("08:30 / 17:00", False),
    ("1.5倍", False),
    ("听新闻里说，明天有雨。", False),
    ("本文共收信1200封，阅读它们花了4天", False),
    ("阅读角每天开放40分钟", False),
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
    (
        "1、本网所有内容，凡注明来源为柳湾在线的文字、图片和音视频稿件，版权均属柳湾在线所有，"
        "任何媒体、网站或个人使用时须注明出处。",
        True,
    ),
    (
        "2、本网未注明来源为柳湾在线的文图等稿件均为转载稿，转载出于传递更多信息之目的，"
        "并不意味着赞同其观点或证实其内容的真实性。",
        True,
    ),
    ("（3）凡本站注明“来源：柳湾晚报”的所有作品，均由柳湾晚报社提供。", True),
    ("本报未注明来源的稿件均为转载稿，请作者看到后来信领取稿酬。", True),
    ("③ 如涉及版权等问题，请作者在两周内来电或来函与柳湾在线联系。", True),
    ("如因作品内容、版权和其它问题需要同本网联系的，请在30日内进行。", True),
    ("所有转载文章系出于传递更多信息之目的，本网并不意味着赞同其观点，版权均属原作者。", True),
    ("1.凡注明有效期的药品，过期后请投进小区的回收箱。", False),
    ("律师说，凡是注明来源的转载，版权仍归作者所有，用之前要先问一声。", False),
    ("本报讯 一公众号用他的散文未注明来源，法院认定版权归作者所有，判赔三千元。", False),
    ("他转发了这封信，并不意味着赞同其观点。", False),
    ("如涉及版权交易，请带齐材料到二楼窗口办理登记。", False),
    ("本站始发的列车今天起改点，旅客可来电查询。", False),
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
    ("图①：志愿者正在扫雪。", True),
    ("图②志愿者把雪铲进筐里。", True),
    ("（图③）扫净的石阶。", True),
    ("图1：志愿者正在扫雪。", True),
    ("图二 扫净的石阶。", True),
    ("志愿者正在扫雪。摄影/黎小禾", True),
    ("志愿者正在扫雪。摄影：黎小禾 周牧云", True),
    ("志愿者正在扫雪。（图/黎小禾）", True),
    ("志愿者正在扫雪。黎小禾/摄", True),
    ("志愿者正在扫雪。（图片：黎小禾）", True),
    ("图1显示，雪下了一夜。", False),
    ("①先扫台阶，②再撒盐。", False),
    ("摄影：黎小禾", False),
    ("文字：唐宛 摄影：黎小禾", False),
    ("他爱摄影：山水、老街、扫雪的人，都进过他的镜头。", False),
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
