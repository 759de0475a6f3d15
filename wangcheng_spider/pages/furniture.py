"""Lines that are on every page of a portal and belong to no article, known by their words.

Three kinds: ``is_noise`` for buttons, hints and counters wherever they stand; ``is_legal`` for
copyright notices and disclaimers, which run to whole paragraphs; ``is_related`` for the heading of
a list of other articles or of comments. The words were collected from the pages of Chinese portals
in general; none names a site.
"""

import re

from ..text.memory import remember

FILE_NAME = re.compile(
    r"(?:[\w\-\u4e00-\u9fff .()（）+~@]{1,80}\.(?:jpe?g|png|gif|bmp|webp|tiff?|mp4|mov|heic)"
    r"|图片|圖片|image)\d*",
    re.IGNORECASE,
)

EDGE = r"[\s\W_]*"
"""What may stand around a button's words: brackets, bars, arrows, dashes."""

BUTTONS = (
    r"分享(?:到|至|让更多人看到|给朋友|本文)?(?:\s?(?:微信|微博|朋友圈|QQ空间?|好友|和|新浪|腾讯|[:：、]))*",
    r"(?:微信|新浪微博|微博|QQ空间|QQ好友|QQ|朋友圈|复制链接|转发|收藏|点赞|举报|我要举报|评论|发表评论|赞|踩|顶)"
    r"[(（]?\d*[)）]?",
    r"[时時][刻][新][闻聞]",
    r"(?:阅读|展开|收起|点击收起|点击展开|查看)(?:剩余)?(?:全文|更多|原文)(?:[(（]\d*[)）])?",
    r"(?:返回|回到).{0,12}(?:首页|顶部)?(?:[，,]查看更多)?",
    r"(?:点击|查看)(?:查看|进入|播报|收听).{0,16}",
    r"(?:听新闻|语音播报|播报|图集|正在加载|加载中|加载更多|暂无评论|更多精彩.{0,12}|查看更多.{0,8})",
    r"(?:打印|打印本[页稿文]|关闭|关闭窗口|推荐朋友|返回顶部|我要(?:纠错|反馈|评论|问|留言)|纠错|投诉)",
    r"(?:字[号體体](?:大小)?|调整字体|大|中|小|超大|默认|标准|放大|缩小|正常|重置|大字[体号]|小字[体号])"
    r"(?:[\s:：|/、]*(?:大|中|小|超大|默认|标准|放大|缩小|正常|重置|打印|关闭|[AT][+-]?))*",
    r"(?:立即|点击|马上)?(?:打开|下载|安装|登录|注册|关注|订阅)(?:APP|app|App|客户端|应用|本站|我们)?"
    r"(?:[，,].{0,20})?",
    r"(?:关键[词字]|标签|责任编辑|编辑|作者|来源|责编|记者|[初终]审编辑|审核|值班编辑)\s*[:：]?",
    r"(?:上|下)一?[篇页条张](?:[:：].{0,60})?|[首尾]页|共\d+页.{0,20}|\d{1,3}\s?/\s?\d{1,3}",
    r"(?:【?\d{1,2}】?\s?){1,12}",
    r"广告(?:\s?[:：].{1,70})?",
    r"推广|AD|(?:THE )?END|end|鲜花|握手|雷人|路过|鸡蛋|邀请|顶一下|踩一下|没有了"
    r"|\d+%|由|于|发布于|次|共|页",
    r"(?:浏览|阅读|点击|查看|播放)(?:次数|数|量)?\s?[:：]?\s?\d*\s?[次+]?|\d+\s?(?:人参与|条?评论|跟贴|阅读|次)",
    r"[A-Za-z]?\d{0,6}[+-]?\d{0,6}",
    r"预览时标签不可点.{0,12}|微信号.{0,20}|功能介绍",
    r"(?:本文|全文)共?[有约计]{0,2}\s?\d{2,6}\s?字(?:[，,。\s]{0,3}(?:预计|大约)?阅读(?:全文|本文)?(?:时间|时长)?[:：]?"
    r"[大约预计需要为]{0,6}\s?\d{1,3}\s?分钟)?",
    r"(?:预计|大约)?阅读(?:全文|本文)?(?:时间|时长)?[:：]?[大约预计需要为]{1,6}\s?\d{1,3}\s?分钟"
    r"|(?:预计|大约)?阅读(?:时间|时长)[:：]?\s?\d{1,3}\s?分钟",
)
PLAYER_WORD = "听新闻|听全文|听文章|听报道|语音播报|播放|暂停|倍速|语速|时长|音量|静音|全屏|正常"
SPEED = r"\d(?:\.\d{1,2})?\s?(?:[Xx×](?!\w)|倍速)"
PLAYER = re.compile(rf"(?>{PLAYER_WORD}|{SPEED}|\d{{1,2}}:\d\d(?::\d\d)?(?!\d)|[\W_])++")
"""A player's words, times and speeds, one behind the other."""
PLAYS = re.compile(rf"{PLAYER_WORD}|{SPEED}|(?<!\d)0{{1,2}}:00\s?/\s?\d")
"""What no row of times has: those may be an article's own."""
BUTTON = re.compile(EDGE + "(?:" + "|".join(BUTTONS) + ")" + EDGE)
BETWEEN = re.compile(r"[\s|｜/·、【】\[\]]+")
"""What may stand between two buttons, JOINT included."""
SCAN = re.compile(
    r"扫[一描码]?.{0,14}(?:二维码|关注|下载|打开|分享|手机|公众号|更精彩|微信|浏览)|扫[一码]扫"
    r"|(?:长按|识别|上方|下方).{0,6}二维码|微信(?:扫|搜)|用微信|二维码.{0,10}(?:关注|下载)"
    r"|关注.{0,16}(?:公众号|官方微[信博]|视频号|抖音号?|微信|客户端)"
    r"|(?:打开|下载|安装|进入|请到).{0,10}(?:APP|客户端|小程序)|(?:APP|客户端).{0,4}(?:下载|内打开)"
    r"|点击播报本文|分享至.{0,10}(?:好友|朋友圈)"
    r"|点击(?:上方|下方|上面|下面|蓝字).{0,14}(?:关注|订阅)|^\W*(?:点击)?蓝字.{0,6}关注"
    r"|^\W*(?:更多|相关).{0,12}(?:资讯|内容|信息|新闻|攻略|精彩|报道).{0,4}请(?:持续)?(?:关注|点击|访问)",
    re.IGNORECASE,
)
LEGAL_START = re.compile(
    EDGE + r"(?:[\u4e00-\u9fff]{0,6}(?:声明|聲明)\s*[:：】\]]|[“\"]?特别声明|免责(?:声明|条款)"
    r"|版权(?:声明|所有|作品|归)"
    r"|凡(?:本[网站报社刊]|注明)|本文[为为系].{0,20}(?:原创|独家|转载|约稿)"
    r"|未经.{0,8}(?:授权|许可|允许|同意)|(?:严禁|禁止|谢绝)转载|如需转载|转载请|欢迎转载"
    r"|Notice\s*[:：]|Copyright|©|以上(?:内容|文章).{0,12}(?:不代表|仅代表)"
    r"|.{0,14}(?:报料|爆料|热线|举报|监督)(?:热线|电话|邮箱|微信)?\s*[:：]\s*[\d\w@(（]"
    r"|(?:主办|承办|主管|指导|技术支持)(?:单位|部门)?\s*[:：].{0,60}(?:电话|地址|邮编|单位|备案|制作|维护)"
    r"|网站标识码|.{0,6}投稿邮箱|.{0,10}商务合作|[\u4e00-\u9fff]{0,4}风险提示\s*[:：])",
    re.IGNORECASE,
)
LEGAL_WORDS = re.compile(
    r"版权所有|ICP[备证]|公网安备|许可证|违者必究|侵权必究|追究.{0,4}法律责任|不承担.{0,6}责任|请自行(?:核实|承担)"
    r"|(?:仅|并不|不)代表.{0,10}(?:观点|立场)|信息存储空间|all rights reserved|务经书面授权"
    r"|协议授权"
    r"|不构成.{0,8}(?:建议|依据)|仅供(?:读者)?参考|与本[网站]联系|禁止.{0,4}(?:转载|下载使用|复制)"
    r"|未经.{0,10}(?:授权|许可|允许).{0,12}(?:转载|使用|转发|复制|摘编)|转载.{0,8}(?:注明|授权|本网)",
    re.IGNORECASE,
)
RELATED = re.compile(
    r"\W{0,4}(?:(?:[\u4e00-\u9fff]{0,4})?相关(?:新闻|阅读|链接|推荐|报道|文章|内容|稿件|专题|附件|信息|资讯)"
    r"|(?:推荐|延伸|拓展|扩展)(?:阅读|新闻|文章|图集|报道)|更多(?:新闻|阅读|推荐|精彩|报道)|为[您你]推荐|热[门点帖]\S{0,6}"
    r"|猜[您你]喜欢|(?:网友|最新|全部|热门|精彩|发表|新闻)评论|大家都在(?:看|搜)|[\u4e00-\u9fff]{0,4}排行榜?|今日热点"
    r"|(?:精彩|编辑|今日|图片|近期|最近|本周)(?:推荐|精选|新闻|文章|更新|热点)|发表(?:回复|评论)|我来说两句|网友跟[贴帖]"
    r"|评论\s?[(（]?\d*[)）]?条?|参与互动|推荐|猜你想看|友情链接|精选留言|\d+条?评论)"
    r"\W{0,4}\w{0,4}\W{0,2}"
)
OWN = r"本(?:网站?|站|报社?|刊|社|平台|公众号)"
NOTICE_START = re.compile(
    r"[\s\W_]*+(?:\d{1,2}[\s\W_]{1,4}+|[①-⑳][\s\W_]*+)?+"
    rf"(?:凡|如(?:因|有|遇)?[^。；]{{0,10}}(?:涉及|版权)|{OWN}(?:所有|未|没有|转载|部分|其他|刊[载登发]|登载|发布|注明))"
)
"""How a site's notice on its contents begins, numbered or not."""
NOTICE_WORDS = re.compile(
    r"((?:凡|未|没有)[^。；]{0,16}?(?:注明|标明|标注)[^。；]{0,12}?来源)|(版权[均都皆]?[属归])|(均为转载)"
    r"|(不(?:意味着?|代表|表示)(?:本[网站报])?(?:赞同|同意|认同)其)"
    r"|(版权[^。；]{0,12}问题[^。；]{0,30}联系)"
)
OWN_SITE = re.compile(r"本(?:网|站|平台|公众号)")
COMMENT = re.compile(
    r"(?<!\d)\d++\s?(?:秒|分钟|小时|天|个?月|年)前|回复|网友|楼|发表于|发布于|赞|举报"
    r"|\d{1,2}-\d{1,2} \d\d:\d\d"
)
SECTION = re.compile(r"[0-9]{1,2}|[IVX]{1,4}")
TITLE_NOTE = re.compile(
    r"[\s（(【\[]*(?:本文)?(?:原标题|原题|原文标题|原题目|原文題目)\s*(?:[:：]|为)"
)
ABSTRACT = re.compile(
    r"\W{0,3}(?:摘要|核心提示|内容提要|提要|内容摘要|本文导读)\W{0,3}[:：】\]｜丨|]"
)

ABSTRACT_HEAD = re.compile(r"\W*(?:AI|智能|文章|内容)?\s?(?:摘要|核心提示|提要|速读)\W*")
"""Stands above an abstract, on a line of its own."""


@remember
def is_noise(text: str) -> bool:
    """A button, a hint, a counter, a file name: nothing anybody wrote for this article.

    >>> is_noise("【打印】"), is_noise("扫一扫关注公众号"), is_noise("他打印了一份。")
    (True, True, False)
    """
    if len(text) > 80:
        return False
    if FILE_NAME.fullmatch(text) or TITLE_NOTE.match(text):
        return True
    if all(BUTTON.fullmatch(part) for part in BETWEEN.split(text) if part):
        return True
    if PLAYER.fullmatch(text) and PLAYS.search(text):
        return True
    return BUTTON.fullmatch(text) is not None or (len(text) <= 50 and bool(SCAN.search(text)))


def is_section_number(text: str, tag: str) -> bool:
    """A number on a line of its own that heads a section, and is no counter or pager."""
    return tag in ("p", "section", "h2", "h3", "h4") and SECTION.fullmatch(text) is not None


@remember
def is_legal(text: str) -> bool:
    """A copyright notice, a disclaimer, a page's imprint.

    >>> is_legal("版权声明：未经授权，不得转载。"), is_legal("他呼吁保护版权。")
    (True, False)
    """
    if len(text) > 600:
        return False
    words = len(set(LEGAL_WORDS.findall(text)))
    if words >= (2 if len(text) > 60 else 1) or LEGAL_START.match(text):
        return True
    return _is_notice(text)


def _is_notice(text: str) -> bool:
    """A site's words on what it prints: begun as such, or its own name beside two of them."""
    if not ("来源" in text or "版权" in text or "转载" in text):  # most texts: no search in them
        return False
    kinds = len({match.lastindex for match in NOTICE_WORDS.finditer(text)})
    if kinds < 2 or not OWN_SITE.search(text):
        return kinds > 0 and NOTICE_START.match(text) is not None
    return True


def is_related(text: str) -> bool:
    """The heading of a list of other articles, or of comments.

    >>> is_related("【相关阅读】"), is_related("相关阅读题目有哪些，我们逐一看看。")
    (True, False)
    """
    return len(text) <= 24 and RELATED.fullmatch(text) is not None
