"""The rules that the set-up's SQL must keep, and who may read or write which schema by it: read from the statements."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lundi.snowflake.setup.statements import Statement, without_comments

# Where direct identifiers stand (SALES: the card number of a till ticket; the state: whose an id was); who may read.
IDENTIFYING_SCHEMAS = frozenset(
    {
        "lundi_raw.raw",
        "lundi_raw.quarantine",
        "lundi_state.vault",
        "lundi_state.privacy",
        "lundi.staging",
        "lundi.vault",
        "lundi.customer",
        "lundi.sales",
    }
)
# Whoever reads the secret of keyed hashes can ask the list of erased people for a name: the build alone.
SECRET_SCHEMAS = frozenset({"lundi_secret.secret"})
MAY_READ_IDENTIFIERS = frozenset({"lundi_transformer", "lundi_privacy_officer"})
# The loader writes them down, and asks its ledger what is there.
MAY_SEE_THROUGH_POLICIES = MAY_READ_IDENTIFIERS | {"lundi_loader"}
# Where a role may write; one that is not named writes nowhere.
WRITES_IN = {
    "lundi_loader": ("lundi_raw.",),
    "lundi_transformer": ("lundi.", "lundi_state.", "lundi_secret."),
    "lundi_publisher": (),
    "lundi_share_admin": ("lundi.share", "lundi_share.", "lundi_state.share"),
    "lundi_ci": ("lundi_ci.",),
}
# Roles that see nothing outside the place where they write; the loader does not even read there what others made.
CONFINED = frozenset({"lundi_loader", "lundi_publisher", "lundi_share_admin"})
# What a role may make that belongs to the account as a whole.
ON_THE_ACCOUNT = {"lundi_share_admin": {"create share"}, "lundi_publisher": {"create database"}}
# Databases that a run swaps, and the role that must own them for it.
SWAPPED = {"lundi": "lundi_publisher"}
WRITING = frozenset({"ownership", "create table", "create view", "insert", "update", "delete", "truncate"})
KNOWN_DATABASE_ROLES = frozenset({"snowflake.usage_viewer"})
LONGEST_IDLE_SECONDS = 600

KINDS = "role|warehouse|resource monitor|database|schema|stage|tag|network policy|masking policy|row access policy|user"
CREATE = re.compile(rf"create (transient )?(?P<kind>{KINDS}) if not exists (?P<name>[\w.]+)\b(?P<rest>.*)")
ALTER = re.compile(rf"alter (?P<kind>{KINDS}) (?P<name>[\w.]+)\b(?P<rest>.*)")
USE_ROLE = re.compile(r"use role (?P<role>\S+)")
GRANT_ROLE = re.compile(r"grant role (?P<role>\w+) to (?P<to>role|user) (?P<name>\w+)")
GRANT_DATABASE_ROLE = re.compile(r"grant database role (?P<role>[\w.]+) to role (?P<name>\w+)")
GRANT = re.compile(
    r"grant (?P<privileges>[\w, ]+?) on (?:(?P<scope>all|future) (?P<things>tables|views) in )?"
    r"(?P<kind>account|warehouse|database|schema|stage|tag|row access policy)(?: (?P<name>[\w.]+))? "
    r"to role (?P<role>\w+)"
    r"(?: with grant option| copy current grants)?"
)
REGION = re.compile(r"select split_part\(current_region\(\).* as is_in_the_european_union")


@dataclass(frozen=True)
class Grant:
    """Privileges given to a role: on what (`schema`), its name, and whether on all or future tables or views in it."""

    role: str
    privileges: frozenset[str]
    kind: str
    name: str
    scope: str | None
    things: str | None


@dataclass
class Made:
    """What the statements say of one object: who made it, and the text of its creation and of its alterations."""

    kind: str
    owner: str
    created: str
    altered: list[str] = field(default_factory=list)


@dataclass
class Reading:
    """What the statements do, gathered; `broken` is what already cannot stand."""

    made: dict[tuple[str, str], Made] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)
    roles_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    database_roles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    broken: list[str] = field(default_factory=list)


def read_statements(statements: Iterable[Statement]) -> Reading:
    """What the statements do. One whose form is not known is broken: nothing passes unread."""
    reading = Reading()
    role = "whoever connects"
    for statement in statements:
        # Texts keep their case elsewhere; here only words and names are compared.
        sql = without_comments(statement.sql).lower()
        if match := USE_ROLE.fullmatch(sql):
            role = match["role"]
        else:
            _note(reading, statement, sql, role)
    return reading


def broken_rules(statements: Sequence[Statement]) -> list[str]:
    """Each rule that the set-up breaks, with the place or the object; empty where it keeps all."""
    reading = read_statements(statements)
    first = without_comments(statements[0].sql).lower() if statements else ""
    region = [] if REGION.fullmatch(first) else ["the first statement does not ask for the region"]
    checks = (_owners, _warehouses, _users, _network, _schemas, _policies, _roles, _given, _seen)
    return region + reading.broken + [sentence for check in checks for sentence in check(reading)]


def privilege_matrix(statements: Iterable[Statement]) -> dict[tuple[str, str], str]:
    """Who may do what where: (role, schema) to `read`, `write` or `read write`.

    To read is to select from every table and view, those to come included, with usage on schema and database; who may
    write reads what it made. A schema is `database.schema`; the right to make schemas counts as writing `database.*`.
    """
    grants = read_statements(statements).grants
    rights: dict[tuple[str, str], set[str]] = defaultdict(set)
    for grant in grants:
        if grant.kind == "schema" and grant.privileges & {"select"}:
            rights[grant.role, grant.name].add("read")
        elif grant.kind == "schema" and grant.privileges & WRITING:
            rights[grant.role, grant.name].add("write")
        elif grant.kind == "database" and "create schema" in grant.privileges:
            rights[grant.role, f"{grant.name}.*"].add("write")
    return {place: " ".join(sorted(found)) for place, found in sorted(rights.items())}


def _note(reading: Reading, statement: Statement, sql: str, role: str) -> None:
    if match := CREATE.fullmatch(sql):
        reading.made[match["kind"], match["name"]] = Made(match["kind"], role, match["rest"])
    elif match := ALTER.fullmatch(sql):
        _note_alteration(reading, statement, match)
    elif match := GRANT_ROLE.fullmatch(sql):
        reading.roles_of[f"{match['to']} {match['name']}"].add(match["role"])
    elif match := GRANT_DATABASE_ROLE.fullmatch(sql):
        reading.database_roles[match["name"]].add(match["role"])
        if match["role"] not in KNOWN_DATABASE_ROLES:
            reading.broken.append(f"{statement.place}: {match['role']} shows more than usage")
    elif match := GRANT.fullmatch(sql):
        privileges = frozenset(privilege.strip() for privilege in match["privileges"].split(","))
        reading.grants.append(
            Grant(match["role"], privileges, match["kind"], match["name"] or "", match["scope"], match["things"])
        )
    elif not REGION.fullmatch(sql):
        reading.broken.append(f"{statement.place}: `{statement.first_line}` is of no form that the rules know")


def _note_alteration(reading: Reading, statement: Statement, match: re.Match[str]) -> None:
    made = reading.made.get((match["kind"], match["name"]))
    if made is None:
        reading.broken.append(f"{statement.place}: alters {match['name']}, which this set-up did not make")
    else:
        made.altered.append(match["rest"])


def _owners(reading: Reading) -> Iterator[str]:
    for (kind, name), made in reading.made.items():
        wanted = {"role": "useradmin", "user": "useradmin", "network policy": "securityadmin"}.get(kind, "sysadmin")
        if kind != "resource monitor" and made.owner != wanted:
            yield f"{kind} {name} is made, and so owned, by {made.owner}, not by {wanted}"
    for grant in reading.grants:
        if "ownership" in grant.privileges and not grant.role.startswith("lundi_"):
            yield f"{grant.kind} {grant.name} is given to {grant.role}"


def _warehouses(reading: Reading) -> Iterator[str]:
    for name, made in _of_kind(reading, "warehouse"):
        for text, when in ((made.created, "made"), (" ".join(made.altered), "altered")):
            idle = re.search(r"auto_suspend = (\d+)", text)
            if not idle or not 0 < int(idle[1]) <= LONGEST_IDLE_SECONDS:
                yield f"warehouse {name} is {when} without auto_suspend of 1 to {LONGEST_IDLE_SECONDS} seconds"
            if not re.search(r"\bgeneration = '", text):
                yield f"warehouse {name} is {when} without its generation"
        if "initially_suspended = true" not in made.created:
            yield f"warehouse {name} starts running"
        monitors = re.findall(r"resource_monitor = (\w+)", " ".join(made.altered))
        if not monitors or ("resource monitor", monitors[-1]) not in reading.made:
            yield f"warehouse {name} has no resource monitor"


def _users(reading: Reading) -> Iterator[str]:
    for name, made in _of_kind(reading, "user"):
        texts = (made.created, *made.altered)
        if any(re.search(r"\bpassword\b", text) for text in texts):
            yield f"user {name} has a password"
        if "type = service" not in made.created:
            yield f"user {name} is no service user"
        if not any("rsa_public_key = '" in text for text in texts):
            yield f"user {name} has no public key"
        if not any("network_policy = " in text for text in texts):
            yield f"user {name} has no network policy"
        if len(reading.roles_of[f"user {name}"]) != 1:
            yield f"user {name} does not have exactly one role"


def _network(reading: Reading) -> Iterator[str]:
    for name, made in _of_kind(reading, "network policy"):
        for text in (made.created, *made.altered):
            listed = re.search(r"allowed_ip_list = \((.*?)\)", text)
            if not listed or not listed[1].strip() or re.search(r"/[0-7]\b", listed[1]):
                yield f"network policy {name} has no list of addresses, or lets the world in"


def _schemas(reading: Reading) -> Iterator[str]:
    for name, made in _of_kind(reading, "schema"):
        if "with managed access" not in made.created:
            yield f"schema {name} is not of managed access"


def _policies(reading: Reading) -> Iterator[str]:
    tagged = " ".join(text for _, made in _of_kind(reading, "tag") for text in made.altered)
    for kind in ("masking policy", "row access policy"):
        for name, made in _of_kind(reading, kind):
            body = next((text for text in reversed(made.altered) if text.startswith(" set body ->")), "")
            named = set(re.findall(r"is_role_in_session\('(\w+)'\)", body))
            if not named or re.search(r"\belse\b|\btrue\b", body):
                yield f"{kind} {name} does not say who alone may see"
            if stranger := sorted(named - MAY_SEE_THROUGH_POLICIES):
                yield f"{kind} {name} lets {', '.join(stranger)} see people"
    for name, _ in _of_kind(reading, "masking policy"):
        if f"masking policy {name}" not in tagged:
            yield f"masking policy {name} is set on no tag, so it hides nothing"


def _roles(reading: Reading) -> Iterator[str]:
    for name, _ in _of_kind(reading, "role"):
        if name not in reading.roles_of["role sysadmin"]:
            yield f"role {name} is not under sysadmin"
    for holder, roles in reading.roles_of.items():
        if holder.startswith("role ") and holder != "role sysadmin":
            yield f"{holder} holds a role, and so all that it may do"
        for role in sorted(roles):
            if ("role", role) not in reading.made:
                yield f"{holder} is given {role}, which is no role of this set-up"


def _given(reading: Reading) -> Iterator[str]:
    for grant in reading.grants:
        what = f"{', '.join(sorted(grant.privileges))} on {grant.kind} {grant.name}".strip()
        if ("role", grant.role) not in reading.made:
            yield f"{what} is granted to {grant.role}, which is no role of this set-up"
        if any(privilege.startswith(("all", "manage", "imported", "apply masking")) for privilege in grant.privileges):
            yield f"{what} is granted to {grant.role}: name what is needed"
        if grant.kind == "database" and "ownership" in grant.privileges and SWAPPED.get(grant.name) != grant.role:
            yield f"{what} is granted to {grant.role}, which publishes nothing by it"
        if grant.kind == "account" and grant.privileges != ON_THE_ACCOUNT.get(grant.role):
            yield f"{what} is granted to {grant.role} on the whole account"
        if grant.kind == "schema":
            yield from _half_given(reading, grant, what)


def _half_given(reading: Reading, grant: Grant, what: str) -> Iterator[str]:
    owned = _has(reading, grant.role, "schema", grant.name, "ownership")
    if not owned and not _has(reading, grant.role, "schema", grant.name, "usage"):
        yield f"{what} is granted to {grant.role} without usage on the schema"
    if not _has(reading, grant.role, "database", grant.name.split(".")[0], "usage"):
        yield f"{what} is granted to {grant.role} without usage on the database"
    if grant.scope:
        other = "future" if grant.scope == "all" else "all"
        if not any(
            (each.role, each.name, each.scope, each.things) == (grant.role, grant.name, other, grant.things)
            for each in reading.grants
        ):
            yield f"{what}: {grant.things} are granted to {grant.role} on {grant.scope} and not on {other}"


def _seen(reading: Reading) -> Iterator[str]:
    for grant in reading.grants:
        makes_schemas = grant.kind == "database" and "create schema" in grant.privileges
        if makes_schemas and f"{grant.name}." not in _writes_in(grant):
            yield f"{grant.role} makes schemas in {grant.name}"
        if grant.kind != "schema":
            continue
        is_read, is_written = "select" in grant.privileges, bool(grant.privileges & WRITING)
        if is_read and grant.name in IDENTIFYING_SCHEMAS and grant.role not in MAY_READ_IDENTIFIERS:
            yield f"{grant.role} reads {grant.name}, where direct identifiers stand"
        if is_read and grant.name in SECRET_SCHEMAS:
            yield f"{grant.role} reads {grant.name}, the secret of keyed hashes"
        if is_written and not grant.name.startswith(_writes_in(grant)):
            yield f"{grant.role} writes {grant.name}"
        if grant.role in CONFINED and not grant.name.startswith(_writes_in(grant)):
            yield f"{grant.role} has rights in {grant.name}"


def _writes_in(grant: Grant) -> tuple[str, ...]:
    return WRITES_IN.get(grant.role, ())


def _of_kind(reading: Reading, kind: str) -> Iterator[tuple[str, Made]]:
    return ((name, made) for (each, name), made in reading.made.items() if each == kind)


def _has(reading: Reading, role: str, kind: str, name: str, privilege: str) -> bool:
    return any(
        (grant.role, grant.kind, grant.name) == (role, kind, name) and privilege in grant.privileges
        for grant in reading.grants
    )
