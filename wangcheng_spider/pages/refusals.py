"""Pages that look like articles and are none: error pages, login pages."""

import re

ERROR_TITLE = re.compile(
    r"^\W*(?:404|403|410|50\d|error|not found)\b"
    r"|(?:页面|网页|内容|文章|稿件|资源|您访问的.{0,8}|您请求的.{0,8})(?:不存在|找不到|未找到|没有找到|已(?:被)?删除|已下线|已失效|走丢)"
    r"|找不到(?:页面|网页|您)|无法找到|访问出错|出错[了啦]|服务器(?:错误|繁忙)|系统(?:错误|繁忙)|访问(?:被拒绝|受限|过于频繁)",
    re.IGNORECASE,
)
ERROR_TEXT = re.compile(
    r"(?:页面|网页|内容|文章|稿件|资源)(?:可能)?"
    r"(?:不存在|找不到|未找到|已(?:经)?(?:被)?(?:删除|移除|下线)|已失效)"
    r"|404\s*(?:not found|错误|error)|找不到.{0,10}(?:页面|网页|文件)"
    r"|返回首页.{0,10}重试|秒后.{0,8}(?:跳转|返回)",
    re.IGNORECASE,
)
LOGIN = re.compile(
    r"^\W*(?:用户|会员|账号|统一)?(?:登录|登陆|身份认证|login|sign in)\W*", re.IGNORECASE
)
SHORT = 120
"""Characters of body: an honest article of more than these is none of an error page."""


def find_refusal(title: str, headline: str, body: str, has_password: bool) -> str | None:
    """soft_404 or login_page where the page says so and holds no article; None otherwise.

    An honest article may tell of a 404 or a login; it has a byline or a body of its own.
    """
    if len(body) > SHORT:
        return None
    if has_password and (LOGIN.match(title) or LOGIN.match(headline) or len(body) < 20):
        return "login_page"
    if ERROR_TITLE.search(title) or ERROR_TITLE.search(headline) or ERROR_TEXT.search(body):
        return "soft_404"
    return None
