"""The grants that were given: recorded, read back by `show grants on`, never enforced."""

import re
import threading
from dataclasses import dataclass, replace

GRANT = re.compile(
    r"(?P<verb>grant|revoke)\s+(grant\s+option\s+for\s+)?(?P<privileges>.+?)\s+on\s+(?P<object>.+?)\s+(to|from)\s+"
    r"(?P<kind>role|database\s+role|share|user|application)?\s*(?P<grantee>[\w\".$]+)(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)


FUTURE = re.compile(r"FUTURE\s+(?P<kind>TABLES|VIEWS)\s+IN\s+SCHEMA\s+(?P<schema>\S+)$")


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
        on = re.sub(r"\s+", " ", match["object"]).upper()
        future = FUTURE.match(on)
        words = [f"FUTURE {future['kind']}", future["schema"]] if future else on.split(" ")
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

    def created(self, kind: str, object_name: str, *, keeps: bool) -> None:
        """A new table or view has what its schema grants on future ones; its forerunner's own grants only if kept."""
        name = object_name.upper()
        schema = name.rpartition(".")[0]
        with self._lock:
            held = {grant for grant in self._given if keeps or grant.object_name != name}
            promised = {
                replace(grant, object_kind=kind.upper(), object_name=name)
                for grant in self._given
                if grant.object_kind == f"FUTURE {kind.upper()}S" and grant.object_name == schema
            }
            self._given = held | promised

    def dropped(self, object_name: str) -> None:
        """What was granted on a dropped object, and on what stood in it, is gone."""
        name = object_name.upper()
        with self._lock:
            self._given = {
                grant
                for grant in self._given
                if grant.object_name != name and not grant.object_name.startswith(f"{name}.")
            }

    def on(self, object_name: str) -> tuple[Grant, ...]:
        """What was granted on an object, in order."""
        with self._lock:
            return tuple(sorted(grant for grant in self._given if grant.object_name == object_name.upper()))
