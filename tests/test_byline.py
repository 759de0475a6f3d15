"""Bylines, tails, names and dates as Chinese pages write them."""

import pytest

from wangcheng_spider.text.byline import is_byline, is_tail, read_byline
from wangcheng_spider.text.dates import find_date, parse_date
from wangcheng_spider.text.people import find_signed_people, split_names

BYLINES = [
    ("来源：江城晚报 作者：周牧云 编辑：唐宛", "江城晚报", ["周牧云"], ["唐宛"], "plain"),
    (
        "编辑:唐宛 作者:周牧云 来源:江城晚报",
        "江城晚报",
        ["周牧云"],
        ["唐宛"],
        "any order, ASCII colons",
    ),
    ("来　源：江城晚报　作　者：周牧云", "江城晚报", ["周牧云"], [], "blanks in labels"),
    ("来源：江城晚报 作者：\u3000编辑：唐宛", "江城晚报", [], ["唐宛"], "作者 without a name"),
    (
        "[江城晚报] [记者 周牧云 向晚] [编辑 唐宛]",
        None,
        ["周牧云", "向晚"],
        ["唐宛"],
        "brackets, no colons",
    ),
    ("来源: \x1f江城晚报\x1f湖南\x1f举报", "江城晚报", [], [], "a source ends with its element"),
    ("责任编辑：唐宛_NT1234", None, [], ["唐宛"], "a staff number"),
    ("责任编辑：唐宛 SN056", None, [], ["唐宛"], "a staff number behind a blank"),
    ("编辑丨唐宛", None, [], ["唐宛"], "a bar for a colon"),
    ("文/周牧云 图/黎小禾", None, ["周牧云"], [], "文/"),
    ("来源：东塘发布　日期：2022-01-01", "东塘发布", [], [], "发布 ends a name here"),
    ("来源:江城晚报 参与互动(0)", "江城晚报", [], [], "a button behind a blank"),
    ("责任编辑：唐宛 | 版面编辑：米兰", None, [], ["唐宛"], "another kind of editor is a credit"),
    ("编辑：redcloud", None, [], [], "the CMS's own name"),
    ("【纠错】 【责任编辑:唐宛】", None, [], ["唐宛"], "a button before"),
    ("编辑 唐宛 校对 贺一诺", None, [], ["唐宛"], "two roles without colons"),
    ("江城晚报记者 周牧云 实习生 黎小禾", None, ["周牧云"], [], "whose reporter"),
    ("（江城网·江城客户端记者 周牧云）", None, ["周牧云"], [], "whose reporter, in brackets"),
    ("江城讯（记者 周牧云）今天上午，两桥通车", None, ["周牧云"], [], "a lead"),
    ("□江城报·江城客户端记者 周牧云 文 黎小禾 摄影", None, ["周牧云"], [], "a bullet before"),
    ("【记者】周牧云", None, ["周牧云"], [], "the role alone in brackets"),
    ("作者：周牧云\x1f\x1f微信", None, ["周牧云"], [], "another block is no name"),
    ("编辑：唐宛 人气： 123 次", None, [], ["唐宛"], "a counter behind"),
    ("来源：江城晚报　发布：2020-10-01 作者：周牧云", "江城晚报", ["周牧云"], [], "发布： behind"),
    ("来源：江城晚报 信息员：周牧云", "江城晚报", [], [], "an unknown label ends a source"),
    ("编辑：唐宛 信息员： 周牧云", None, [], ["唐宛"], "and names"),
    ("来源：江城晚报 录入员：周牧云", "江城晚报", [], [], "who typed it is left out"),
    ("来源：江城晚报 撰稿人：周牧云", "江城晚报", ["周牧云"], [], "撰稿人 wrote"),
    ("稿源：江城晚报 文章作者：周牧云", "江城晚报", ["周牧云"], [], "a word before 作者"),
    ("来源：江城晚报 首席记者：周牧云", "江城晚报", ["周牧云"], [], "a word before 记者"),
    ("来源：江城融媒记者：周牧云", "江城融媒", ["周牧云"], [], "part of a source's name"),
    ("来源：江城晚报 记者 周牧云 向晚", "江城晚报", ["周牧云", "向晚"], [], "no colon behind 记者"),
    ("来源：江城晚报记者 周牧云", "江城晚报", ["周牧云"], [], "no blank before 记者"),
    ("来源：江城晚报 责任编辑 唐宛", "江城晚报", [], ["唐宛"], "no colon behind 责任编辑"),
    ("来源：江城日报·新江城客户端 记者", "江城日报·新江城客户端 记者", [], [], "记者, and no name"),
    ("来源：本报记者", "本报记者", [], [], "记者 for a source"),
    ("来源：江城晚报东塘记者站", "江城晚报东塘记者站", [], [], "记者站"),
    ("来源：江城晚报编辑部 2020-10-01", "江城晚报编辑部", [], [], "编辑 inside a source"),
    (
        "2019年03月22日 08:00 | 来源：江城晚报 | 记者 周牧云 向晚 通讯员 贺一诺 | 责编：唐宛",
        "江城晚报",
        ["周牧云", "向晚"],
        ["唐宛"],
        "between bars",
    ),
    ("2019-03-22 08:00 记者 周牧云 来源：江城晚报", "江城晚报", ["周牧云"], [], "behind the date"),
    ("2019-03-22 08:00 记者 从东塘获悉", None, [], [], "记者 and no name behind the date"),
    ("来源/江城晚报 作者/周牧云 编辑/唐宛", "江城晚报", ["周牧云"], ["唐宛"], "slashes for colons"),
    ("作者/编辑：唐宛", None, [], ["唐宛"], "a slash between two labels"),
    ("来源：江城晚报 06-18 09:05", "江城晚报", [], [], "a date without its year"),
    ("作者：王编 编辑：宋总", None, ["王编"], ["宋总"], "names like labels"),
    ("首席编辑：唐宛", None, [], ["唐宛"], "an editor of a kind"),
    ("（编辑 唐宛 二审 黎小禾 三审 向晚）", None, [], ["唐宛"], "a chain without colons"),
    ("本网编辑：唐宛", None, [], ["唐宛"], "本网编辑"),
    ("发布机构：东塘区水利局", "东塘区水利局", [], [], "who issued a notice"),
    ("作者：文/图 周牧云", None, ["周牧云"], [], "文/图 behind a label"),
    ("文/图 周牧云", None, ["周牧云"], [], "文/图 for a label"),
    ("文/周牧云 图/黎小禾", None, ["周牧云"], [], "文/ and 图/"),
    ("记者：周 牧 云", None, ["周牧云"], [], "three characters apart"),
    ("记者：周 牧 向 晚", None, ["周牧", "向晚"], [], "four of them"),
    ("作者：南宫 问天", None, ["南宫问天"], [], "a surname of two characters"),
    ("来源：江城晚报 二〇二四年三月八日", "江城晚报", [], [], "a date in words behind"),
    ("作者\x1f周 牧 云", None, ["周牧云"], [], "the value in an element of its own"),
    ("责任编辑 皇甫 晚", None, [], ["皇甫晚"], "a surname of two characters, no colon"),
    ("来源 江城晚报", "江城晚报", [], [], "a source alone, without a colon"),
    ("来源 于民间，流传至今。", None, [], [], "a sentence that begins so"),
]


@pytest.mark.parametrize(
    ("text", "source", "authors", "editors"), [b[:4] for b in BYLINES], ids=[b[4] for b in BYLINES]
)
def test_byline(text: str, source: str | None, authors: list[str], editors: list[str]) -> None:
    byline = read_byline(text)
    assert (byline.source, byline.authors, byline.editors) == (source, authors, editors)


CREDITS = [
    ("来源：江城晚报 供稿人：周牧云", [("供稿人", "周牧云")], "who sent it in"),
    ("来源：江城晚报 摄影记者：周牧云", [("摄影记者", "周牧云")], "no author"),
    ("主编：周牧云 副主编：唐宛", [("主编", "周牧云"), ("副主编", "唐宛")], "a deputy"),
    (
        "执行总编：周牧云 副总编辑：唐宛",
        [("执行总编", "周牧云"), ("副总编辑", "唐宛")],
        "编辑 inside",
    ),
    (
        "一审一校：周牧云 二审二校：唐宛",
        [("一审一校", "周牧云"), ("二审二校", "唐宛")],
        "both at once",
    ),
    ("值班总编：周牧云 审稿：唐宛", [("值班总编", "周牧云"), ("审稿", "唐宛")], "on duty"),
    ("投稿：jiangcheng@a.example", [], "an address is no name"),
]


@pytest.mark.parametrize(("text", "want"), [c[:2] for c in CREDITS], ids=[c[2] for c in CREDITS])
def test_credits(text: str, want: list[tuple[str, str]]) -> None:
    byline = read_byline(text)
    assert [(credit.role, credit.name) for credit in byline.credits] == want
    assert not byline.editors


@pytest.mark.parametrize("role", "制图 编校 总值班 素材 终校 排版 美术 审稿 投稿 审核人".split())
def test_a_role_is_a_credit(role: str) -> None:
    (credit,) = read_byline(f"{role}：周牧云").credits
    assert (credit.role, credit.name) == (role, "周牧云")


TAILS = [
    ("【责任编辑：唐宛】", True, "brackets"),
    ("(责编：唐宛、贺一诺)", True, "round brackets"),
    ("编辑 唐宛", True, "no colon"),
    ("校对 贺一诺", True, "another role"),
    ("来源：江城晚报", True, "a source"),
    ("本文链接：http://a.example/1.html", True, "an address"),
    ("标签：民生;社区", True, "tags"),
    ("江城晚报记者 周牧云", True, "a reporter without a colon"),
    ("《江城晚报》（2022年05月03日 01 版）", True, "the printed page"),
    ("《江城晚报》（2022年创刊）是他读得最久的报纸。", False, "a sentence about a paper"),
    ("本报记者 周牧云 文/图", True, "and the pictures"),
    ("记者 周牧云 摄影报道", True, "what he did"),
    ("记者 周牧云 向晚，报道了全程", False, "a sentence about what they did"),
    ("总值班：周牧云", True, "who was on duty"),
    ("素材：周牧云", True, "whose material"),
    ("记者 从村里出发，走了一天。", False, "a sentence about a reporter"),
    ("记者：您怎么看这件事？", False, "a question"),
    ("来源地区很广泛。", False, "a sentence"),
    ("编辑部里灯火通明。", False, "a sentence that begins with a role"),
    ("时间：5月1日上午九点", False, "a line of a notice"),
    ("素材是他从村里一点一点收来的。", False, "a sentence that begins with a role, again"),
    ("来源/作者不详的稿子，请与我们联系", False, "a slash between two words"),
    ("美术：张老师带孩子们画荷花", False, "a subject"),
    ("素材：荷花三枝、莲蓬两个、清水一盆", False, "a list of things"),
    ("投稿：欢迎来稿，字数不限", False, "an invitation"),
    ("素材：东塘社区", True, "whose material, an office"),
    ("副主编笑着说：大家都辛苦了。", False, "a sentence about a deputy"),
    ("作文：《我的家乡》得了一等奖。", False, "文 inside a word"),
    ("宋师傅：那年我十九岁。", False, "an answer"),
]


@pytest.mark.parametrize(("text", "want"), [t[:2] for t in TAILS], ids=[t[2] for t in TAILS])
def test_tail(text: str, want: bool) -> None:
    assert is_tail(text) is want


NAMES = [
    ("张 三 李四五、欧阳　某", ["张三", "李四五", "欧阳某"], "blanks inside and between"),
    ("买买提·艾力", ["买买提·艾力"], "a dot inside a name"),
    ("张三 · 李四", ["张三", "李四"], "a dot between names"),
    ("John Smith、李四", ["John Smith", "李四"], "Latin names"),
    ("张三 文/图", ["张三"], "what they did"),
    ("文/图 张三 李四五", ["张三", "李四五"], "what they did, before"),
    ("张三（某大学教师", ["张三"], "a bracket cut off"),
    ("张三 ▪ 李四五", ["张三", "李四五"], "another dot"),
    ("佚名", [], "nobody"),
    ("陈智 整合", ["陈智"], "work, not a name"),
    ("金\ufffd、李四", ["李四"], "a name that lost a character is no name"),
    ("金涛\ufffd\ufffd025-10-21", [], "the date grew into the name"),
]


@pytest.mark.parametrize(("raw", "want"), [n[:2] for n in NAMES], ids=[n[2] for n in NAMES])
def test_names(raw: str, want: list[str]) -> None:
    assert split_names(raw) == want


DATES = [
    ("2023年05月01日08:05", "2023-05-01T08:05:00+08:00", "no blank"),
    ("2023-5-1 8:05:09", "2023-05-01T08:05:09+08:00", "no zeros"),
    ("2023.05.01", "2023-05-01T00:00:00+08:00", "a day"),
    ("2023/5/1 20:05", "2023-05-01T20:05:00+08:00", "slashes"),
    ("2023 05 / 01 08:05:09", "2023-05-01T08:05:09+08:00", "in pieces"),
    ("2023年5月1日 下午3:05", "2023-05-01T15:05:00+08:00", "afternoon"),
    ("2023-05-01T08:05:09Z", "2023-05-01T08:05:09+00:00", "a zone"),
    ("２０２３年５月１日", "2023-05-01T00:00:00+08:00", "wide digits"),
    ("2023-02-30", None, "no such day"),
    ("1970-01-01 08:00", None, "a placeholder"),
]


@pytest.mark.parametrize(("raw", "want"), [d[:2] for d in DATES], ids=[d[2] for d in DATES])
def test_dates(raw: str, want: str | None) -> None:
    assert parse_date(raw, "Asia/Shanghai") == want


def test_a_date_is_found_as_it_stands() -> None:
    assert find_date("发布：2023-05-01 08:05 字号") == "2023-05-01 08:05"
    assert find_date("编号 12023-05-01") is None


LATER = [
    ("更新时间：2024-06-09 10:00 发布时间：2024-06-08 09:05", "2024-06-08 09:05", "two labels"),
    ("更新于 2024-06-09 时间：2024-06-08 09:05", "2024-06-08 09:05", "时间 alone"),
    ("创建时间：2024-06-07 修改时间：2024-06-09", "2024-06-07", "neither says 发布"),
    ("更新时间：2024-06-09 10:00", "2024-06-09 10:00", "no other"),
    ("更新时间：2024-06-09 原载2024-06-08", "2024-06-09", "a date without a label"),
    ("发布时间：2024-06-08 更新时间：2024-06-09", "2024-06-08", "the right one first"),
]


@pytest.mark.parametrize(("text", "want"), [d[:2] for d in LATER], ids=[d[2] for d in LATER])
def test_when_it_was_published_not_changed(text: str, want: str) -> None:
    assert find_date(text) == want


def test_a_dated_line_is_a_byline_and_a_dated_sentence_is_not() -> None:
    assert is_byline("2023-05-01 08:05 江城晚报")
    assert is_byline("时间：2023-05-01 来源：江城晚报")
    assert is_byline("06-18 09:05 来源：江城晚报")
    assert not is_byline("06-18 09:05 大桥通车")
    assert not is_byline("2023年5月1日，大桥通车，两岸的人都来了。")


def test_a_year_of_two_digits_counts_behind_its_label() -> None:
    assert read_byline("发布时间：19-10-08\x1f12:00").date_raw == "2019-10-08 12:00"
    assert read_byline("编号：19-10-08").date_raw is None


def test_who_signs_the_last_paragraph() -> None:
    signed = "大家都说好。（文/图 周牧云 黎小禾）"
    assert [name for _, name in find_signed_people(signed)] == ["周牧云", "黎小禾"]
    assert find_signed_people("大家都说好（记者也在场）。") == []
