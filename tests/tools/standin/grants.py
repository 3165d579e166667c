"""The grants that were given: recorded, read back by `show grants on`, and enforced for clones and swaps alone."""

import re
import threading
from dataclasses import dataclass, replace

GRANT = re.compile(
    r"(?P<verb>grant|revoke)\s+(grant\s+option\s+for\s+)?(?P<privileges>.+?)\s+on\s+(?P<object>.+?)\s+(to|from)\s+"
    r"(?P<kind>role|database\s+role|share|user|application)?\s*(?P<grantee>[\w\".$]+)(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)


# They stand above every role of ours.
UPPER_ROLES = frozenset({"SYSADMIN", "ACCOUNTADMIN"})
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
        self._owners: dict[str, str] = {}  # of databases
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
            for grant in named:
                if (grant.privilege, grant.object_kind) == ("OWNERSHIP", "DATABASE"):
                    self._owners[grant.object_name] = grant.grantee
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

    def database_created(self, name: str, role: str) -> None:
        """Who makes a database owns it; one that was there keeps its owner."""
        with self._lock:
            self._owners.setdefault(name.upper(), role)

    def owns_database(self, role: str, name: str) -> bool:
        """Whether a role may do what only the owner of a database may."""
        with self._lock:
            return role in UPPER_ROLES or self._owners.get(name.upper()) == role

    def may_use_database(self, role: str, name: str) -> bool:
        """Whether a role owns a database or was given its usage."""
        return self.owns_database(role, name) or any(
            grant.privilege == "USAGE" and grant.grantee == role for grant in self.on(name)
        )

    def may_make_databases(self, role: str) -> bool:
        """Whether a role was given the right to make databases."""
        return role in UPPER_ROLES or any(
            grant.privilege == "CREATE DATABASE" and grant.grantee == role for grant in self.on("ACCOUNT")
        )

    def cloned(self, source: str, target: str, owner: str) -> None:
        """What stands in a clone has the grants of what it was made from; the clone itself has none."""
        with self._lock:
            self._given |= {
                replace(grant, object_name=target + grant.object_name.removeprefix(source))
                for grant in self._given
                if grant.object_name.startswith(f"{source}.")
            }
            self._owners[target] = owner

    def swapped(self, one: str, other: str) -> None:
        """Grants belong to what they were given on, whatever its name is now."""
        names = {one: other, other: one}

        def renamed(grant: Grant) -> Grant:
            first, *rest = grant.object_name.split(".")
            return replace(grant, object_name=".".join([names.get(first, first), *rest]))

        with self._lock:
            self._given = {renamed(grant) for grant in self._given}
            self._owners |= {new: self._owners[old] for old, new in names.items()}

    def on(self, object_name: str) -> tuple[Grant, ...]:
        """What was granted on an object, in order."""
        with self._lock:
            return tuple(sorted(grant for grant in self._given if grant.object_name == object_name.upper()))
