"""MERGE as Snowflake means it, on DuckDB's own MERGE: bare columns are the source's, a double match is an error."""

from sqlglot import exp, parse_one


def with_source_columns_named(sql: str) -> exp.Expression:
    """The parsed statement; a bare column of an assigned or inserted value belongs to the source alone."""
    merge = parse_one(sql, read="snowflake")
    source = merge.args["using"].alias_or_name
    for when in merge.find_all(exp.When):
        then = when.args["then"]
        if isinstance(then, exp.Insert):
            values = [then.expression]
        elif isinstance(then, exp.Update):
            values = [assignment.expression for assignment in then.expressions]
            for assignment in then.expressions:
                assignment.this.set("table", None)  # only the target is assigned to; DuckDB takes no name for it
        else:
            values = []
        for value in values:
            for column in value.find_all(exp.Column):
                if not column.table:
                    column.set("table", exp.to_identifier(source))
    return merge


def counts_of(merge: exp.Expression, actions: list[str]) -> dict[str, int]:
    """The columns of Snowflake's answer: the rows for each kind of change that the statement names."""
    thens = [when.args["then"] for when in merge.find_all(exp.When)]
    kinds = {
        "inserted": ("INSERT", any(isinstance(then, exp.Insert) for then in thens)),
        "updated": ("UPDATE", any(isinstance(then, exp.Update) for then in thens)),
        "deleted": ("DELETE", any(not isinstance(then, exp.Insert | exp.Update) for then in thens)),
    }
    return {f"number of rows {kind}": actions.count(action) for kind, (action, is_named) in kinds.items() if is_named}


def double_matches(merge: exp.Expression) -> str | None:
    """A DuckDB query that counts the target rows that more than one source row would change; None where none can."""
    whens = [when for when in merge.find_all(exp.When) if when.args.get("matched")]
    if not whens:
        return None
    target = merge.this.alias or merge.this.name
    conditions = [when.args["condition"].sql("duckdb") for when in whens if when.args.get("condition")]
    filtered = f" where {' or '.join(conditions)}" if len(conditions) == len(whens) else ""
    return (
        f"select count(*) from (select {target}.rowid from {merge.this.sql('duckdb')} "
        f"inner join {merge.args['using'].sql('duckdb')} on {merge.args['on'].sql('duckdb')}{filtered} "
        f"group by all having count(*) > 1)"
    )
