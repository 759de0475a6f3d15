"""Pages lent to other processes come as they are."""

from multiprocessing import Pipe, get_context

import pytest

from wangcheng_spider.lending import SLOT, Lending
from wangcheng_spider.pages import Page


def make_pages(*sizes: int) -> list[Page]:
    return [Page(f"https://www.sample.test/{n}", bytes([n % 256]) * n, 404) for n in sizes]


SMALL = (0, 1, 2, 3, 4)
LARGE = SLOT + 1


def test_pages_come_as_they_were_lent() -> None:
    lending = Lending(2)
    both = (LARGE, *SMALL, SLOT)
    one, other = lending.lend(make_pages(*both)), lending.lend(make_pages(*SMALL[::-1]))
    assert [len(page.body) for page in one.pages] == [LARGE, 0, 0, 0, 0, 0, SLOT]
    assert not any(page.body for page in other.pages)
    assert lending.take(one) == make_pages(*both)
    assert lending.take(other) == make_pages(*SMALL[::-1])


def test_a_forked_process_sees_what_is_lent_later() -> None:
    lending = Lending(1)
    ours, theirs = Pipe()

    def answer() -> None:
        theirs.send(lending.take(theirs.recv()))

    child = get_context("fork").Process(target=answer)
    child.start()
    ours.send(lending.lend(make_pages(*SMALL)))
    assert ours.recv() == make_pages(*SMALL)
    child.join()


def test_a_slot_serves_again_once_it_is_given_back() -> None:
    lending = Lending(1)
    for sizes in (SMALL, SMALL[:2], (LARGE,)):
        loan = lending.lend(make_pages(*sizes))
        with pytest.raises(IndexError):
            lending.lend(make_pages(*SMALL))
        assert lending.take(loan) == make_pages(*sizes)
        lending.give_back(loan)
