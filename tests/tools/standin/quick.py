"""The emulator walks each statement's tree seventy times; with large test fixtures those walks are most of the run.

Most of its transforms begin by looking for one kind of node and leave every other alone. Where the tree holds none of
that kind the walk is left out; where it does, the transform walks as always.
"""

from collections.abc import Callable
from types import CodeType
from typing import Any

from sqlglot import exp

KINDS: dict[str, tuple[type[exp.Expr], ...]] = {
    "_as_it_is": (),
    "_trim_with_characters": (exp.Trim,),
    "alias_in_join": (exp.Join,),
    "alias_in_where": (exp.Anonymous,),
    "alter_session": (exp.Alter,),
    "alter_table_strip_cluster_by": (exp.Alter, exp.Command),
    "array_agg": (exp.ArrayAgg,),
    "array_agg_within_group": (exp.WithinGroup,),
    "array_construct_etc": (exp.Array, exp.ArrayConcat, exp.ArrayConstructCompact),
    "array_size": (exp.ArraySize,),
    "create_clone": (exp.Clone,),
    "create_database": (exp.Create,),
    "create_file_format": (exp.Create,),
    "create_stage": (exp.Create,),
    "create_table_as": (exp.Create,),
    "create_user": (exp.Command,),
    "current_version": (exp.CurrentVersion,),
    "dateadd_date_cast": (exp.DateAdd,),
    "dateadd_string_literal_timestamp_cast": (exp.DateAdd,),
    "datediff_string_literal_timestamp_cast": (exp.DateDiff,),
    "describe_table": (exp.Describe,),
    "drop_schema_cascade": (exp.Drop,),
    "extract_comment_on_columns": (exp.Alter,),
    "extract_comment_on_table": (exp.Alter, exp.Comment, exp.Create),
    "extract_text_length": (exp.Alter, exp.Create),
    "flatten": (exp.Lateral, exp.TableFromRows),
    "flatten_value_cast_as_varchar": (exp.Explode,),
    "haversine": (exp.Anonymous,),
    "hex_string": (exp.HexString,),
    "identifier": (exp.Anonymous, exp.DynamicIdentifier),
    "indices_to_json_extract": (exp.Bracket,),
    "json_extract_cased_as_varchar": (exp.JSONExtract,),
    "json_extract_cast_as_varchar": (exp.JSONExtract,),
    "json_extract_precedence": (exp.JSONExtract, exp.JSONExtractScalar),
    "list_stage": (exp.ListStage,),
    "object_agg": (exp.ObjectAgg,),
    "object_construct": (exp.StarMap, exp.JSONObject, exp.Struct),
    "put_stage": (exp.Put,),
    "random": (exp.Rand,),
    "regex_replace": (exp.RegexpReplace,),
    "regex_substr": (exp.RegexpExtract,),
    "result_scan": (exp.TableFromRows,),
    "sample": (exp.TableSample,),
    "set_schema": (exp.Use,),
    "sha256": (exp.SHA2, exp.SHA2Digest, exp.Anonymous),
    "show_columns": (exp.Show,),
    "show_databases": (exp.Show,),
    "show_functions": (exp.Show, exp.Command),
    "show_keys": (exp.Show,),
    "show_parameters": (exp.Show, exp.Command),
    "show_procedures": (exp.Show,),
    "show_schemas": (exp.Show,),
    "show_sequences": (exp.Show,),
    "show_stages": (exp.Show,),
    "show_tables_etc": (exp.Show,),
    "show_users": (exp.Show,),
    "show_warehouses": (exp.Show,),
    "split": (exp.Split,),
    "tag": (exp.Alter, exp.Command, exp.Create, exp.Drop),
    "to_date": (exp.Anonymous,),
    "to_decimal": (exp.ToNumber,),
    "to_variant": (exp.ToVariant,),
    "values_columns": (exp.Values,),
}
# The kinds that nearly every statement holds: these transforms are called for nodes of theirs and for no other.
COMMON_KINDS: dict[str, tuple[type[exp.Expr], ...]] = {
    "_integer_kept_in_casts": (exp.DataType,),
    "float_to_double": (exp.DataType,),
    "information_schema_databases": (exp.Table,),
    "information_schema_fs": (exp.Table,),
    "integer_precision": (exp.DataType,),
    "semi_structured_types": (exp.DataType,),
    "sequence_nextval": (exp.Column,),
    "timestamp_ntz": (exp.DataType,),
    "timestamp_offsets": (exp.Cast,),
    "to_timestamp": (exp.UnixToTime, exp.Anonymous, exp.Cast),
    "try_parse_json": (exp.Anonymous,),
    "update_variables": (exp.Set, exp.Alias),
}


def transform(tree: exp.Expr, function: Callable[..., Any], *args: Any, copy: bool = True, **options: Any) -> Any:
    """sqlglot's `transform`, to the letter of its order and of what it prunes; without the walks that find nothing."""
    own_kinds = COMMON_KINDS.get(getattr(function, "__name__", ""))
    kinds = own_kinds or _kinds_of(function)
    if kinds is not None and not copy and not _holds(tree, kinds):
        return tree
    if getattr(function, "__name__", "") == "upper_case_unquoted_identifiers" and not copy:
        return _with_names_upper_case(tree)
    root: Any = None
    is_changed = False
    waiting = [tree.copy() if copy else tree]
    while waiting:
        node = waiting.pop()
        parent, key, index = node.parent, node.arg_key, node.index
        new = function(node, *args, **options) if own_kinds is None or isinstance(node, own_kinds) else node
        if not root:
            root = new
        elif new is not node and parent and key:
            parent.set(key, new, index)
        if new is node:
            waiting += _children_last_first(node)
        else:
            is_changed = True
    if is_changed:
        # What was found in the tree before may not be what it holds now. Transforms that change a node in place make
        # no kind that another looks for and that was not there.
        _HELD.clear()
    return root


def _with_names_upper_case(tree: exp.Expr) -> exp.Expr:
    """As the emulator does it, but in place: it copies each name of the statement first."""
    for node in _nodes(tree):
        if isinstance(node, exp.Identifier) and not node.quoted and isinstance(node.this, str):
            node.set("this", node.this.upper())
    return tree


_HELD: dict[int, tuple[exp.Expr, set[type]]] = {}


def _holds(tree: exp.Expr, kinds: tuple[type[exp.Expr], ...]) -> bool:
    known = _HELD.get(id(tree))
    if known is None or known[0] is not tree:
        _HELD.clear()
        known = _HELD[id(tree)] = (tree, {type(node) for node in _nodes(tree)})
    return any(issubclass(held, kinds) for held in known[1])


def _kinds_of(function: Callable[..., Any]) -> tuple[type[exp.Expr], ...] | None:
    """The kinds that a transform looks for, None where it may look at any; lambdas are known by what they call."""
    code: CodeType | None = getattr(function, "__code__", None)
    if code is None or code.co_name != "<lambda>":
        return KINDS.get(getattr(function, "__name__", ""))
    called = [name for name in code.co_names if name != "transforms"]
    return KINDS.get(called[0]) if called else None


def _nodes(tree: exp.Expr) -> list[exp.Expr]:
    nodes = [tree]
    for node in nodes:
        nodes += _children_last_first(node)
    return nodes


def _children_last_first(node: exp.Expr) -> list[exp.Expr]:
    children: list[exp.Expr] = []
    for value in node.args.values():
        if isinstance(value, list):
            children += [item for item in value if isinstance(item, exp.Expr)]
        elif isinstance(value, exp.Expr):
            children.append(value)
    children.reverse()
    return children
