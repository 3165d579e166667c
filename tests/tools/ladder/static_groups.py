"""Rung static: what sqlglot resolves without a word: columns left out of group by, unequal sides of a union."""

from collections.abc import Iterator

from sqlglot import exp

from ladder.static_functions import is_aggregate
from ladder.static_rules import Fault, short
from ladder.static_typed import family


def set_operations(tree: exp.Expr) -> Iterator[Fault]:
    """Union, intersect, except: as many columns on both sides, of the same kinds."""
    for node in tree.find_all(exp.SetOperation):
        left, right = node.this.selects, node.expression.selects
        if any(column.is_star for column in [*left, *right]):
            continue
        if len(left) != len(right):
            yield "union", f"{len(left)} columns above, {len(right)} below"
            continue
        for above, below in zip(left, right, strict=True):
            families = {family(above), family(below)} - {None}
            if len(families) > 1:
                yield "union", f"{above.alias_or_name.lower()} is {' and '.join(sorted(families))}"


def groups(tree: exp.Expr) -> Iterator[Fault]:
    """Columns that are neither grouped nor aggregated, in a query that groups or aggregates."""
    for select in tree.find_all(exp.Select):
        group = select.args.get("group")
        if group and any(group.args.get(form) for form in ("all", "cube", "rollup", "grouping_sets")):
            continue
        others = (select.args.get(name) for name in ("having", "qualify", "order"))
        clauses = [*select.expressions, *(clause for clause in others if clause)]
        if not group and not any(_aggregates(clause) for clause in clauses):
            continue
        keys = set(group.expressions) if group else set()
        for column in dict.fromkeys(column for clause in clauses for column in _loose(clause, keys)):
            yield "group by", f"{short(column).lower()} is neither grouped nor aggregated"


GROUP_RULES = (set_operations, groups)


def _aggregates(node: exp.Expr) -> bool:
    """Whether an aggregate stands in the node itself, not in a window or a query below."""
    if isinstance(node, exp.Query | exp.Subquery):
        return False
    if isinstance(node, exp.Window):
        return any(_aggregates(child) for child in _beside_the_call(node))
    return is_aggregate(node) or any(_aggregates(child) for child in node.iter_expressions())


def _loose(node: exp.Expr, keys: set[exp.Expr]) -> Iterator[exp.Column]:
    if node in keys or isinstance(node, exp.Query | exp.Subquery | exp.WithinGroup) or is_aggregate(node):
        return
    if isinstance(node, exp.Column):
        # Without a table it is an alias of the same select, which is looked at where it is defined.
        if node.table:
            yield node
        return
    children = _beside_the_call(node) if isinstance(node, exp.Window) else node.iter_expressions()
    for child in children:
        yield from _loose(child, keys)


def _beside_the_call(window: exp.Window) -> list[exp.Expr]:
    """What a window reads once the rows are grouped: the arguments of its function, its partition and order."""
    call = window.this
    while not isinstance(call, exp.Anonymous) and isinstance(call.this, exp.Expr):
        call = call.this
    others = [child for child in window.iter_expressions() if child is not window.this]
    return [*call.iter_expressions(), *others]
