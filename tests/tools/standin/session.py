"""What a session knows of itself: role, warehouse and parameters."""

import re
from dataclasses import dataclass, field
from functools import cache

from standin.routes import TEXT_OR_COMMENT

ASSIGNMENT = re.compile(r"(\w+)\s*=\s*('(?:[^']|'')*'|[^\s,]+)")
# These change what a session waits for or is called, never what a statement answers.
HARMLESS = re.compile(
    r"query_tag|lock_timeout|statement_\w*timeout_in_seconds|abort_detached_query|use_cached_result|client_\w+|autocommit",
    re.IGNORECASE,
)
# These change answers, and the stand-in answers as with this value alone.
FIXED = {"TIMEZONE": {"UTC", "ETC/UTC"}, "ERROR_ON_NONDETERMINISTIC_MERGE": {"TRUE"}}


@dataclass
class Session:
    """The state of one connection. Snowflake's answers to questions about it come from here."""

    role: str = "PUBLIC"
    warehouse: str | None = None
    user: str = "LUNDI"
    parameters: dict[str, str] = field(default_factory=dict)
    # Tables and views that end with the session: kind and full name.
    temporary: set[tuple[str, str]] = field(default_factory=set)
    # The parts of their names that were given in quotes.
    quoted_names: set[str] = field(default_factory=set)

    @property
    def query_tag(self) -> str | None:
        """The tag that the session's statements carry."""
        return self.parameters.get("QUERY_TAG") or None

    def set_parameters(self, assignments: str) -> None:
        """`QUERY_TAG = 'a', TIMEZONE = 'UTC'`, as after ALTER SESSION SET."""
        self.parameters |= parameters_of(assignments)

    def unset_parameters(self, names: str) -> None:
        """`QUERY_TAG, TIMEZONE`, as after ALTER SESSION UNSET."""
        for name in re.split(r"[\s,]+", names.strip()):
            self.parameters.pop(name.upper(), None)

    def use(self, kind: str, name: str) -> None:
        """Another role or warehouse."""
        if kind.lower() == "role":
            self.role = name.strip('"').upper()
        elif kind.lower() == "warehouse":
            self.warehouse = name.strip('"').upper()


def parameters_of(assignments: str) -> dict[str, str]:
    """Names in upper case and values of what follows ALTER SESSION SET."""
    return {name.upper(): _unquoted(value) for name, value in ASSIGNMENT.findall(assignments)}


def not_followed(parameters: dict[str, str]) -> tuple[str, ...]:
    """The parameters that would change answers and that the stand-in does not follow."""
    return tuple(
        name
        for name, value in parameters.items()
        if not HARMLESS.fullmatch(name) and value.upper() not in FIXED.get(name, ())
    )


def asks_for_context(sql: str) -> bool:
    """Whether the statement asks for the session's role, user, warehouse or account."""
    return any(match["call"] for match in _context_calls().finditer(sql))


def _unquoted(value: str) -> str:
    if value.startswith("'"):
        return value[1:-1].replace("''", "'")
    return value


def with_context_functions_answered(sql: str, session: Session, region: str) -> str:
    """The statement with current_role() and its like replaced by this session's values."""
    answers = {
        "current_role": session.role,
        "current_warehouse": session.warehouse,
        "current_user": session.user,
        "current_region": region,
        "current_account": "STANDIN",
        "current_account_name": "STANDIN",
        "current_organization_name": "STANDIN",
        "current_session": "1",
    }

    def answer(match: re.Match[str]) -> str:
        if not match["call"]:
            return match[0]
        value = answers[match["call"].lower()]
        return "null" if value is None else "'" + value.replace("'", "''") + "'"

    return _context_calls().sub(answer, sql)


@cache
def _context_calls() -> re.Pattern[str]:
    """Calls of the context functions, past texts, which may hold the same words."""
    calls = (
        r"(?<![\w.$])(?P<call>current_(role|warehouse|user|region|account|account_name|organization_name|session))"
        r"\s*\(\s*\)"
    )
    return re.compile(f"{TEXT_OR_COMMENT.pattern}|{calls}", re.IGNORECASE | re.DOTALL)
