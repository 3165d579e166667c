"""What Snowflake refuses and DuckDB would take: the emulator alone would wave it through."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sqlglot import exp, tokenize
from sqlglot.errors import TokenError
from sqlglot.tokens import Token, TokenType

from standin.functions import known_functions

CREATED = re.compile(
    r"create\s+(?P<replace>or\s+replace\s+)?(transient\s+)?(secure\s+)?(?P<kind>table|view)\s+(if\s+not\s+exists\s+)?"
    r"(?P<name>[\w.$\"]+)(?P<rest>.*?)(\sas\s|$)",
    re.IGNORECASE | re.DOTALL,
)

# A name before a parenthesis is no call after these: a table and its columns, a CTE, an alias and its columns.
NOT_BEFORE_A_CALL = frozenset(
    {TokenType.DOT, TokenType.TABLE, TokenType.VIEW, TokenType.INTO, TokenType.WITH, TokenType.ALIAS, TokenType.R_PAREN}
)
# Words of sqlglot's own that DuckDB calls and Snowflake does not know.
CALLED = frozenset({TokenType.VAR, TokenType.UNNEST, TokenType.STRUCT, TokenType.LIST})
# `cluster by (…)`, `unique (…)` and types with a length read like calls.
NOT_FUNCTIONS = frozenset(
    {"by", "key", "unique", "varying", "columns", "options", "precision", "over", "within", "group", "on"}
)


DROPPED = re.compile(r"drop\s+(?P<kind>table|view|schema|database)\s+(if\s+exists\s+)?(?P<name>[\w.$]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Created:
    """A table or view that a statement makes, and whether what was granted on its forerunner stays."""

    kind: str
    name: str
    keeps_grants: bool


def object_created(statement: str) -> Created | None:
    """What `create table` or `create view` makes; None for every other statement."""
    match = CREATED.match(statement)
    if not match:
        return None
    copies = re.search(r"\bcopy\s+grants\b", match["rest"], re.IGNORECASE)
    return Created(match["kind"], match["name"], keeps_grants=bool(copies) or not match["replace"])


def refusal(statement: str, quoted_names: frozenset[str] = frozenset()) -> str | None:
    """Why Snowflake would not compile the statement, as far as names tell; None where they tell nothing.

    quoted_names: what the session itself made under a quoted name (dbt's staging of a snapshot), and may read so.
    """
    if not re.match(r"(select|with|create|insert|delete|update|merge|copy)\b", statement, re.IGNORECASE):
        return None
    try:
        tokens = tokenize(statement, read="snowflake")
    except TokenError as error:
        return str(error)
    unknown = sorted({name for name in functions_called(tokens) if name not in known_functions()})
    if unknown:
        return f"Unknown function {unknown[0].upper()}"
    return None if reads_metadata(statement) else _lower_case_name(tokens, quoted_names)


def functions_called(tokens: list[Token]) -> Iterator[str]:
    """The names before an opening parenthesis, lower case, that can only be functions."""
    defined = _names_defined(tokens)
    for number, token in enumerate(tokens[:-1]):
        if token.token_type not in CALLED or tokens[number + 1].token_type is not TokenType.L_PAREN:
            continue
        name = token.text.lower()
        if name in NOT_FUNCTIONS or name in defined:
            continue
        if number and tokens[number - 1].token_type in NOT_BEFORE_A_CALL:
            continue
        yield name


def _names_defined(tokens: list[Token]) -> set[str]:
    """CTEs with a column list: `, name (a, b) as (`."""
    return {
        tokens[number - 1].text.lower()
        for number, token in enumerate(tokens)
        if number and token.token_type is TokenType.L_PAREN and _closes_before_alias(tokens, number)
    }


def _closes_before_alias(tokens: list[Token], opening: int) -> bool:
    depth = 0
    for number in range(opening, len(tokens) - 2):
        if tokens[number].token_type is TokenType.L_PAREN:
            depth += 1
        elif tokens[number].token_type is TokenType.R_PAREN:
            depth -= 1
            if depth == 0:
                following = [token.token_type for token in tokens[number + 1 : number + 3]]
                return following == [TokenType.ALIAS, TokenType.L_PAREN]
    return False


def reads_metadata(statement: str) -> bool:
    """Whether the statement reads what SHOW returned or the information schema, whose names are not ours."""
    return bool(re.search(r"result_scan|information_schema|account_usage", statement, re.IGNORECASE))


def _lower_case_name(tokens: list[Token], quoted_names: frozenset[str]) -> str | None:
    """Nothing of ours is created in quoted lower case, so a name quoted so names nothing.

    But an alias of the same query: that is how dbt's unit tests tell the two sides apart.
    """
    is_lasting = tokens[0].token_type is TokenType.CREATE
    aliases = {
        token.text
        for before, token in pairwise(tokens)
        if before.token_type is TokenType.ALIAS and token.token_type is TokenType.IDENTIFIER
    }
    for token in tokens:
        is_known = token.text in quoted_names or (token.text in aliases and not is_lasting)
        if token.token_type is TokenType.IDENTIFIER and token.text != token.text.upper() and not is_known:
            return f"invalid identifier '\"{token.text}\"'"
    return None


def with_division_checked(expression: exp.Expr) -> exp.Expr:
    """Divisions by what may be zero raise, as in Snowflake; DuckDB would give infinity and go on."""
    for division in list(expression.find_all(exp.Div)):
        divisor = division.expression
        if isinstance(divisor.unnest(), exp.Nullif) or (isinstance(divisor, exp.Literal) and float(divisor.name) != 0):
            continue
        zero = exp.EQ(this=divisor.copy(), expression=exp.Literal.number(0))
        stop = exp.Anonymous(this="error", expressions=[exp.Literal.string("Division by zero")])
        division.set("expression", exp.Case(ifs=[exp.If(this=zero, true=stop)], default=divisor.copy()))
    return expression
