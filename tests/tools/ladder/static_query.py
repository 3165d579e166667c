"""Rung static: everything that is wrong with one query, and the columns that it gives."""

from dataclasses import dataclass, field

from sqlglot import exp
from sqlglot.errors import OptimizeError, ParseError, TokenError
from sqlglot.optimizer.scope import traverse_scope
from sqlglot.schema import MappingSchema

from ladder.static_calls import wrong_calls, wrong_kinds
from ladder.static_groups import GROUP_RULES
from ladder.static_rules import WRITTEN_RULES, Fault
from ladder.static_schema import Columns, schema_of
from ladder.static_tree import quoted_names, read, understood
from ladder.static_typed import TYPED_RULES


@dataclass
class Examined:
    """A query's faults, and its columns with their types where its names could be resolved."""

    faults: list[Fault] = field(default_factory=list)
    columns: list[exp.Expr] = field(default_factory=list)


class Examiner:
    """Examines queries against the same tables."""

    def __init__(self, tables: dict[str, Columns]) -> None:
        self._tables = tables
        self._schema: MappingSchema = schema_of(tables)

    def examine(self, sql: str) -> Examined:
        """The query's faults; where it does not parse or names a table that is none, little else is known of it."""
        try:
            tree = read(sql)
            quoted = quoted_names(sql)
        except (ParseError, TokenError, ValueError) as error:
            return Examined([("parse", _first_line(error))])
        found = [("quoted", f'a quoted name keeps its case and is another name: "{name}"') for name in quoted]
        found += [("call", what) for what in wrong_calls(tree)]
        found += [fault for rule in WRITTEN_RULES for fault in rule(tree)]
        unknown = self._unknown_tables(tree)
        found += [("table", f"nothing is known of {name}") for name in unknown]
        if unknown:
            return Examined(found)
        return self._typed(tree, found)

    def _typed(self, tree: exp.Expr, found: list[Fault]) -> Examined:
        try:
            typed = understood(tree, self._schema)
        except OptimizeError as error:
            return Examined([*found, ("name", f"{_first_line(error)}: no table has it, or several have")])
        found += [("kind", what) for what in wrong_kinds(typed)]
        found += [fault for rule in (*TYPED_RULES, *GROUP_RULES) for fault in rule(typed)]
        return Examined(found, list(typed.selects) if isinstance(typed, exp.Query) else [])

    def _unknown_tables(self, tree: exp.Expr) -> list[str]:
        """Tables that are neither a CTE at hand nor one of the project's; a function's rows are no table."""
        sources = (source for scope in traverse_scope(tree) for source in scope.sources.values())
        tables = [
            source for source in sources if isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier)
        ]
        names = {".".join(part.name for part in table.parts).lower() for table in tables}
        return sorted(name for name in names if not self._tables.get(name))


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
