"""What all errors that a user is told of have in common: one line, and an exit code."""

from .exit_codes import USAGE


class WangchengError(Exception):
    """Something that ends a command; the text says in one line what is wrong, and where.

    The command line catches it as it stands. Errors that cost a page or a request alone are none.
    """

    exit_code: int = USAGE
