"""Texts that share a frame with others of their kind, but not the news: hard cases for reposts."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from .words import Writer

Notice = tuple[str, list[list[str]]]
"""A headline, and paragraphs of sentences."""

NEWEST = date(2025, 11, 20)


def _day(random: Random) -> date:
    return NEWEST - timedelta(random.randint(0, 3000))


def write_outage(random: Random, writer: Writer) -> Notice:
    """Water or power is cut off somewhere, some day."""
    what, end = random.choice((("水", "请提前做好储水准备"), ("电", "请提前做好停电准备")))
    day, place = _day(random), writer.fill("{place}")
    hours = sorted(random.sample(range(6, 23), 2))
    when = f"{day.month}月{day.day}日{hours[0]}时至{hours[1]}时"
    return f"停{what}通知", [
        [f"因供{what}设施检修，定于{when}对{place}片区停{what}。", f"检修期间，{end}。"],
        [f"检修结束后将随时恢复供{what}，请关好阀门和开关，注意安全。"],
        ["由此给您带来的不便，我们深表歉意，敬请谅解。", "如有疑问，请拨打24小时服务热线。"],
    ]


def write_forecast(random: Random, writer: Writer) -> Notice:
    """A day's weather."""
    sky, wind = random.choices("晴 多云 阴 小雨 雷阵雨 雨夹雪".split(), k=2), random.randint(1, 5)
    low, day = random.randint(-2, 26), _day(random)
    return f"{day.month}月{day.day}日天气预报", [
        [f"区气象台今天早晨发布天气预报：今天白天{sky[0]}转{sky[1]}，北风{wind}级。"],
        [f"气温{low}到{low + random.randint(3, 11)}摄氏度，相对湿度{random.randint(40, 95)}%。"],
        ["请大家根据天气变化及时增减衣物，出门请带好雨具，行车请注意安全。"],
    ]


def write_digest(random: Random, writer: Writer) -> Notice:
    """手机报: the same headings every day, other news below them."""
    day = _day(random)
    paragraphs = [["【导读】"], [f"★{writer.headline()}"], ["【望城要闻】"]]
    for _ in range(random.randint(3, 6)):
        paragraphs += [[f"★{writer.headline()}"], write_sentences(random, writer, 3)]
    paragraphs += [["【生活提示】"], ["冬季用火用电请注意安全，外出前请检查门窗和煤气阀门。"]]
    paragraphs.append(["欢迎订阅望城手机报，每天早晨七点与您相约，投稿请联系区融媒体中心编辑部。"])
    return f"{day.year}年{day.month}月{day.day}日望城手机报", paragraphs


def write_appointment(random: Random, writer: Writer) -> Notice:
    """A publicity of appointments: two paragraphs of law around a name and a post."""
    day, name = _day(random), writer.name()
    end = day + timedelta(7)
    post = writer.fill("{body}副主任")
    return f"{name}同志任前公示", [
        [
            "根据干部选拔任用工作的有关规定，为了扩大民主，接受社会监督，现将拟任职对象的情况公示如下。"
        ],
        [f"{name}，{random.choice('男女')}，{random.randint(1968, 1992)}年出生，拟任{post}。"],
        [f"公示时间为{day.month}月{day.day}日至{end.month}月{end.day}日，共5个工作日。"],
        [
            "在公示期限内，单位和个人均可通过来信、来电、来访等形式反映公示对象的情况和问题。",
            "以单位名义反映的应加盖公章，以个人名义反映的应署本人真实姓名和联系方式。",
            "反映情况应当实事求是，客观公正，严禁借机诽谤和诬告。",
            "组织部门对反映人和反映的内容严格保密，并认真调查核实。",
        ],
    ]


def write_lottery(random: Random, writer: Writer) -> Notice:
    """A short notice whose one number is the news."""
    area, flats = writer.fill("{place}"), random.randint(12, 300)
    return f"{area}安置房摇号结果公布", [
        [f"{area}安置房摇号仪式在区文化馆举行，共有{flats}户居民参加。"],
        [f"公证人员现场监督，{writer.name()}等居民代表上台摇号。"],
        ["摇号结果将在区政府门户网站公布，居民可凭身份证到服务大厅查询。"],
    ]


NOTICES: tuple[Callable[[Random, Writer], Notice], ...] = (
    *(write_outage, write_forecast, write_digest, write_appointment, write_lottery),
)


def write_sentences(random: Random, writer: Writer, count: int) -> list[str]:
    """Sentences of one paragraph, with words from all of GB2312 among them."""
    from .prose import WIDE, wide_hanzi
    from .words import ENDINGS, MIDDLES, OPENINGS

    def draw() -> str:
        return "".join(random.choices(wide_hanzi(), k=random.choice((2, 2, 3, 4))))

    sentences = []
    for _ in range(count):
        template = random.choice(random.choice((WIDE, WIDE, WIDE, MIDDLES, OPENINGS, ENDINGS)))
        for mark in ("{wide}", "{wide2}", "{wide3}"):
            template = template.replace(mark, draw())
        sentences.append(writer.fill(template.replace("{name2}", writer.name())))
    return sentences
