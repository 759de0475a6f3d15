"""Numbers with the things counted, as a reader says them."""


def count_of(number: int, thing: str, things: str = "") -> str:
    """The number with its noun; ``things``: its plural where that is not just an s more.

    >>> count_of(1, "line"), count_of(1_200, "line"), count_of(0, "try", "tries")
    ('1 line', '1,200 lines', '0 tries')
    """
    return f"{number:,} {thing if number == 1 else things or f'{thing}s'}"
