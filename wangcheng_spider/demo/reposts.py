"""Articles and what becomes of them on their way through other papers, to measure reposts with."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from .model import NEWEST
from .notices import NOTICES, write_sentences
from .words import Writer

PAPERS = ("望城融媒", "柳溪时刻", "新湘日报", "湘江客户端")


@dataclass(slots=True)
class Text:
    """An article of the stream."""

    number: int
    headline: str
    paragraphs: list[list[str]]
    published: datetime
    origin: int | None = None
    """Number of the article that it repeats."""
    share: float = 0.0
    """Of the original's sentences, how many were changed, taken out or put in."""
    kind: str = "article"
    """article, repost, or why it is none though it looks like one."""
    ops: list[str] = field(default_factory=list)

    @property
    def body(self) -> str:
        """Paragraphs separated by a blank line."""
        return "\n\n".join("".join(sentences) for sentences in self.paragraphs if sentences)

    @property
    def sentences(self) -> list[str]:
        """All, in order."""
        return [sentence for paragraph in self.paragraphs for sentence in paragraph]


def write_stream(count: int, seed: int = 1, repost_rate: float = 0.25) -> Iterator[Text]:
    """``count`` articles in the order of publication: new ones, reposts, and hard cases.

    The same seed writes the same.
    """
    random = Random(f"reposts/{seed}")
    recent: list[Text] = []
    for number in range(count):
        published = NEWEST - timedelta(minutes=9 * (count - number))
        writer = Writer(random)
        chance = random.random()
        if recent and chance < repost_rate:
            text = repost(random.choice(recent), number, random.uniform(0, 0.3), random)
        elif recent and chance < repost_rate + 0.1:
            text = random.choice(LOOKALIKES)(random.choice(recent), number, random, writer)
        elif chance < repost_rate + 0.25:
            kind = random.choice(NOTICES)
            headline, paragraphs = kind(random, writer)
            text = Text(number, headline, paragraphs, published, kind=kind.__name__[6:])
        else:
            text = write_article(number, random, writer)
            recent.append(text)
            del recent[:-500]
        text.published = published
        yield text


def write_article(number: int, random: Random, writer: Writer) -> Text:
    """A new article of 4 to 40 sentences, dated by the paper's own line."""
    paragraphs = [
        write_sentences(random, writer, random.randint(2, 6)) for _ in range(random.randint(2, 7))
    ]
    paragraphs[0].insert(0, _dateline(random, writer) + paragraphs[0].pop(0))
    return Text(number, writer.headline(), paragraphs, NEWEST)


def _dateline(random: Random, writer: Writer) -> str:
    names = " ".join(writer.names(random.randint(1, 2)))
    day = NEWEST - timedelta(random.randint(0, 300))
    return f"{random.choice(PAPERS)}{day.month}月{day.day}日讯（全媒体记者 {names}）"


def repost(original: Text, number: int, share: float, random: Random) -> Text:
    """The article as another paper brings it; ``share`` of its sentences is touched.

    Sentences are reworded, replaced, taken out (from the end, mostly) or put in; half of the
    reposts have another headline, a third another order of sentences or paragraphs.
    """
    writer = Writer(random)
    paragraphs = [list(sentences) for sentences in original.paragraphs]
    first = paragraphs[0][0]
    if "）" in first[:40]:
        paragraphs[0][0] = _dateline(random, writer) + first.split("）", 1)[1]
    total = len(original.sentences)
    touched = round(share * total)
    text = Text(number, original.headline, paragraphs, NEWEST, original.number, kind="repost")
    for _ in range(touched):
        text.ops.append(_touch(paragraphs, random, writer))
    text.share = touched / total
    if random.random() < 0.5:
        text.headline = writer.headline()
    if random.random() < 0.2:
        random.shuffle(paragraphs)
        text.ops.append("paragraphs")
    elif random.random() < 0.2:
        random.shuffle(max(paragraphs, key=len))
        text.ops.append("sentences")
    return text


def _touch(paragraphs: list[list[str]], random: Random, writer: Writer) -> str:
    """Change one sentence, in one of four ways; which."""
    way = random.choice(("reword", "reword", "replace", "cut", "insert"))
    filled = [paragraph for paragraph in paragraphs if paragraph]
    paragraph = filled[-1] if way == "cut" and random.random() < 0.7 else random.choice(filled)
    place = random.randrange(len(paragraph))
    if way == "reword":
        paragraph[place] = _reword(paragraph[place], random, writer)
    elif way == "replace":
        paragraph[place] = write_sentences(random, writer, 1)[0]
    elif way == "insert":
        paragraph.insert(place, write_sentences(random, writer, 1)[0])
    else:
        paragraph.pop()
    return way


def _reword(sentence: str, random: Random, writer: Writer) -> str:
    """A few characters in the middle are others."""
    start = random.randrange(max(1, len(sentence) - 6))
    return sentence[:start] + writer.fill("{adverb}{verb}") + sentence[start + 3 :]


# What looks like a repost and is none


def follow_up(original: Text, number: int, random: Random, writer: Writer) -> Text:
    """A new report that tells the background again: a third of the earlier one."""
    text = write_article(number, random, writer)
    told = original.sentences
    text.paragraphs.append(told[: max(1, min(len(told), len(text.sentences)) // 3)])
    text.kind = "follow_up"
    return text


def round_up(original: Text, number: int, random: Random, writer: Writer) -> Text:
    """A digest that brings the whole article among others."""
    text = write_article(number, random, writer)
    while len(text.sentences) < 2 * len(original.sentences):
        text.paragraphs.append(write_sentences(random, writer, 4))
    text.paragraphs.insert(1, original.sentences)
    text.kind = "round_up"
    return text


def same_form(original: Text, number: int, random: Random, writer: Writer) -> Text:
    """The same sentences with other numbers in nearly all of them: next month's figures."""

    def change(sentence: str) -> str:
        return "".join(str(random.randint(0, 9)) if c.isdigit() else c for c in sentence)

    form = write_article(number, random, writer)
    form.paragraphs = [[change(s) for s in paragraph] for paragraph in original.paragraphs]
    form.headline, form.kind = original.headline, "same_form"
    numbered = sum(s != t for s, t in zip(form.sentences, original.sentences, strict=True))
    return (
        form
        if numbered > 0.4 * len(form.sentences)
        else follow_up(original, number, random, writer)
    )


LOOKALIKES = (follow_up, round_up, same_form)
