"""Reposts point to the earliest near-identical article; what only shares a frame does not."""

import sqlite3
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from random import Random
from zlib import crc32

import pytest

from crawling import ROOT
from wangcheng_spider.demo.notices import write_sentences
from wangcheng_spider.demo.reposts import write_stream
from wangcheng_spider.demo.tracing import trace_stream
from wangcheng_spider.demo.words import Writer
from wangcheng_spider.exporters import SegmentWriter
from wangcheng_spider.extraction import Reader, extract
from wangcheng_spider.items import Article
from wangcheng_spider.lines import decode_line
from wangcheng_spider.opening import open_run
from wangcheng_spider.pipelines.near_duplicate import NearDuplicatePipeline
from wangcheng_spider.recovery import recover
from wangcheng_spider.reposts import find_original
from wangcheng_spider.sinks import RunSink
from wangcheng_spider.storage.sqlite import SqliteStore
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


# in the order of arrival


class Desk:
    """A writer and its store, as a run has them."""

    def __init__(self, folder: Path, make: Callable[..., Article]) -> None:
        self.folder, self._make = folder, make
        (folder / "articles").mkdir(exist_ok=True)
        self.open("store.sqlite3")

    def open(self, name: str) -> None:
        self.store = SqliteStore(self.folder / name)
        recover(self.folder / "articles", self.store)
        self.writer = SegmentWriter(self.folder / "articles", "wcxww", self.store)

    def close(self) -> None:
        self.writer.close()
        self.store.close()

    def add(self, number: int, date: str | None, body: str = BODY, **fields: object) -> str | None:
        """Write an article; the number of the one that it points to."""
        when = f"2025-03-{date}T08:00:00+08:00" if date else None
        article = self._make(number, date_published=when, article_body=body, **fields)
        article.duplicate_of = find_original(article, self.writer)
        self.writer.stage_article(article)
        found = article.duplicate_of
        return found and found.rsplit("/", 1)[1].removesuffix(".html")


@pytest.fixture
def desk(tmp_path: Path, make_article: Callable[..., Article]) -> Iterator[Desk]:
    desk = Desk(tmp_path, make_article)
    yield desk
    desk.close()


def test_reposts_point_to_the_earliest_staged_or_on_disk(desk: Desk) -> None:
    assert desk.add(1, "05") is None
    assert desk.add(2, "06") == "1", "while its line is not on disk"
    desk.writer.flush()
    assert desk.add(3, "07", REPOSTS[4][0]) == "1"
    assert desk.add(4, None) == "1", "without a date it is the later one"


def test_the_earlier_one_may_come_later(desk: Desk) -> None:
    assert desk.add(1, "05") is None
    assert desk.add(2, "04") is None, "it is the earliest; the line of 1 stands as written"
    desk.writer.flush()
    assert desk.add(3, "06") == "2"
    assert desk.add(1, "05", REPOSTS[5][0], revision=2, change="edited") == "2", "its next line"


def test_of_the_same_time_the_first_written_is_the_original(desk: Desk) -> None:
    assert desk.add(1, "05") is None
    assert desk.add(2, "05") == "1"
    desk.writer.flush()
    assert desk.add(1, "05", revision=2, change="edited") is None
    assert desk.add(2, "05", revision=2, change="edited") == "1"


def test_pointers_lead_to_an_article_that_points_nowhere(desk: Desk) -> None:
    """3 is near to 2 and 2 to 1; 3 is not near to 1, but 2 never was the earliest."""
    sentences = write_sentences(Random(3), Writer(Random(3)), 46)
    one, two, three = sentences[:30], sentences[8:38], sentences[16:]
    assert desk.add(1, "01", repeat(*one)) is None
    assert desk.add(2, "02", repeat(*two)) == "1"
    desk.writer.flush()
    assert not is_near_identical(read_text("", repeat(*one)), read_text("", repeat(*three)))
    assert desk.add(3, "03", repeat(*three)) == "1"


def test_revisions_and_mirror_copies_are_the_article_itself(desk: Desk) -> None:
    assert desk.add(1, "05", view="mirror") is None
    assert desk.add(1, "05", revision=2, change="better_copy") is None
    desk.writer.flush()
    assert desk.add(1, "05", revision=3, change="edited") is None


def test_an_edit_that_makes_another_article_of_it(desk: Desk) -> None:
    desk.add(1, "05")
    assert desk.add(2, "06") == "1"
    desk.writer.flush()
    other = "".join(
        f"第{number}条消息说的是完全不同的另一件事情，和小区没有关系。" for number in range(9)
    )
    assert desk.add(2, "06", other, revision=2, change="edited") is None
    desk.writer.flush()
    assert desk.add(3, "07") == "1"


def test_it_works_across_runs_and_with_a_rebuilt_store(desk: Desk) -> None:
    desk.add(1, "05")
    desk.add(2, "04")
    desk.close()
    desk.open("store.sqlite3")
    assert desk.add(3, "06") == "2", "another run"
    desk.close()
    desk.open("rebuilt.sqlite3")
    assert desk.add(4, "07", REPOSTS[1][0]) == "2", "rebuilt from the lines"


def test_what_was_not_committed_is_not_found(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add(1, "05")
    monkeypatch.setattr(desk.store, "commit", lambda *args: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        desk.writer.flush()
    monkeypatch.undo()
    desk.store.close()
    desk.open("store.sqlite3")
    assert desk.add(2, "06") is None
    assert desk.add(1, "05") is None


def test_articles_of_other_sites_count(desk: Desk) -> None:
    assert desk.add(1, "05", site="wcxww") is None
    assert desk.add(2, "06", site="other") == "1"


def test_a_line_that_cannot_be_read_is_no_original(desk: Desk) -> None:
    desk.add(1, "05")
    desk.writer.close()
    next((desk.folder / "articles").glob("*.jsonl")).unlink()
    assert desk.add(2, "06") is None


def test_floors(tmp_path: Path) -> None:
    """The small form of benchmarks/near_duplicates.py."""
    traced = trace_stream(write_stream(1500, seed=7), tmp_path, batch=160)
    assert sum(traced.reposts.values()) > 250
    assert len(traced.kinds) == 10, "every kind of lookalike is among them"
    assert traced.recall >= 0.98
    assert traced.precision >= 0.995


def test_pipeline_and_extraction_set_it(
    tmp_path: Path, make_article: Callable[..., Article]
) -> None:
    run = open_run({"site": "wcxww"}, tmp_path)
    pipeline, sink = NearDuplicatePipeline(run), RunSink(run)
    run.write(pipeline.process_item(make_article(1, article_body=BODY)))
    again = pipeline.process_item(make_article(2, article_body=REPOSTS[4][0]))
    assert again.duplicate_of == "https://www.wcxww.com/content/646754/50/1.html"
    run.write(again)
    sink.write(third := make_article(3, article_body=REPOSTS[5][0]))
    assert third.duplicate_of == again.duplicate_of
    run.finish("finished")
    assert run.record.written == {"new": 3}, "nothing is dropped"


def test_extract_into_a_folder_finds_none_in_the_sample(tmp_path: Path) -> None:
    run = open_run({"site": "sample"}, tmp_path)
    extract([ROOT / "data" / "sample.warc.gz"], Reader("sample"), RunSink(run), jobs=1)
    run.finish("finished")
    (segment,) = (tmp_path / "articles").glob("*.jsonl")
    articles = [decode_line(line) for line in segment.read_bytes().splitlines()]
    assert len(articles) == 60
    assert [a.url for a in articles if a.duplicate_of] == [], "no two stories of it are one"


def test_reposts_of_lines_that_a_store_of_before_indexed_otherwise(desk: Desk) -> None:
    desk.add(1, "05")
    desk.close()
    with sqlite3.connect(desk.folder / "store.sqlite3") as db:
        db.executescript("DELETE FROM passage; INSERT INTO unread SELECT id FROM segment")
    db.close()
    desk.open("store.sqlite3")
    assert desk.add(2, "06") == "1"
    assert desk.store.unread() == []
