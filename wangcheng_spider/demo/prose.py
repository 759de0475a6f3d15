"""Articles with a wide vocabulary, to measure restoring with; and honest texts of every kind.

Every hanzi of GB2312 comes round; all words are made up or of the sample site.
"""

from functools import cache
from random import Random

from .words import Writer

WIDE = (
    "据{name}回忆，{wide}一带从前叫{wide2}，后来因{thing}改了名。",
    "{time}，“{wide}”展在{place}开幕，展出{wide2}、{wide3}等{n}件。",
    "{wide}镇的{wide2}村，{n}亩{wide3}长势喜人，每亩能收{n2}000斤。",
    "谈到{wide}，{name}摇摇头：“这事急不得！”",
    "他先后到过{wide}、{wide2}和{wide3}，关于{thing}的笔记写了{n}页。",
    "古人说：“{wide}{wide2}，{wide3}。”今天听来依然有理。",
    "GDP增长{n2}.{n2}%，其中{wide}产业占{n}亿元；{wide2}产业下降{n2}个百分点。",
    "活动时间为9:30至17:00，地点在{wide}路{n}号，联系电话0731-88{n}{n}。",
    "《{wide}{wide2}》一书由{name}编写（2023年第{n2}版），共{n}页。",
    "在{wide}，5G基站已有{n}座，A{n2}级景区{n2}家，{wide2}Wi-Fi全覆盖！",
    "{wide}怎么办？{body}的回答是：{adverb}{verb}{object}。",
    "这里的{wide}很有名，里里外外都是{wide2}；干部群众苦干实干，面貌一新。",
    "{name}、{name2}（{wide}人）等{n}人获奖，奖金{n},000元。",
    "“{wide}不{wide2}。”{name}对记者讲，“我们要把{thing}办好。”",
)
TAIWAN = (
    "後來他在臺北的學校裡任教，對於製圖很有研究，並著有專書。",
    "這項計畫由當地居民發起，目的在於改善週邊環境與交通。",
    "根據統計，去年的觀光人數較前年增加了兩成，業者都覺得鬆了一口氣。",
    "香港特區政府發言人表示，有關係統已於昨日恢復正常。",
    "老師說：「學而時習之，不亦說乎？」同學們都點頭稱是。",
    "他把麵條放進鍋裡，又加了一點鹹菜，味道還不錯。",
    "這齣戲改編自真實事件，導演花了三年時間才完成後製。",
    "電腦軟體與網路資訊的發展，讓人們的生活更方便了。",
)
HONEST = (
    "沩(wéi)水发源于宁乡，在望城境内注入湘江。",
    "这个“乐”字有两个读音：快乐(lè)和音乐(yuè)。",
    "请大家跟我读：ā、á、ǎ、à；bō、pō、mō、fō。",
    "見賢思齊焉，見不賢而內自省也。（《論語·里仁》）",
    "The quick brown fox (jumps) over 2,000 dogs; see f(x, y), a[i] and 3:2?",
    "详见 https://www.example.com/a?b=1,2&c=(3)，或致电(0731)8888-1234。",
    "def f(a, b): return a if b else {1: 2, 3: (4,)}",
    "10:30、17:00:05、1,000,000、3.14、50%、2:1、A/B、C++、[1], {2}",
    "「車」在象棋裡讀作車(jū)，在汽車裡讀作車(chē)。",
    "邕(yōng)江、郫(pí)县、蚌(bèng)埠、亳(bó)州都是容易读错的地名。",
    "拼音课：mā(妈) má(麻) mǎ(马) mà(骂)，注意声调。",
    "他说：“真的吗?!”她笑了:“当然,没问题!”",
    "漢字「學」讀 xué，「習」讀 xí；學習（xuéxí）是一個詞。",
    "Café、naïve、Zürich、Škoda 都是外来词，à la carte 也是。",
)


@cache
def wide_hanzi() -> str:
    """All hanzi of GB2312."""
    rows = (bytes((lead, trail)) for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", "ignore") for pair in rows)


def write_article(number: int, seed: int = 1) -> str:
    """An article, paragraphs separated by line feeds; about 500 characters."""
    random = Random(f"prose/{seed}/{number}")
    writer = Writer(random)
    hanzi = wide_hanzi()
    start = number * 59  # so that a hundred and some articles go round

    def draw() -> str:
        if random.random() < 0.5:
            return "".join(random.choices(hanzi, k=random.choice((1, 2, 2, 3))))
        nonlocal start
        start += 2
        return hanzi[start % len(hanzi)] + hanzi[(start + 1) % len(hanzi)]

    paragraphs = [writer.headline()]
    for _ in range(random.randint(3, 6)):
        sentences = [writer.paragraph(random.randint(2, 4))]
        for template in random.sample(WIDE, 2):
            template = template.replace("{wide}", draw()).replace("{wide2}", draw())
            template = template.replace("{wide3}", draw()).replace("{name2}", writer.name())
            sentences.insert(random.randint(0, len(sentences)), writer.fill(template))
        paragraphs.append("".join(sentences))
    return "\n".join(paragraphs)


def write_honest(number: int, seed: int = 1) -> str:
    """An honest text: simplified, of Taiwan or Hong Kong, or about readings; with all that may
    look like a disguise."""
    random = Random(f"honest/{seed}/{number}")
    writer = Writer(random)
    kind = number % 4
    if kind == 0:
        return write_article(number, seed + 1)
    lines = random.choices(TAIWAN, k=random.randint(3, 12))
    if kind == 1:
        return "".join(lines)
    few = random.sample(HONEST, random.randint(1, 5))
    if kind == 2:
        return "\n".join(few + [writer.paragraph() for _ in range(random.randint(0, 4))])
    return "\n".join([*lines, *random.sample(HONEST, 2)])
