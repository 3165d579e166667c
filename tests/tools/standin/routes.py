"""Which statements the stand-in answers itself, and how: DuckDB has no roles, warehouses, policies or shares.

A route is a pattern of the statement's opening words. What a route calls recorded is answered with success and not run,
and the ledger says so; what it calls refused is answered with an error, since a "success" would be a lie that a reader
of the results could not see. What no route names is refused too: DuckDB runs much that Snowflake would not know.
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
    REMOVE = auto()
    CLONE = auto()
    SWAP = auto()
    DROP = auto()
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
    r"|((api|catalog|external\s+access|notification|security|storage)\s+)?integration|(masking|row\s+access|aggregation|projection|session|password|authentication)\s+policy|tag"
)
CHANGES = r"(create(\s+or\s+(replace|alter))?(\s+(transient|secure|temporary|temp))?|drop|alter|describe|desc|show)"
PLACE = r"(if\s+exists\s+)?(\"[^\"]+\"|[\w$.])+"
COLUMN = r"(column\s+)?+(\"[^\"]+\"|[\w$]+)"
LASTING = r"create\s+(or\s+replace\s+)?((local|global)\s+)?((temporary|temp|volatile|transient)\s+)?"


def _route(answer: Answer, pattern: str, why: str = "") -> Route:
    return Route(answer, re.compile(pattern, re.IGNORECASE | re.DOTALL), why)


ROUTES = (
    _route(Answer.SET_SESSION, r"alter\s+session\s+set\s"),
    _route(Answer.UNSET_SESSION, r"alter\s+session\s+unset\s"),
    _route(Answer.SHOW_PARAMETER, r"show\s+parameters\s+like\s"),
    _route(Answer.USE, r"use\s+(warehouse|role|secondary\s+roles)\s"),
    _route(Answer.REMOVE, r"(remove|rm)\s+@"),
    _route(Answer.SHOW_GRANTS, r"show\s+grants\s+on\s"),
    _route(Answer.REFUSE, r"show\s+(future\s+)?grants\b", "only `show grants on` is kept"),
    _route(Answer.GRANT, r"(grant|revoke)\s"),
    _route(Answer.REFUSE, r"(begin|declare)\s+(?!transaction|work|name)\w", "Snowflake Scripting is not run"),
    _route(Answer.REFUSE, r"(execute\s+immediate|execute\s+task|call)\b", "procedures and tasks are not run"),
    _route(
        Answer.REFUSE,
        rf"{CHANGES}\s+(procedure|task|stream|pipe|alert|function|(dynamic|hybrid|iceberg|event|external)\s+table"
        r"|(semantic|materialized)\s+view)",
        "the stand-in has nothing that behaves like it",
    ),
    _route(Answer.REFUSE, r"create\s+or\s+alter\s+(table|view|schema|database)\b", "it would replace what is there"),
    _route(Answer.CLONE, r"create\s+(or\s+replace\s+)?database\s+\w+\s+clone\s+\w+$"),
    _route(Answer.DROP, r"drop\s+database\s+\w+$"),
    _route(Answer.SWAP, r"alter\s+database\s+\w+\s+swap\s+with\s+\w+$"),
    _route(
        Answer.REFUSE,
        r"create\s+(or\s+replace\s+)?(transient\s+)?(schema|database)\s.*\sclone\s",
        "only tables and whole databases are cloned",
    ),
    _route(
        Answer.REFUSE, r"alter\s+(table|schema|database)\s.*\sswap\s+with\s", "only swaps of databases are emulated"
    ),
    _route(Answer.REFUSE, r"undrop\b", "nothing is retained that could come back"),
    _route(Answer.REFUSE, r"(show|describe|desc)\s+(shares|policies|integration)", "nothing of it is kept"),
    _route(Answer.RECORD, rf"{CHANGES}\s+({ACCOUNT_OBJECTS})s?\s"),
    _route(Answer.RECORD, rf"{CHANGES}\s+({ACCOUNT_OBJECTS})s?$"),
    _route(Answer.RECORD, r"alter\s+account\b"),
    _route(Answer.RECORD, r"comment\s+(if\s+exists\s+)?on\s"),
    _route(
        Answer.RECORD,
        rf"alter\s+(table|view|schema|database|stage)\s+{PLACE}\s+"
        r"(set|unset)\s+(tag|comment|data_retention|max_data_extension|default_ddl|secure|change_tracking|log_level)",
    ),
    _route(Answer.RECORD, rf"alter\s+schema\s+{PLACE}\s+(enable|disable)\s+managed\s+access"),
    _route(Answer.RECORD, rf"alter\s+stage\s+{PLACE}\s+set\s+(file_format|directory)"),
    _route(Answer.RECORD, rf"alter\s+(table|view)\s+{PLACE}\s+(alter|modify)\s+\(?\s*{COLUMN}\s+(unset\s+)?comment\b"),
    _route(
        Answer.RECORD,
        rf"alter\s+(table|view)\s+{PLACE}\s+(alter|modify)\s+{COLUMN}\s+(set|unset)\s+"
        r"(masking\s+policy|tag|projection\s+policy)",
    ),
    _route(Answer.RECORD, rf"alter\s+(table|view)\s+{PLACE}\s+(add|drop)\s+row\s+access\s+policy"),
    _route(Answer.RECORD, rf"alter\s+table\s+{PLACE}\s+(suspend|resume)\s+recluster"),
    _route(Answer.RECORD, rf"alter\s+table\s+{PLACE}\s+(cluster\s+by|drop\s+clustering\s+key)"),
    _route(Answer.MERGE, r"merge\s+into\s"),
    _route(Answer.RUN, r"(select|with|values|insert|update|delete|truncate|commit|rollback|unset)\b|\("),
    _route(Answer.RUN, r"begin(\s+(transaction|work))?$|copy\s+into\s|set\s+\w+\s*=|(put|list|ls)\s"),
    _route(Answer.RUN, r"use\s+(database|schema)\s|(alter|describe|desc)\s+(table|view)\s"),
    _route(Answer.RUN, rf"{LASTING}(table|schema|database|stage|file\s+format|sequence)\s"),
    _route(Answer.RUN, rf"{LASTING}(secure\s+)?(recursive\s+)?view\s"),
    _route(Answer.RUN, r"drop\s+(table|view|schema|database|sequence)\s"),
    _route(
        Answer.RUN,
        r"show\s+(terse\s+)?(tables|views|objects|columns|schemas|databases|stages|sequences|(user\s+)?functions"
        r"|(primary|unique|imported)\s+keys)\b",
    ),
    # The connector asks so what a query would return.
    _route(Answer.RUN, r"describe\s+(select|with|\()"),
)
TEXT_OR_COMMENT = re.compile(
    r"(?P<text>'(?:[^'\\]|''|\\.)*'|\"[^\"]*\"|\$\$.*?\$\$)|/\*.*?\*/|--[^\n]*",
    re.DOTALL,
)
SEVERAL = Route(Answer.REFUSE, re.compile(""), "several statements in one string")
UNKNOWN = Route(Answer.REFUSE, re.compile(""), "the stand-in does not know the statement as one of Snowflake's")


def route_of(statement: str) -> Route:
    """The first route that the statement (without comments) takes."""
    route = next((route for route in ROUTES if route.pattern.match(statement)), UNKNOWN)
    # Snowflake runs one statement at a time unless told how many; DuckDB runs all and tells of the last.
    if route.answer is not Answer.REFUSE and ";" in TEXT_OR_COMMENT.sub("''", statement):
        return SEVERAL
    return route


def without_comments(sql: str) -> str:
    """The statement without comments and closing semicolon; what stands between quotes stays as it is."""
    return TEXT_OR_COMMENT.sub(lambda match: match["text"] or " ", sql).strip().rstrip(";").strip()
