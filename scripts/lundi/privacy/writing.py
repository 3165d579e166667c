"""An access package as files: JSON with everything, a CSV per topic, a French page to read on screen and to print."""

import csv
import io
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lundi.privacy.package import Package
from lundi.privacy.register import Register
from lundi.privacy.view import View, columns_in, view_of
from lundi.privacy.wording import load_words
from lundi.reports.paths import safe_name
from lundi.reports.typesetting import compile_document

FOLDER = "privacy"
TEMPLATES = Path(__file__).resolve().parent / "templates"
EVERYTHING, PAGE, PRINTED = "donnees.json", "lire.html", "lire.pdf"
LABEL_COLUMN = "objet"


def package_folder(out: Path, request_id: str) -> Path:
    """Where the package of a request lies."""
    return out / FOLDER / safe_name(request_id)


def write_package(package: Package, register: Register, out: Path) -> list[Path]:
    """Writes the package in the place of an earlier one, all of its files or none; gives their paths."""
    folder = package_folder(out, package.request_id)
    # Nobody but the owner of the warehouse may read it, not even for a moment.
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside, former = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    for left in (beside, former):
        shutil.rmtree(left, ignore_errors=True)
    beside.mkdir(mode=0o700)
    files = contents(package, register)
    for name, content in files.items():
        path = beside / name
        path.write_bytes(content)
        path.chmod(0o600)
    if folder.exists():
        os.replace(folder, former)
    os.replace(beside, folder)
    shutil.rmtree(former, ignore_errors=True)
    return [folder / name for name in files]


def contents(package: Package, register: Register) -> dict[str, bytes]:
    """Every file of the package by its name."""
    view = view_of(package, register)
    files = {EVERYTHING: as_json(package, register).encode(), PAGE: as_page(view).encode(), PRINTED: as_print(view)}
    for topic, parts in package.topics.items():
        rows = [{LABEL_COLUMN: part.label, **row} for part in parts for row in part.rows]
        if rows:
            files[f"{topic}.csv"] = as_csv(rows)
    return files


def as_json(package: Package, register: Register) -> str:
    """All of it by topic and object, with the evidence by which each record was found."""
    document = {
        "request_id": package.request_id,
        "received_date": package.received_date,
        "due_date": package.due_date,
        "as_of": package.as_of,
        "found_by": asdict(package.found),
        "records": [dict(record) for record in package.records],
        "topics": {
            topic: {
                "title": register.topics[topic],
                "objects": [
                    {
                        "object": part.path,
                        "label": part.label,
                        "logic": part.logic,
                        "rows": [dict(r) for r in part.rows],
                    }
                    for part in parts
                ],
            }
            for topic, parts in package.topics.items()
        },
        "notice": [dict(paragraph) for paragraph in load_words()["notice"]],
    }
    return json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n"


def as_csv(rows: list[Mapping[str, object]]) -> bytes:
    """Rows of one topic under all of their columns, as the landing contract writes CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=columns_in(rows), delimiter=";", lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def as_page(view: View) -> str:
    """The page for the screen, complete in itself."""
    return _environment().get_template("access.html.j2").render(view=view)


def as_print(view: View) -> bytes:
    """The page for print, a tagged PDF."""
    return compile_document("access.typ", {"view": view}, format="pdf", pdf_standards=["ua-1"])


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
