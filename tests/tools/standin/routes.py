"""Which statements the stand-in answers itself, and how: DuckDB has no roles, warehouses, policies or shares.

A route is a pattern of the statement's opening words. What no route names is run. What a route calls recorded is
answered with success and not run, and the ledger says so; what it calls refused is answered with an error, since a
"success" would be a lie that a reader of the results could not see.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto


class Answer(Enum):
    """Who answers a statement."""

    RUN = auto()
    MERGE = auto()
    SET_SESSION = auto()
    UNSET_SESSION = auto()
    SHOW_PARAMETER = auto()
    USE = auto()
    GRANT = auto()
    SHOW_GRANTS = auto()
    RECORD = auto()
    REFUSE = auto()


@dataclass(frozen=True)
class Route:
    """The answer to statements that open like the pattern; `why` is told where they are refused."""

    answer: Answer
    pattern: re.Pattern[str]
    why: str = ""


ACCOUNT_OBJECTS = (
    r"(database\s+)?role|user(?!\s+functions)|warehouse|resource\s+monitor|share|managed\s+account|network\s+(policy|rule)"
    r"|(\w+\s+)?integration|(masking|row\s+access|aggregation|projection|session|password|authentication)\s+policy|tag"
)
CHANGES = r"(create(\s+or\s+(replace|alter))?(\s+transient)?|drop|alter|describe|desc|show)"


def _route(answer: Answer, pattern: str, why: str = "") -> Route:
    return Route(answer, re.compile(pattern, re.IGNORECASE | re.DOTALL), why)


ROUTES = (
    _route(Answer.SET_SESSION, r"alter\s+session\s+set\s"),
    _route(Answer.UNSET_SESSION, r"alter\s+session\s+unset\s"),
    _route(Answer.SHOW_PARAMETER, r"show\s+parameters\s+like\s"),
    _route(Answer.USE, r"use\s+(warehouse|role|secondary\s+roles)\s"),
    _route(Answer.SHOW_GRANTS, r"show\s+grants\s+on\s"),
    _route(Answer.REFUSE, r"show\s+(future\s+)?grants\b", "only `show grants on` is kept"),
    _route(Answer.GRANT, r"(grant|revoke)\s"),
    _route(Answer.REFUSE, r"(begin|declare)\s+(?!transaction|work|name)\w", "Snowflake Scripting is not run"),
    _route(Answer.REFUSE, r"(execute\s+immediate|execute\s+task|call)\b", "procedures and tasks are not run"),
    _route(
        Answer.REFUSE,
        rf"{CHANGES}\s+(procedure|task|stream|pipe|alert|dynamic\s+table|(hybrid|iceberg|event)\s+table|semantic\s+view)",
        "the stand-in has nothing that behaves like it",
    ),
    _route(Answer.REFUSE, r"alter\s+(table|schema|database)\s.*\sswap\s+with\s", "swaps are not emulated"),
    _route(Answer.REFUSE, r"undrop\b", "nothing is retained that could come back"),
    _route(Answer.REFUSE, r"(show|describe|desc)\s+(shares|policies|integration)", "nothing of it is kept"),
    _route(Answer.RECORD, rf"{CHANGES}\s+({ACCOUNT_OBJECTS})s?\s"),
    _route(Answer.RECORD, rf"{CHANGES}\s+({ACCOUNT_OBJECTS})s?$"),
    _route(Answer.RECORD, r"alter\s+account\b"),
    _route(Answer.RECORD, r"comment\s+(if\s+exists\s+)?on\s"),
    _route(
        Answer.RECORD,
        r"alter\s+(table|view|schema|database|stage)\s+(if\s+exists\s+)?\S+\s+"
        r"(set|unset)\s+(tag|comment|data_retention|max_data_extension|default_ddl|secure|change_tracking|log_level)",
    ),
    _route(Answer.RECORD, r"alter\s+schema\s+(if\s+exists\s+)?\S+\s+(enable|disable)\s+managed\s+access"),
    _route(Answer.RECORD, r"alter\s+stage\s+(if\s+exists\s+)?\S+\s+set\s+(file_format|directory)"),
    _route(Answer.RECORD, r"alter\s+(table|view)\s+(if\s+exists\s+)?\S+\s+(alter|modify)\s+.*\bcomment\b"),
    _route(
        Answer.RECORD,
        r"alter\s+(table|view)\s+(if\s+exists\s+)?\S+\s+(alter|modify)\s+(column\s+)?\S+\s+(set|unset)\s+"
        r"(masking\s+policy|tag|projection\s+policy)",
    ),
    _route(Answer.RECORD, r"alter\s+(table|view)\s+(if\s+exists\s+)?\S+\s+(add|drop)\s+row\s+access\s+policy"),
    _route(Answer.RECORD, r"alter\s+table\s+(if\s+exists\s+)?\S+\s+(suspend|resume)\s+recluster"),
    _route(Answer.RECORD, r"alter\s+table\s+(if\s+exists\s+)?\S+\s+cluster\s+by"),
    _route(Answer.MERGE, r"merge\s+into\s"),
)
TEXT_OR_COMMENT = re.compile(
    r"(?P<text>'(?:[^']|'')*'|\"[^\"]*\"|\$\$.*?\$\$)|/\*.*?\*/|--[^\n]*",
    re.DOTALL,
)
RUN = Route(Answer.RUN, re.compile(""))


def route_of(statement: str) -> Route:
    """The first route that the statement (without comments) takes."""
    return next((route for route in ROUTES if route.pattern.match(statement)), RUN)


def without_comments(sql: str) -> str:
    """The statement without comments and closing semicolon; what stands between quotes stays as it is."""
    return TEXT_OR_COMMENT.sub(lambda match: match["text"] or " ", sql).strip().rstrip(";").strip()
