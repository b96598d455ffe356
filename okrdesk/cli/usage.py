"""Help and wrong usage in the reader's language: argparse takes its words from our catalogues."""

import argparse

from okrdesk.i18n import N_, _, ngettext

WORDS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("not allowed with argument %s"),
    N_("one of the arguments %s is required"),
    N_("ignored explicit argument %r"),
)
"""What argparse of Python 3.11 to 3.14 says to people; the rest is for programmers."""


def speak() -> None:
    """Let argparse take its words from our catalogues (it has a place for no other)."""
    vars(argparse).update(_=_, ngettext=ngettext)
