"""The proof of an erasure as files: JSON, and one French page to read and to print."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lundi.privacy.wording import load_words
from lundi.privacy.writing import package_folder
from lundi.reports.typesetting import compile_document

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
PROOF, PAGE, PRINTED = "preuve.json", "preuve.html", "preuve.pdf"
# One page: what is merely built again stands in the JSON.
ON_THE_PAGE = ("delete", "detach")


def write_proof(proof: Mapping[str, Any], out: Path) -> list[Path]:
    """Writes the proof of a request into out/privacy/<request>/; gives its paths."""
    folder = package_folder(out, proof["request_id"])
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    view = view_of(proof)
    files = {
        PROOF: (json.dumps(proof, ensure_ascii=False, indent=2) + "\n").encode(),
        PAGE: _environment().get_template("erasure.html.j2").render(view=view).encode(),
        PRINTED: compile_document("erasure.typ", {"view": view}, format="pdf", pdf_standards=["ua-1"]),
    }
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content)
        path.chmod(0o600)
    return [folder / name for name in files]


def view_of(proof: Mapping[str, Any]) -> dict[str, Any]:
    """What the page says, as plain values."""
    words = load_words()["erasure"]
    counted: dict[tuple[str, str, str], list[int]] = {}
    for one in proof["objects"]:
        if one["action"] in ON_THE_PAGE:
            counts = counted.setdefault((one["label"], words["actions"][one["action"]], one["reason"]), [0, 0, 0, 0])
            for place, name in enumerate(("rows_found", "rows_deleted", "rows_detached", "left")):
                counts[place] += one[name]
    verification = proof["verification"]
    rebuilt = [one for one in proof["objects"] if one["action"] == "rebuild"]
    return {
        "title": words["title"],
        "intro": words["intro"].format(
            request=proof["request_id"],
            begun=_day(proof["begun_at"]),
            finished=_day(proof["finished_at"]),
            records=proof["record_count"],
        ),
        "together": words["together"].format(count=proof["requests_in_this_run"])
        if proof["requests_in_this_run"] > 1
        else "",
        "columns": [words["columns"][name] for name in ("object", "action", "found", "deleted", "detached", "left")],
        "rows": [[label, action, *map(str, counts)] for (label, action, _), counts in counted.items()],
        "reasons_title": words["reasons_title"],
        "reasons": sorted({reason for _, _, reason in counted}),
        "rest": [
            words["rebuilt"].format(count=len(rebuilt)),
            words["files"].format(redacted=len(proof["redacted_files"]), removed=len(proof["removed_files"])),
            words["suppressed"].format(count=sum(proof["suppressed"].values())),
            words["verified"].format(
                identifiers=verification["identifiers_searched"],
                files=verification["files_read"],
                columns=verification["columns_read"],
                left=verification["places_left"],
            ),
            *_restorable(proof, words["restorable"]),
            words["index"].format(hash=proof["index_hash"]),
        ],
    }


def _restorable(proof: Mapping[str, Any], sentence: str) -> list[str]:
    """Until when an account keeps what was taken away; nothing of local files."""
    if "restorable_by_snowflake_until_at_most" not in proof:
        return []
    until = datetime.fromisoformat(proof["restorable_by_snowflake_until_at_most"])
    days, fail_safe = proof["time_travel_days_at_most"], proof["fail_safe_days"]
    return [sentence.format(days=days, fail_safe=fail_safe, until=f"{until:%d/%m/%Y}")]


def _day(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%d/%m/%Y %H:%M} UTC"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
