"""Rung static: rules on the qualified and typed tree: conversions in silence, and division."""

from collections.abc import Iterator

from sqlglot import exp

from ladder.static_functions import arguments, name_of, signature_of
from ladder.static_rules import Fault, short
from ladder.static_tree import is_double, kind

COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ)
FAMILIES = {"date": "moment", "timestamp": "moment"}
ROUNDING = frozenset({"round", "floor", "ceil", "trunc"})


def divisions(tree: exp.Expr) -> Iterator[Fault]:
    """A quotient of exact numbers: six decimals or so on Snowflake, a double on DuckDB; a rounding settles it."""
    for division in tree.find_all(exp.Div):
        is_exact = all(kind(side) == "number" and not is_double(side) for side in (division.left, division.right))
        if is_exact and not _is_settled(division):
            yield "division", f"cast one side to double, or round the quotient: {short(division)}"


def truncations(tree: exp.Expr) -> Iterator[Fault]:
    """date_trunc of a date: a timestamp on DuckDB, a date on Snowflake."""
    for call in tree.find_all(exp.Anonymous):
        given = arguments(call)
        is_of_date = name_of(call) == "date_trunc" and len(given) == 2 and kind(given[1]) == "date"
        if is_of_date and not isinstance(_outside(call), exp.Cast):
            yield "date_trunc", f"cast the result to date, the engines give different types: {short(call)}"


def intervals(tree: exp.Expr) -> Iterator[Fault]:
    """A date and an interval: a timestamp on DuckDB, a date on Snowflake."""
    for node in tree.find_all(exp.Add, exp.Sub):
        is_of_date = _is_interval(node) and "date" in (kind(node.left), kind(node.right))
        if is_of_date and not isinstance(_outside(node), exp.Cast):
            yield "interval", f"add days as a number, or cast the result to date: {short(node)}"


def comparisons(tree: exp.Expr) -> Iterator[Fault]:
    """Comparisons of two kinds, where each engine converts in its own way or fails at run time."""
    for node in tree.find_all(*COMPARISONS, exp.Between, exp.In):
        sides = _sides(node)
        families = {family(side) for side in sides} - {None}
        if len(families) > 1:
            yield "comparison", f"{' and '.join(sorted(families))} compared without a cast: {short(node)}"


def arithmetic(tree: exp.Expr) -> Iterator[Fault]:
    """Sums, differences, products and quotients of what is no number, but dates and days."""
    for node in tree.find_all(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod):
        left, right = kind(node.left), kind(node.right)
        if left is None or right is None or left == right == "number" or _is_interval(node):
            continue
        is_days = left == "date" and (right == "number" or (right == "date" and isinstance(node, exp.Sub)))
        if not (is_days and isinstance(node, exp.Add | exp.Sub)):
            yield "arithmetic", f"{left} and {right} in one calculation: {short(node)}"
    for node in tree.find_all(exp.Extract):
        if kind(node.expression) not in (None, "date", "timestamp"):
            yield "kind", f"extract() wants a moment: {short(node)}"


def mixtures(tree: exp.Expr) -> Iterator[Fault]:
    """Branches of a case, or arguments of a coalesce, of different kinds: Snowflake converts or fails at run time."""
    for node in tree.find_all(exp.Case):
        results = [branch.args["true"] for branch in node.args["ifs"]] + [node.args.get("default")]
        yield from _mixture("the branches of a case", [result for result in results if result])
        if node.this:
            yield from _mixture("a case and its values", [node.this, *(branch.this for branch in node.args["ifs"])])
    for call in tree.find_all(exp.Anonymous):
        signature = signature_of(name_of(call))
        if signature and signature.gives.startswith("common"):
            skipped = 1 if signature.gives == "common_after_first" else 0
            yield from _mixture(f"the arguments of {name_of(call)}()", arguments(call)[skipped:])


def conditions(tree: exp.Expr) -> Iterator[Fault]:
    """Conditions that are no boolean: Snowflake converts a number or a text or fails at run time."""
    for node in tree.find_all(exp.Where, exp.Having, exp.Qualify, exp.Join, exp.And, exp.Or, exp.Not, exp.Case):
        for condition in _conditions(node):
            if kind(condition) not in (None, "boolean"):
                yield "condition", f"a {kind(condition)} stands where a boolean belongs: {short(condition)}"


def texts(tree: exp.Expr) -> Iterator[Fault]:
    """What becomes text by itself, or becomes another text on each engine."""
    for node in tree.find_all(exp.DPipe, exp.Like, exp.ILike):
        for side in (node.left, node.right):
            if kind(side) not in (None, "text"):
                yield "text", f"a {kind(side)} becomes text without a cast: {short(side)}"
    for cast in tree.find_all(exp.Cast):
        if kind(cast) == "text" and (kind(cast.this) == "timestamp" or is_double(cast.this)):
            yield "text", f"the engines write it differently: {short(cast)}"


TYPED_RULES = (divisions, truncations, intervals, comparisons, arithmetic, mixtures, conditions, texts)


def _conditions(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.Case):
        return [] if node.this else [branch.this for branch in node.args["ifs"]]
    if isinstance(node, exp.Join):
        return [node.args["on"]] if node.args.get("on") else []
    return [node.left, node.right] if isinstance(node, exp.Connector) else [node.this]


def _mixture(what: str, nodes: list[exp.Expr]) -> Iterator[Fault]:
    families = {family(node) for node in nodes} - {None}
    if len(families) > 1:
        yield "mixture", f"{what} are {' and '.join(sorted(families))}: {', '.join(map(short, nodes))[:120]}"


def _sides(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.Between):
        return [node.this, node.args["low"], node.args["high"]]
    if isinstance(node, exp.In):
        query = node.args.get("query")
        return [node.this, *(query.this.selects[:1] if query else node.expressions)]
    return [node.left, node.right]


def family(node: exp.Expr) -> str | None:
    """number, text, moment or boolean; None where the type is unknown."""
    return family_of(kind(node))


def family_of(kind_of_value: str | None) -> str | None:
    """A date and a timestamp are one family: both engines compare them alike."""
    return FAMILIES.get(kind_of_value or "", kind_of_value)


def _is_interval(node: exp.Binary) -> bool:
    return isinstance(node.left, exp.Interval) or isinstance(node.right, exp.Interval)


def _outside(node: exp.Expr) -> exp.Expr | None:
    """The next node outwards that is no parenthesis."""
    parent = node.parent
    while isinstance(parent, exp.Paren):
        parent = parent.parent
    return parent


def _is_settled(division: exp.Div) -> bool:
    """Whether the quotient is rounded at once; a cast to double keeps what Snowflake had cut off."""
    outside = _outside(division)
    if isinstance(outside, exp.Cast):
        return not is_double(outside)
    return isinstance(outside, exp.Anonymous) and name_of(outside) in ROUNDING
