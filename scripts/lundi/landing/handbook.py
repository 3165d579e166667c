"""`docs/contracts.md`: what the contracts say, for those who send and those who read. `handbook.md` is its opening."""

from importlib.resources import files

from lundi.landing.contract import HOLD, Column, Contract, Entity, Rule
from lundi.settings import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "contracts.md"
BASELINES = {"same_weekday_median": "the usual day of that weekday", "previous_state": "the state before"}
UNITS = {"d": "day", "month": "month"}
OUTCOMES = {HOLD: "flagged", "warn": "noted"}


def page(contract: Contract) -> str:
    """The whole page."""
    opening = files("lundi.landing").joinpath("handbook.md").read_text(encoding="utf-8")
    index = [
        "| entity | what it holds | owner | comes every |",
        "|---|---|---|---|",
        *map(_index_row, contract.entities),
    ]
    sections = [_section(entity) for entity in contract.entities]
    return "\n".join([opening, *index, "", *sections]).rstrip() + "\n"


def _index_row(entity: Entity) -> str:
    anchor = entity.path.replace("/", "")
    terms = entity.terms
    return f"| [`{entity.path}`](#{anchor}) | {_cell(terms.purpose)} | {terms.owner} | {_every(entity)} |"


def _section(entity: Entity) -> str:
    terms = entity.terms
    replaces = ", ".join(f"`{name}`" for name in entity.replaces)
    comes = f"Every {_every(entity)} (`{terms.schedule}`, Paris time); late after {terms.late_after_hours} hours."
    modes = ", ".join(f"`{mode}`" for mode in entity.modes)
    if "correction" in entity.modes:
        modes += f" (a correction replaces all rows that share {replaces})"
    lines = [
        f"## {entity.path}",
        "",
        f"{terms.purpose} {terms.limitations}",
        "",
        f"- Owner: {terms.owner}. {terms.owner_description}",
        f"- {comes}",
        f"- Modes: {modes}.",
        f"- {_volume(entity)}",
        "",
        "| column | type | privacy | what it is |",
        "|---|---|---|---|",
        *(_column_row(entity, column) for column in entity.columns),
        "",
    ]
    rules = [rule for rule in entity.rules if rule.kind != "volume"]
    if rules:
        lines += ["| rule | asks | breach |", "|---|---|---|", *map(_rule_row, rules), ""]
    return "\n".join(lines)


def _every(entity: Entity) -> str:
    count, unit = entity.terms.every.split()
    return UNITS[unit] if count == "1" else f"{count} {UNITS[unit]}s"


def _volume(entity: Entity) -> str:
    rule = next(rule for rule in entity.rules if rule.kind == "volume")
    low, high = rule.arguments["min_value"], rule.arguments["max_value"]
    return f"Rows: {low} to {high} % of {BASELINES[entity.volume_baseline]}; else {OUTCOMES[rule.severity]}."


def _column_row(entity: Entity, column: Column) -> str:
    name = f"**{column.name}**" if column.name in entity.key else column.name
    optional = "?" if column.is_nullable else ""
    values = f" One of {', '.join(f'`{value}`' for value in column.values)}." if column.values else ""
    return f"| {name}{optional} | {column.sql_type} | {column.privacy} | {_cell(column.description)}{values} |"


def _rule_row(rule: Rule) -> str:
    tolerated = f" ({rule.tolerated_percent:g} % of a delivery's rows may break it)" if rule.tolerated_percent else ""
    said = f" {rule.description}" if rule.description else ""
    return f"| `{rule.name}` | {_cell(_asked(rule))}{tolerated}.{_cell(said)} | {OUTCOMES[rule.severity]} |"


def _asked(rule: Rule) -> str:
    names = [f"`{name}`" for name in rule.columns]
    arguments = rule.arguments
    if rule.kind == "control_total":
        return f"{names[0]} adds up to what the manifest announces under this name, where it does"
    if rule.kind == "order":
        return f"{names[0]} not before {names[1]}"
    if rule.kind == "pattern":
        return f"{names[0]} as `{arguments['regex']}`"
    if rule.kind == "accepted_values":
        return f"{names[0]} one of {', '.join(map(str, arguments['value_set']))}"
    limits = [
        f"{word} {arguments[key]}" for word, key in (("from", "min_value"), ("to", "max_value")) if key in arguments
    ]
    return f"{names[0]} {' '.join(limits)}"


def _cell(text: str) -> str:
    """Text inside a table: a bar would end the cell."""
    return text.replace("|", "\\|")
