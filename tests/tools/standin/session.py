"""What a session knows of itself: role, warehouse and parameters."""

import re
from dataclasses import dataclass, field


@dataclass
class Session:
    """The state of one connection. Snowflake's answers to questions about it come from here."""

    role: str = "PUBLIC"
    warehouse: str | None = None
    user: str = "LUNDI"
    parameters: dict[str, str] = field(default_factory=dict)
    temporary: set[str] = field(default_factory=set)  # tables and views that end with the session

    @property
    def query_tag(self) -> str | None:
        """The tag that the session's statements carry."""
        return self.parameters.get("QUERY_TAG") or None

    def set_parameters(self, assignments: str) -> None:
        """`QUERY_TAG = 'a', TIMEZONE = 'UTC'`, as after ALTER SESSION SET."""
        for name, value in re.findall(r"(\w+)\s*=\s*('(?:[^']|'')*'|[^\s,]+)", assignments):
            self.parameters[name.upper()] = _unquoted(value)

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
        value = answers[match[1].lower()]
        return "null" if value is None else f"'{value}'"

    return re.sub(rf"(?<![\w.$])({'|'.join(answers)})\s*\(\s*\)", answer, sql, flags=re.IGNORECASE)
