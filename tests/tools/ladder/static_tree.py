"""SQL as trees: read with every function under the name it was written with, then qualified and typed.

sqlglot would turn calls into classes of its own, which know several dialects' names and guess the types. Here a call
stays what was written, and the catalogue alone says what it takes and gives.
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from sqlglot import exp
from sqlglot.dialects.snowflake import Snowflake
from sqlglot.optimizer.annotate_types import TypeAnnotator
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema
from sqlglot.tokens import Token, TokenType

from ladder.static_functions import GIVEN_TYPES, arguments, name_of, part_places, signature_of

NULLS_ARE_SAID = "nulls_are_said"
KINDS = {
    "number": exp.DataType.NUMERIC_TYPES,
    "text": exp.DataType.TEXT_TYPES,
    "date": {exp.DType.DATE},
    "timestamp": exp.DataType.TEMPORAL_TYPES - {exp.DType.DATE, exp.DType.TIME},
    "boolean": {exp.DType.BOOLEAN},
}


# Calls whose arguments have a grammar of their own are read by it.
OWN_GRAMMAR = frozenset({"CAST", "TRY_CAST", "EXTRACT", "POSITION"})
FUNCTION_NAMES = Snowflake.Parser.FUNC_TOKENS - Snowflake.Parser.SUBQUERY_PREDICATES.keys()
# Before a name it makes one that no dialect knows.
MARK = "="


def read(sql: str) -> exp.Expr:
    """The tree of one statement; sqlglot's ParseError or TokenError where it is none, ValueError for several."""
    tokens = Snowflake().tokenize(sql)
    statements = [statement for statement in Snowflake().parser().parse(list(_marked(tokens)), sql) if statement]
    if len(statements) != 1:
        raise ValueError(f"{len(statements)} statements where one is expected")
    tree = statements[0]
    for node in list(tree.walk()):
        _take_marks(node)
    for call in list(tree.find_all(exp.Anonymous)):
        _set_parts(call)
    return tree


def _marked(tokens: list[Token]) -> Iterator[Token]:
    """The tokens, with a mark on each name that may be a function's and behind each `nulls first` or `nulls last`.

    The parser takes no rules of ours where it is compiled, so the statement tells it what to leave alone.
    """
    before = ""
    for token, following in zip_longest(tokens, tokens[1:]):
        is_called = following is not None and following.token_type is TokenType.L_PAREN and before != "WITHIN"
        if is_called and token.token_type in FUNCTION_NAMES and token.text.upper() not in OWN_GRAMMAR:
            token.text = MARK + token.text
        yield token
        # The tree itself does not tell what was written from what the dialect assumes: ClickHouse's `with fill` does.
        if before == "NULLS" and token.text.upper() in ("FIRST", "LAST"):
            yield Token(TokenType.WITH, "WITH")
            yield Token(TokenType.VAR, "FILL")
        before = token.text.upper()


def _take_marks(node: exp.Expr) -> None:
    for name, value in list(node.args.items()):
        if isinstance(value, str) and value.startswith(MARK):
            node.set(name, value.removeprefix(MARK))
    if isinstance(node, exp.Ordered) and node.args.get("with_fill"):
        node.set("with_fill", None)
        node.meta[NULLS_ARE_SAID] = True


def quoted_names(sql: str) -> list[str]:
    """The identifiers that stand in double quotes."""
    return [token.text for token in Snowflake().tokenize(sql) if token.token_type is TokenType.IDENTIFIER]


def understood(tree: exp.Expr, schema: MappingSchema) -> exp.Expr:
    """A copy with every column under its table and every expression typed; OptimizeError for a name that is none."""
    qualified = qualify(
        tree.copy(),
        schema=schema,
        dialect="snowflake",
        quote_identifiers=False,
        identify=False,
        # A schema without a query's tables leaves nothing to check names against.
        validate_qualify_columns=True,
    )
    return TypeAnnotator(schema, expression_metadata=_metadata()).annotate(qualified)


def kind(node: exp.Expr) -> str | None:
    """number, text, date, timestamp or boolean; None where the type is unknown or of another sort."""
    return kind_of(node.type) if isinstance(node.type, exp.DataType) else None


def kind_of(data_type: exp.DataType) -> str | None:
    """The kind of a type; as `kind`."""
    return next((kind for kind, types in KINDS.items() if data_type.this in types), None)


def is_double(node: exp.Expr) -> bool:
    """Whether the expression is a floating-point number."""
    return node.type is not None and node.type.this in exp.DataType.FLOAT_TYPES


def _set_parts(call: exp.Anonymous) -> None:
    """A date part is a word, not a column."""
    for place in part_places(name_of(call)):
        given = arguments(call)
        if place < len(given) and isinstance(given[place], exp.Column | exp.Literal):
            given[place].replace(exp.Var(this=given[place].name.lower()))


def _metadata() -> dict[type[exp.Expr], dict[str, Any]]:
    of_the_call = {"annotator": lambda annotator, node: annotator._set_type(node, node.this.type)}
    return {
        **Snowflake.EXPRESSION_METADATA,
        exp.Anonymous: {"annotator": _annotate_call},
        exp.Literal: {"annotator": _annotate_literal},
        exp.Cast: {"annotator": _annotate_cast},
        exp.TryCast: {"annotator": _annotate_cast},
        exp.Add: {"annotator": _annotate_sum},
        exp.Sub: {"annotator": _annotate_sum},
        exp.Window: of_the_call,
        exp.WithinGroup: of_the_call,
        exp.IgnoreNulls: of_the_call,
        exp.Filter: of_the_call,
    }


def _annotate_call(annotator: TypeAnnotator, call: exp.Anonymous) -> None:
    signature = signature_of(name_of(call))
    given = arguments(call)
    if signature is None:
        annotator._set_type(call, exp.DType.UNKNOWN)
    elif signature.gives.startswith("common"):
        annotator._annotate_by_args(call, *given[signature.gives == "common_after_first" :])
    elif signature.gives.isdigit():
        place = int(signature.gives) - 1
        annotator._set_type(call, given[place].type if place < len(given) else exp.DType.UNKNOWN)
    else:
        annotator._set_type(call, GIVEN_TYPES[signature.gives])


def _annotate_literal(annotator: TypeAnnotator, literal: exp.Literal) -> None:
    """A literal with decimals is exact on both engines."""
    number = exp.DType.INT if literal.is_int else exp.DType.DECIMAL
    annotator._set_type(literal, exp.DType.VARCHAR if literal.is_string else number)


def _annotate_cast(annotator: TypeAnnotator, cast: exp.Cast) -> None:
    """Without length and decimals, as the schema's types are."""
    annotator._set_type(cast, exp.DataType(this=cast.to.this))


def _annotate_sum(annotator: TypeAnnotator, node: exp.Binary) -> None:
    """Dates: a day later is a date, the days between two are a whole number."""
    left, right = kind(node.left), kind(node.right)
    if left == right == "date" and isinstance(node, exp.Sub):
        annotator._set_type(node, exp.DType.BIGINT)
    elif left == "date" and right == "number":
        annotator._set_type(node, exp.DType.DATE)
    else:
        annotator._annotate_binary(node)
