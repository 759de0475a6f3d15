"""Which texts say the same, and by what a store finds them; what only shares a frame does not."""

from hashlib import blake2b
from zlib import crc32

import pytest

from wangcheng_spider.text.similarity import ASKED, is_near_identical, mark_passages, read_text

STORY = (
    "望城融媒11月20日讯（全媒体记者 李明）今天上午，柳溪街道的老旧小区改造工程通过验收。",
    "工程去年三月动工，涉及居民楼三十二栋，惠及一千多户家庭。",
    "施工队更换了地下管网，重新铺设了沥青路面，还加装了六部电梯。",
    "“以前下雨天要蹚水回家，现在再也不用了。”住了二十年的陈奶奶说。",
    "社区党总支书记张华介绍，改造方案先后征求了四轮意见。",
    "小区里新添的口袋公园种上了桂花和紫薇，长椅旁边是孩子们的沙坑。",
    "停车位从八十个增加到二百一十个，全部画线编号。",
    "街道办事处还引进了物业公司，前三个月免收物业费。",
    "明年，东塘社区的另外两个小区也将动工。",
    "设计单位已经完成了现场测量，方案正在公示。",
)
BODY = "\n\n".join(STORY)
CHANGED = "工程总投资四千万元，由区财政和产权单位共同承担。"


def repeat(*sentences: str) -> str:
    return "\n\n".join(sentences)


REPOSTS = [
    (BODY, "word for word"),
    (repeat(*STORY[::-1]), "in another order"),
    (repeat("新湘日报11月21日电（记者 王芳）" + STORY[0].split("）")[1], *STORY[1:]), "dateline"),
    (repeat(*STORY[:4], CHANGED, *STORY[5:]), "one sentence of ten is another"),
    (repeat(*STORY[:9]), "the last paragraph cut"),
    (repeat(*STORY, CHANGED), "a paragraph more"),
    (BODY.replace("。\n\n", "。").replace("，", ","), "one paragraph, other commas"),
    (BODY.replace("沥青", "瀝青").replace("蹚水", "趟水"), "two slips of the pen"),
]


FOLLOW_UP = repeat(
    *STORY[:3],
    "验收会上，专家组查看了施工记录。",
    "居民代表提出，楼道照明还要再亮一些。",
    "白云镇的经验是先易后难，一栋一栋地谈。",
    "区住建局计划用三年完成全部改造任务。",
    "东塘社区的老人们最关心的是食堂什么时候开。",
    "记者在现场看到，最后一批脚手架正在拆除。",
)


@pytest.mark.parametrize(("body", "why"), REPOSTS, ids=[why for _, why in REPOSTS])
def test_a_repost_is_one(body: str, why: str) -> None:
    one, other = read_text("小区换新颜", BODY), read_text("老小区，新生活", body)
    assert is_near_identical(one, other)
    assert is_near_identical(other, one)
    assert set(mark_passages(BODY)) & set(mark_passages(body))


FRAMES = [
    (
        "停水通知",
        "因供水管道检修，定于3月5日8时至18时对白云镇停水。请提前做好储水准备。检修结束后随时恢复供水，"
        "请关好阀门。由此带来的不便，敬请谅解。如有疑问，请拨打服务热线。",
        "停水通知",
        "因供水管道检修，定于4月9日9时至17时对石桥村停水。请提前做好储水准备。检修结束后随时恢复供水，"
        "请关好阀门。由此带来的不便，敬请谅解。如有疑问，请拨打服务热线。",
        "another place and day",
    ),
    (
        "2025年3月5日望城手机报",
        "欢迎阅读今天的望城手机报，祝您一天好心情，生活愉快，工作顺利，阖家幸福安康，天天都有好心情。",
        "2025年3月6日望城手机报",
        "欢迎阅读今天的望城手机报，祝您一天好心情，生活愉快，工作顺利，阖家幸福安康，天天都有好心情。",
        "the headline's day",
    ),
    (
        "王芳同志任前公示",
        "现将拟任职对象的情况公示如下，接受社会监督。王芳，女，拟任区图书馆馆长。公示期内可来信来电反映情况。"
        "以个人名义反映的应署本人真实姓名。反映情况应当实事求是，严禁诬告。我们对反映的内容严格保密。",
        "李强同志任前公示",
        "现将拟任职对象的情况公示如下，接受社会监督。李强，男，拟任区文化馆馆长。公示期内可来信来电反映情况。"
        "以个人名义反映的应署本人真实姓名。反映情况应当实事求是，严禁诬告。我们对反映的内容严格保密。",
        "another person",
    ),
    (
        "今年粮食产量公布",
        "全区早稻播种面积12万亩，比上年增加3%。晚稻播种面积14万亩，比上年增加2%。油菜种植面积9万亩，与上年持平。"
        "农机总动力达到50万千瓦。机械化率达到85%。专家认为，收成总体平稳。",
        "今年粮食产量公布",
        "全区早稻播种面积13万亩，比上年增加4%。晚稻播种面积15万亩，比上年增加1%。油菜种植面积8万亩，与上年持平。"
        "农机总动力达到52万千瓦。机械化率达到86%。专家认为，收成总体平稳。",
        "next year's figures",
    ),
]


@pytest.mark.parametrize("case", FRAMES, ids=[case[-1] for case in FRAMES])
def test_a_shared_frame_is_no_repost(case: tuple[str, ...]) -> None:
    assert not is_near_identical(read_text(case[0], case[1]), read_text(case[2], case[3]))


def test_a_common_beginning_and_a_digest_are_no_reposts() -> None:
    story = read_text("小区换新颜", BODY)
    assert not is_near_identical(story, read_text("验收", FOLLOW_UP))
    other = "".join(
        f"第{number}条消息说的是完全不同的另一件事情，和小区没有关系。" for number in range(12)
    )
    assert not is_near_identical(story, read_text("一周要闻", BODY + "\n\n" + other))


def test_bodies_too_short_to_tell_have_no_marks() -> None:
    assert mark_passages("点击查看视频。") == ()
    assert mark_passages("") == ()
    assert len(mark_passages(BODY)) == ASKED
    assert len(mark_passages("，".join("甲乙丙丁" * 10))) == 4, "as many as differ"


def test_marks_are_those_that_lie_in_stores() -> None:
    """Reckoned otherwise they would find nothing of what was indexed before: then these numbers
    change, and so must the version of the store."""
    letters = "甲乙丙丁戊己庚辛壬癸" * 4
    passages = {letters[i : i + 14].encode("utf-32-le") for i in range(10)}
    marks = [blake2b(one, digest_size=4).digest() for one in sorted(passages, key=crc32)]
    want = tuple(int.from_bytes(mark, "little", signed=True) for mark in marks[:9])
    assert mark_passages(letters) == want
