"""What the reading page says, as plain values: the same for the page on screen and the printed one."""

from collections.abc import Mapping, Sequence
from typing import Any

from lundi.clock import wall_clock
from lundi.privacy.package import Package, Part
from lundi.privacy.register import Register
from lundi.privacy.wording import caption, load_words, shown

# Said once above a table or in English, or of no use to a reader; the JSON has them.
UNSAID = {"customer_id", "name_en", "reason_en", "strength", "pass_number", "entry_number", "event_id", "delivery_id"}

View = dict[str, Any]


def view_of(package: Package, register: Register) -> View:
    """The page of a package."""
    words = load_words()
    return {
        "title": words["title"],
        "intro": words["intro"].format(
            request=package.request_id,
            received=shown("received_date", package.received_date),
            as_of=shown("as_of", wall_clock(package.as_of) if package.as_of else None),
        ),
        "files": words["files"],
        "records_title": words["records_title"],
        "records": [_record(record, words) for record in package.records],
        "nothing": words["nothing"],
        "topics": [
            {"title": register.topics[topic], "parts": [_part(part, words) for part in parts]}
            for topic, parts in package.topics.items()
        ],
        "notice_title": words["notice_title"],
        "notice": [dict(paragraph) for paragraph in words["notice"]],
    }


def columns_in(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns that any row has a value in, in their order."""
    return list(dict.fromkeys(column for row in rows for column in row))


def _record(record: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, str]:
    name = f"{words['systems'][record['source_system']]}, {record['source_customer_id']}"
    joined = record.get("joined_source_customer_id")
    texts = {"name": record.get("name_fr"), "reason": record.get("reason_fr")}
    said = []
    if record["is_named_in_request"]:
        said.append(words["records_named"])
    if joined:
        place = f"{words['systems'][record['joined_source_system']]}, {joined}"
        said.append(words["records_joined"].format(joined=place, **texts))
    elif texts["name"]:
        said.append(words["records_found"].format(**texts))
    return {"name": name, "how": " ".join(said) or words["records_first"]}


def _part(part: Part, words: Mapping[str, Any]) -> dict[str, Any]:
    columns = [column for column in columns_in(part.rows) if column not in UNSAID]
    return {
        "label": part.label,
        "logic": words["logic"].format(logic=part.logic) if part.logic else "",
        "row_count": words["row_count"].format(count=len(part.rows)) if len(part.rows) > 1 else "",
        "columns": [caption(column) for column in columns],
        "rows": [[shown(column, row.get(column)) for column in columns] for row in part.rows],
    }
