"""Words and sentences of the sample site. All names are invented; no sentence is anybody's."""

from random import Random

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "明芳伟娜敏静丽强磊军洋勇艳杰娟涛超秀霞平刚桂英文辉力玲珍莉建华玉兰晨曦子涵宇轩雨桐思远嘉怡"
PLACES = (
    "柳溪街道 白云镇 石桥村 东塘社区 荷塘镇 双江口 金盆岭 雷公塘 观音桥 清水湾 枫树坪 "
    "靖远街道 莲湖社区 大塘冲 乌龙山"
).split()
BODIES = (
    "区农业农村局 区住建局 区教育局 柳溪街道办事处 区文旅局 区卫健局 白云镇政府 "
    "区融媒体中心 区图书馆 区气象台 区总工会 区残联"
).split()
THINGS = (
    "早稻插秧 老旧小区改造 河道清淤 秋季运动会 非遗进校园 垃圾分类 文明劝导 防汛演练 "
    "书香进社区 电商助农 森林防火 义诊活动 技能比武 油菜花节 道路提质 民宿开业"
).split()
RESULTS = "进展顺利 圆满结束 如期完工 广受好评 正式启动 有序推进 取得实效 通过验收".split()
TIMES = "今天上午 近日 昨日下午 本周以来 入夏以来 连日来 清晨六点 国庆假期".split()
ADVERBS = "认真 及时 深入 全面 主动 持续 细致 逐项 反复 分批".split()
VERBS = "排查 走访 清理 整理 检查 讲解 修缮 登记 养护 记录 测量 采摘 播种 搬运".split()
OBJECTS = (
    "沟渠水闸 田间地头 楼道杂物 展柜灯箱 路面坑槽 门前三包 孩子们的画作 果园滴灌 "
    "老人活动室 村史资料 低洼路段 公交站台 晒谷坪 堤防隐患"
).split()
ENDINGS = (
    "大家都说，这样的变化看得见、摸得着。",
    "“家门口就能办成，真方便！”居民{name}笑着说。",
    "截至目前，已有{n}户家庭从中受益。",
    "下一步，{body}还将听取意见，把好事办实。",
    "现场秩序井然，志愿者忙前忙后。",
    "据介绍，活动将持续{n}天，欢迎市民参加。",
    "{name}说：“我们算了一笔账，一年能省下{n}元。”",
    "雨后的{place}空气清新，远处的山影清晰可见。",
)
OPENINGS = (
    "{time}，{place}的{thing}{result}。",
    "{time}，{body}在{place}组织开展{thing}，{n}余人参加。",
    "走进{place}，{thing}的场面令人难忘。",
    "{body}{adverb}{verb}{object}，{thing}{result}。",
)
MIDDLES = (
    "工作人员{adverb}{verb}{object}，不放过任何一个细节。",
    "{body}负责人{name}介绍，今年以来共{verb}{object}{n}处，投入资金{n}万元。",
    "从{place}到{place2}，{n}公里的路上，处处能看到{verb}{object}的身影。",
    "为了让{thing}落到实处，{body}与{body2}联合行动，{adverb}{verb}{object}。",
    "“以前没人管，现在有人{verb}，心里踏实多了。”{place}村民{name}告诉记者。",
    "数据显示，{place}今年的{thing}比去年增加{n}%，其中{place2}占了{n2}成。",
    "一大早，{name}就来到{place}，和同事们一起{verb}{object}；忙到中午，才歇了口气。",
)
HEADLINES = (
    "{place}{thing}{result}",
    "{body}：{adverb}{verb}{object}",
    "{place}举行{thing}，{n}人到场",
    "{thing}走进{place}",
    "“{thing}”在{place}{result}",
)


class Writer:
    """Writes text; the same random source writes the same."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def name(self, length: int | None = None) -> str:
        """An invented name of two or three characters."""
        length = length or self._random.choice((2, 3, 3))
        given = "".join(self._random.sample(GIVEN, length - 1))
        return self._random.choice(SURNAMES) + given

    def names(self, count: int, length: int | None = None) -> list[str]:
        """Different names."""
        names: list[str] = []
        while len(names) < count:
            name = self.name(length)
            if name not in names:
                names.append(name)
        return names

    def fill(self, template: str) -> str:
        """A template with its words."""
        pick = self._random.choice
        place, place2 = self._random.sample(PLACES, 2)
        body, body2 = self._random.sample(BODIES, 2)
        return template.format(
            place=place,
            place2=place2,
            body=body,
            body2=body2,
            thing=pick(THINGS),
            result=pick(RESULTS),
            time=pick(TIMES),
            adverb=pick(ADVERBS),
            verb=pick(VERBS),
            object=pick(OBJECTS),
            name=self.name(),
            n=self._random.randint(12, 980),
            n2=self._random.randint(2, 8),
        )

    def headline(self) -> str:
        """A headline."""
        return self.fill(self._random.choice(HEADLINES))

    def paragraph(self, sentences: int | None = None) -> str:
        """A paragraph of three to six sentences."""
        count = sentences or self._random.randint(3, 6)
        middles = self._random.sample(MIDDLES, min(count, len(MIDDLES)))
        parts = [self._random.choice(OPENINGS), *middles[: count - 2], self._random.choice(ENDINGS)]
        return "".join(self.fill(part) for part in parts)
