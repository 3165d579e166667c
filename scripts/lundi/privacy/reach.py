"""Where the rows are that a look at a person needs: in the files of this machine, or in the account.

Whoever asks for rows by a key says so first (`bring`). On this machine they are there; from the account they are
fetched then (`lundi.privacy.account`), those alone, so that what is asked next is asked as on any laptop.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

Keys = Iterable[Sequence[object]]


class Reach(Protocol):
    """What brings rows to a connection before it is asked for them."""

    def bring(self, path: str, columns: Sequence[str], keys: Keys, *, most: int | None = None) -> bool:
        """Brings the rows of an object whose columns hold one of these keys (at most so many rows).

        Says whether any of the keys was new.
        """
        ...

    def people(self, customer_ids: Iterable[str]) -> None:
        """Brings all that the keys of these golden customers are found by, and what names them."""
        ...

    def requests(self, customer_ids: Iterable[str]) -> None:
        """Brings the requests that may be of the people whose keys and values are on the connection."""
        ...

    def objects(self) -> None:
        """Brings what the objects of the register hold of the people whose keys are on the connection."""
        ...

    def identified(self) -> None:
        """Brings what else names the people whose `identifiers` are on the connection."""
        ...

    def prepare_lookup(self) -> None:
        """Brings what a lookup compares with, of nobody."""
        ...


class Here:
    """Everything is here already."""

    def bring(self, path: str, columns: Sequence[str], keys: Keys, *, most: int | None = None) -> bool:
        """Brings nothing."""
        return False

    def people(self, customer_ids: Iterable[str]) -> None:
        """Brings nothing."""

    def requests(self, customer_ids: Iterable[str]) -> None:
        """Brings nothing."""

    def objects(self) -> None:
        """Brings nothing."""

    def identified(self) -> None:
        """Brings nothing."""

    def prepare_lookup(self) -> None:
        """Brings nothing."""


HERE = Here()
