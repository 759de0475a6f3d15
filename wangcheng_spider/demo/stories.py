"""Stories of the sample site, made up from a seed."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from ..urls import encode_date
from .features import FEATURES
from .model import CHANNELS, FIRST_ID, FORMS, NEWEST, Piece, Story
from .words import Writer


def make_stories(count: int, seed: int) -> list[Story]:
    """``count`` stories, newest first; the same seed makes the same."""
    stories = [_make_story(number, count, seed) for number in range(count)]
    for story, older in pairwise(stories):
        story.next_path = older.path
    return stories


def _make_story(number: int, count: int, seed: int) -> Story:
    random = Random(f"{seed}/{number}")
    writer = Writer(random)
    hours = 7 * number + random.randint(0, 5)
    published = NEWEST - timedelta(hours=hours, seconds=random.randint(0, 59))
    form = FORMS[number % len(FORMS)]
    if form == "plain":
        published = published.replace(year=2020)
    elif form == "old":
        published = published.replace(year=2016)
    content_id = str(FIRST_ID + (count - number) * 37 + random.randint(0, 30))
    story = Story(
        number=number,
        content_id=content_id,
        path=make_path(form, content_id, published),
        published=published,
        channel=list(CHANNELS)[number % len(CHANNELS)],
        headline=f"{writer.headline()}",
        source=random.choice(("望城融媒", "柳溪时刻", "区融媒体中心", "新湘日报")),
        authors=writer.names(random.randint(1, 3)),
        author_style="named",
        editors=writer.names(1),
        editor_style="named",
        pieces=[Piece("p", writer.paragraph()) for _ in range(random.randint(3, 7))],
        review=[],
    )
    FEATURES[number % len(FEATURES)](story, writer, random)
    _add_lead(story, writer)
    _cut_up(story)
    return story


def _cut_up(story: Story) -> None:
    """Some articles are on two or three pages, as far as they have the pieces."""
    if story.number % 12 == 10:
        story.breaks = [2, 3] if story.number % 24 == 10 else [2]
        story.breaks = [place for place in story.breaks if place < len(story.pieces)]


def make_path(form: str, content_id: str, day: datetime) -> str:
    """Address of an article in one of the CMS's forms: coded, nograb, plain, old."""
    n1, n2 = encode_date(day.date())
    return {
        "coded": f"/content/{n1}/{n2}/{content_id}.html",
        "nograb": f"/nograb/{n1}/{n2}/{content_id}.html",
        "plain": f"/content/{day:%Y/%m/%d}/{content_id}.html",
        "old": f"/c/{day:%Y/%m/%d}/{content_id}.htm",
    }[form]


def _add_lead(story: Story, writer: Writer) -> None:
    """The first paragraph names the reporters, as the portal's leads do."""
    first = next((piece for piece in story.pieces if piece.kind == "p"), None)
    if first is None or story.author_style == "none":
        return
    people = "全媒体记者 " + " ".join(story.lead_authors or story.authors)
    if story.correspondents:
        people += " 通讯员 " + " ".join(story.correspondents)
    day = story.published
    first.text = f"{story.source}{day.month}月{day.day}日讯（{people}）{first.text}"
