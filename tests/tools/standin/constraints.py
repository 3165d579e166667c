"""NOT NULL and the length of a VARCHAR, which Snowflake enforces and the emulator forgets."""

from dataclasses import dataclass

from sqlglot import exp

UNLIMITED = 16_777_216  # what Snowflake gives a VARCHAR without length
NULL_RESULT = "NULL result in a non-nullable column"
TOO_LONG = "String is too long and would be truncated"


@dataclass(frozen=True)
class Rule:
    """What a column of a created table may hold; `length` in characters, None where it has no limit."""

    column: str
    is_required: bool
    length: int | None


def rules_of(expression: exp.Expr) -> tuple[Rule, ...]:
    """A rule for each column that CREATE TABLE lists, in order; none for other statements."""
    if (
        not isinstance(expression, exp.Create)
        or expression.kind != "TABLE"
        or not isinstance(expression.this, exp.Schema)
    ):
        return ()
    return tuple(_rule(column) for column in expression.this.expressions if isinstance(column, exp.ColumnDef))


def with_rules_checked(transformed: exp.Expr, rules: tuple[Rule, ...]) -> exp.Expr:
    """The emulator's CREATE TABLE, whose query raises where a row breaks a rule; without a query, inserts will."""
    if not rules or not isinstance(transformed, exp.Create):
        return transformed
    query = transformed.expression.unnest() if isinstance(transformed.expression, exp.Query) else None
    if isinstance(query, exp.Select) and len(query.expressions) == len(rules):
        query.set(
            "expressions", [_checked(column, rule) for column, rule in zip(query.expressions, rules, strict=True)]
        )
    elif isinstance(transformed.this, exp.Schema):
        columns = [column for column in transformed.this.expressions if isinstance(column, exp.ColumnDef)]
        for column, rule in zip(columns, rules, strict=True):
            if rule.length is not None:
                column.append("constraints", _length_constraint(column.this, rule.length))
    return transformed


def _rule(column: exp.ColumnDef) -> Rule:
    kinds = [constraint.kind for constraint in column.constraints]
    is_required = any(
        isinstance(kind, exp.NotNullColumnConstraint) and not kind.args.get("allow_null") for kind in kinds
    )
    length = None
    if column.kind and column.kind.this in exp.DataType.TEXT_TYPES and column.kind.expressions:
        length = int(column.kind.expressions[0].name)
    return Rule(column.name, is_required, length if length != UNLIMITED else None)


def _checked(column: exp.Expr, rule: Rule) -> exp.Expr:
    value = column.this if isinstance(column, exp.Alias) else column
    if rule.length is not None:
        stop = exp.If(
            this=exp.GT(this=exp.Length(this=value.copy()), expression=_number(rule.length)), true=_error(TOO_LONG)
        )
        value = exp.Case(ifs=[stop], default=value.copy())
    if rule.is_required:
        value = exp.Coalesce(this=value.copy(), expressions=[_error(NULL_RESULT)])
    return exp.alias_(value.copy(), column.args["alias"].copy()) if isinstance(column, exp.Alias) else column


def _length_constraint(name: exp.Identifier, length: int) -> exp.ColumnConstraint:
    fits = exp.LTE(this=exp.Length(this=exp.column(name.copy())), expression=_number(length))
    return exp.ColumnConstraint(kind=exp.CheckColumnConstraint(this=fits))


def _number(value: int) -> exp.Literal:
    return exp.Literal.number(value)


def _error(message: str) -> exp.Anonymous:
    return exp.Anonymous(this="error", expressions=[exp.Literal.string(message)])
