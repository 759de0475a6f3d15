"""The count that proves that nothing was missed."""

from wangcheng_spider.completeness import Completeness

A, B = ("55", "2025-01-01"), ("56", "2025-01-01")


def test_every_outcome_closes_the_row() -> None:
    counts = Completeness()
    counts.list_known(A)
    counts.list_dropped(A, "out_of_span")
    counts.list_resting(A)
    for seq in (1, 2, 3, 4):
        counts.list_open(A, seq)
    assert counts.find_gap() is not None, "four are still open"
    counts.fetch(1)
    counts.write(1)
    counts.drop(2, "known")
    counts.fail(3, "timeout")
    counts.end()
    assert counts.find_gap() is None
    (row,) = counts.to_table()
    assert (row["listed"], row["known"], row["fetched"], row["written"]) == (7, 1, 1, 1)
    assert row["dropped"] == {"out_of_span": 1, "known": 1}
    assert row["failed"] == {"resting": 1, "timeout": 1, "not_reached": 1}


def test_an_article_of_two_channels_is_written_once_and_known_to_the_other() -> None:
    counts = Completeness()
    counts.list_open(A, 1)
    counts.list_open(B, 1)
    counts.write(1)
    assert [(row["channel"], row["written"], row["known"]) for row in counts.to_table()] == [
        ("55", 1, 0),
        ("56", 0, 1),
    ]
    assert counts.find_gap() is None


def test_what_an_earlier_run_left_is_counted_where_it_was_listed() -> None:
    counts = Completeness()
    counts.take(A, 1)
    counts.write(1)
    assert [(row["listed"], row["written"]) for row in counts.to_table()] == [(1, 1)]


def test_a_lost_outcome_is_named() -> None:
    counts = Completeness()
    counts.list_open(A, 1)
    gap = counts.find_gap()
    assert gap is not None
    assert "55" in gap
    assert "2025-01-01" in gap
