"""Restoring: what is undone, what is left alone, and that it never fails."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wangcheng_spider.demo.mangle import Disguise, mangle
from wangcheng_spider.text.restore import restore, restore_texts

# Each by hand from MANGLING.md and the code page: bytes in the comments where they tell.
MANGLED = [
    ("領(lǐng)域?qū)m?xiàng)整治", "领域专项整治", "the seed's tear, after NFKC"),
    ("領(lǐng)域?qū)ｍ?xiàng)整治", "领域专项整治", "the same as served"),
    ("領(lǐng)域?qū)m?xiàng)整治，關(guān)于", "领域专项整治，关于", "… beside a full-width mark"),
    ("域?qū)m?xiàng)整治", "域专项整治", "a tear is evidence by itself"),
    ("領(lǐng)域(qū)ｍ(xiàng)整治", "领域专项整治", "a decoder that drops the byte"),
    ("領(lǐng)導(dǎo)域qū)ｍxiàng)整治", "领导域专项整治", "… and the bracket"),
    ("領(lǐng)導(dǎo)域\ufffd(qū)ｍ\ufffd(xiàng)整", "领导域专项整", "… or shows U+FFFD"),
    ("新湘日?qǐng)?bào)的領(lǐng)導(dǎo)", "新湘日报的领导", "both bytes of 報 are gone"),
    ("新湘日(qǐng)(bào)的領(lǐng)導(dǎo)", "新湘日报的领导", "… with the other decoder"),
    ("望城區(qū)創(chuàng)建國家衛(wèi)生城市", "望城区创建国家卫生城市", "readings"),
    ("區(qū)領(lǐng)導(dǎo),，長(cháng)沙", "区领导，长沙", "a reading of another context"),
    ("們(men)到區(qū)里領(lǐng)獎", "们到区里领奖", "a reading without tone"),
    ("樂(lè )園和區(qū)里關系", "乐园和区里关系", "a blank inside the bracket"),
    ("區(qū)級,、創(chuàng)建,。衛(wèi)生，，好；", "区级、创建。卫生，好；", "doubled commas"),
    ("區(qū)長,”創(chuàng)建(設(shè)備,)", "区长，”创建（设备，）", "none before ” and ）"),
    ("增長(zhǎng)9.8%,;其中PM2.5,;區(qū)里", "增长9.8%；其中PM2.5；区里", "… and narrow"),
    ("區(qū)(縣(xiàn)),;鎮(zhèn)(街),;\n村里", "区（县）；镇（街）；\n村里", "… behind brackets"),
    ("教?chǔ)熀喺拢ü澾x)", "教师简章（节选）", "a bracket of a tear and a narrow one"),
    ("先后關(guān)于苦干制造區(qū)里", "先后关于苦干制造区里", "forms of both scripts"),
    ("后來區(qū)里，後記衛(wèi)生", "后来区里，後记卫生", "後 beside 后 is no image of 后"),
    ("區(qū)里9:30開(kāi)會(huì),GDP增1,000%", "区里9:30开会，GDP增1,000%", "times, numbers"),
    ("見(jiàn)http://a.cn/b?c=1,2;關(guān)于", "见http://a.cn/b?c=1,2;关于", "addresses"),
]
LOST = [
    ("當?shù)?000多人", "当地\ufffd000多人", "地: by its neighbours; the 2 is gone"),
    ("<p>當?shù)?/p><p>區(qū)里", "<p>当地</p><p>区里", "a tag's < is known"),
    ("當?shù)?nbsp;區(qū)里", "当地&nbsp;区里", "an entity's & too"),
]
STRAY = [
    ("區(qū)里忙?，人多?，F在村里好?，都好。", "区里忙，人多。现在村里好，都好。", "。現"),
    ("區(qū)里忙?,人多?,F在村里好?,都好。", "区里忙，人多。现在村里好，都好。", "… after NFKC"),
    ("區(qū)里忙?,人多?,F(xiàn)場好?,都好。", "区里忙，人多。现场好，都好。", "… with its reading"),
    ("區里增12?,34人都好?;好。", "区里增12，34人都好；好。", "a stray byte's comma is full-width"),
    ("師傅說,，“字正?！敝v解員說,，好。", "师傅说，“字正。”讲解员说，好。", "。” alone shows it"),
    ("師傅說:“字正?!敝v解員說?,好。", "师傅说：“字正。”讲解员说，好。", "… after NFKC"),
    ("區(qū)里清淤疏?！⒀a(bǔ)種水草。", "区里清淤疏浚、补种水草。", "浚、補: BF A3A1 A2D1 61"),
    ("鄰居說：“來了?！?026年都來了?，好。", "邻居说：“来了。”\ufffd026年都来了，好。", "a 2"),
    ("來自27所學?！?6支隊伍,，好。", "来自27所学\ufffd\ufffd\ufffd6支队伍，好。", "校、4"),
    ("他說?，“得學?！苯???，好。", "他说，“得学。”\ufffd\ufffd\ufffd，好。", "。”近三年"),
    ("師傅說?，“他來了?！?\n都好。", "师傅说，“他来了。”\n都好。", "nothing is behind it"),
    ("師傅說\n\n“他來了?！?\n都好?，好", "师傅说\n\n“他来了。”\n\n都好，好", "… but its end"),
    ("師傅說\r\n“他來了?！?\n都好?，好", "师傅说\r\n“他来了。”\r\n都好，好", "… or half of it"),
    ("“他來了?！?/p><p>都好?，好", "“他来了。”</p><p>都好，好", "… or a tag"),
    ("“真的?！”他說,，真好?！本地人說,，好。", "“真的?！”他说，真好?！本地人说，好。", "own"),
    ("“真的?！本地人說,，好？”他們問,，", "“真的?！本地人说，好？”他们问，", "… in quotes"),
    ("“真的?！本A股都說,，好？”他們問,，", "“真的?！本A股都说，好？”他们问，", "… before a letter"),
    ("人們說:真的?!本A股大漲,,好", "人们说：真的？！本A股大涨，好", "… in a text dump"),
]
HONEST = [
    ("沩(wéi)水穿过望城，汇入湘江。", "a rare character's reading"),
    ("快乐(lè)和音乐(yuè)，长(cháng)短和长(zhǎng)大。", "a lesson"),
    ("「車」在象棋裡讀作車(jū)，在汽車裡讀作車(chē)，於是常弄錯。", "two readings of one"),
    ("後來他在臺北任教，對於製圖很有研究。", "Taiwan"),
    ("學(xué)、習(xí)、國(guó)、馬(mǎ)四字，「學」讀學。", "a list of characters"),
    ("鄆(yùn)城、郟(jiá)縣、滎(xíng)陽和瀏(liú)陽都在這裡。", "rare traditional ones"),
    ("見賢思齊焉，見不賢而內自省也。", "a quotation"),
    ("邕(yōng)江、郫(pí)县、蚌(bèng)埠、亳(bó)州", "several rare ones"),
    ("f(a, b) ? x : y; a,,b; (qū)", "code"),
    ("後台程式裡的f(a),;g[1],;x和1,;2都寫錯了", "code in traditional text"),
    ("真的吗?!好,走,,吧", "odd marks in simplified text"),
    ("他说：“真的?！敝v公司来了", "what would be a tear in traditional text"),
    ("他們說「真的?！敝處於后山」，於是都去製作，後來回臺灣裡", "… and in Taiwan"),
    ("", "nothing"),
]
NOT_RESTORABLE = [
    ("讀(du) 書(shu) 學(xue) 習(xi) 說(shuo) 話(hua) ", "toneless"),
    ("蝶变(diébiàn)与发展(fāzhǎn)的意义(yìyì)在改变(gǎibiàn)生活", "whole words"),
    ("我★们去公☆园玩●耍开■心极◆了", "signs"),
    ("我😀们去公😀园玩😀耍开😀心极😀了", "emoji"),
]


@pytest.mark.parametrize(("raw", "want", "why"), MANGLED)
def test_mangled(raw: str, want: str, why: str) -> None:
    restored = restore(raw)
    assert (restored.verdict.kind, restored.text) == ("mangled", want), why
    assert restore(want).text == want


@pytest.mark.parametrize(("raw", "want", "why"), LOST)
def test_lost(raw: str, want: str, why: str) -> None:
    restored = restore(raw)
    assert restored.text == want, why
    assert restored.counts.get("lost", 0) == want.count("\ufffd")
    assert sum(change.rule == "lost" for change in restored.changes) == want.count("\ufffd")


@pytest.mark.parametrize(("raw", "want", "why"), STRAY)
def test_stray_bytes(raw: str, want: str, why: str) -> None:
    restored = restore(raw, is_mirror=True)
    assert restored.text == want, why
    assert restored.counts.get("lost", 0) == want.count("\ufffd")
    assert restore(want, is_mirror=True).text == want


@pytest.mark.parametrize(("text", "why"), HONEST)
def test_honest(text: str, why: str) -> None:
    restored = restore(text)
    assert (restored.text, restored.verdict.kind, restored.changes) == (text, "honest", ()), why


@pytest.mark.parametrize(("text", "why"), NOT_RESTORABLE)
def test_not_restorable(text: str, why: str) -> None:
    for is_mirror in (False, True):
        restored = restore(text, is_mirror=is_mirror)
        assert (restored.text, restored.verdict.kind) == (text, "not_restorable"), why


def test_a_known_mirror_needs_less_evidence() -> None:
    text = "他們來到這個區里，長期學習"
    assert restore(text).text == text
    assert restore(text, is_mirror=True).text == "他们来到这个区里，长期学习"
    honest = "他们来到这个区里，长期学习"
    assert restore(honest, is_mirror=True).text == honest


def test_force() -> None:
    assert restore("長(zhǎng)沙").text == "長(zhǎng)沙"
    assert restore("長(zhǎng)沙", force=True).text == "长沙"


def test_changes_name_their_place() -> None:
    raw = "望城區(qū)創(chuàng)建,、衛(wèi)生"
    changes = restore(raw).changes
    assert [(c.rule, raw[c.start : c.end], c.after) for c in changes] == [
        ("script", "區(qū)創", "区创"),
        ("reading", "(qū)", ""),
        ("reading", "(chuàng)", ""),
        ("comma", ",", ""),
        ("script", "衛", "卫"),
        ("reading", "(wèi)", ""),
    ]


def test_a_guess_is_said() -> None:
    notes = [change.note for change in restore("當?shù)?000多人").changes if change.rule == "tear"]
    assert len(notes) == 1
    assert re.fullmatch(r"地: by its neighbours, of \d+ possible; a character is lost", notes[0])


def test_tears_beside_other_things() -> None:
    # 域 D3F2 + 專 8CA3: F28C is 驅; each neighbour stands where the run begins or ends
    disguise = Disguise((("驅", "qū"), ("項", "xiàng"), ("區", "qū"), ("長", "zhǎng")))
    for text in (
        "<p>区长：“领域专项”</p>\n<p>区长</p>",
        "区长5G领域专A项目、区长",
        "区长（领域专项）2023年，领域专项；领域专项。",
        "区长在领域专B，领域专c项，领域专@项",
    ):
        for decoder in ("eats", "drops"):
            shown = mangle(text, Disguise(disguise.readings, decoder=decoder))
            assert restore(shown).text == text, shown


def test_texts_of_one_page_share_their_evidence() -> None:
    texts, restored = restore_texts(["望城區(qū)創(chuàng)建", "編(biān)輯", "盛月嬌", ""])
    assert texts == ["望城区创建", "编辑", "盛月娇", ""]
    assert restored.verdict.kind == "mangled"


PIECES = st.sampled_from(
    [
        *"區域領項專當地后後於，。、；！？“”,;!?()（）<>/p2aｍ\ufffd\ud800\0\ue000€\n ",
        *("(qū)", "?qū)", "qū)", "(xiàng)", "?xiàng)", "(shu) ", "，，", "?，", "?！"),
        *("?！?", "敝v"),
        *("?/p>", "長(zhǎng )", "\U0001f600"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_any_text_is_stable(text: str) -> None:
    once = restore(text)
    assert restore(once.text).text == once.text
    assert len(once.changes) >= len(once.counts)
    restore(text, force=True)
    marked = restore(text, is_mirror=True).text
    assert restore(marked, is_mirror=True).text == marked


@pytest.mark.parametrize(
    "piece",
    ["?", "\0", "\ud800", "(qū)", "區(qū)", "?qū)", "域?qū)", "，", "(", "ū", "<p", "書(shu) "],
)
def test_long_texts_take_linear_time(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * count
        begun = time.process_time()
        restore(text)
        return time.process_time() - begun

    seconds(100)
    small, large = seconds(5_000), seconds(40_000)
    assert large < 0.2 + 24 * small
