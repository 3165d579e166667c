"""The grants that were given: recorded, read back by `show grants on`, never enforced."""

import re
import threading
from dataclasses import dataclass

GRANT = re.compile(
    r"(?P<verb>grant|revoke)\s+(grant\s+option\s+for\s+)?(?P<privileges>.+?)\s+on\s+(?P<object>.+?)\s+(to|from)\s+"
    r"(?P<kind>role|database\s+role|share|user|application)?\s*(?P<grantee>[\w\".$]+)(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, order=True)
class Grant:
    """One privilege on one object for one grantee."""

    privilege: str
    object_kind: str
    object_name: str
    grantee_kind: str
    grantee: str


class Grants:
    """The book of one stand-in."""

    def __init__(self) -> None:
        self._given: set[Grant] = set()
        self._lock = threading.Lock()

    def note(self, statement: str) -> None:
        """Adds or takes away what a GRANT or REVOKE of privileges says; grants of roles hold no object."""
        match = GRANT.match(statement)
        if not match:
            return
        words = re.sub(r"\s+", " ", match["object"]).upper().split(" ")
        named = {
            Grant(
                privilege.strip().upper(),
                " ".join(words[:-1]) or "OBJECT",
                words[-1],
                (match["kind"] or "role").upper(),
                match["grantee"].strip('"').upper(),
            )
            for privilege in match["privileges"].split(",")
        }
        with self._lock:
            if match["verb"].lower() == "grant":
                self._given |= named
            else:
                self._given -= named

    def forget(self, object_name: str) -> None:
        """An object that was replaced without `copy grants`, or dropped, loses its own."""
        with self._lock:
            self._given = {grant for grant in self._given if grant.object_name != object_name.upper()}

    def on(self, object_name: str) -> tuple[Grant, ...]:
        """What was granted on an object, in order."""
        with self._lock:
            return tuple(sorted(grant for grant in self._given if grant.object_name == object_name.upper()))
