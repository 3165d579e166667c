"""What is extracted: the marts whose YAML says so, with captions of the glossary and the meanings of their columns."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lundi.errors import LundiError

DOCS_BLOCK = re.compile(r"{%\s*docs\s+(\w+)\s*%}(.*?){%\s*enddocs\s*%}", re.DOTALL)
DOC_CALL = re.compile(r"""{{\s*doc\(\s*['"](\w+)['"]\s*\)\s*}}""")
# Hyper keeps these as they are; of others it makes something else without a word (HUGEINT becomes DOUBLE).
KEPT_TYPES = re.compile(r"^(varchar|bigint|double|boolean|date|timestamp|(numeric|decimal)\((\d+), ?(\d+)\))$")
HIGHEST_PRECISION = 18
PUBLIC = "none"
WEEK = "iso_week"


@dataclass(frozen=True)
class Column:
    """One column: its type by contract, and how a tool shows it."""

    name: str
    data_type: str
    caption: str
    folder: str
    description: str
    is_measure: bool
    aggregation: str
    number_format: str


@dataclass(frozen=True)
class Extract:
    """One mart to extract, and the name and caption of its file."""

    mart: str
    file: str
    caption: str
    description: str
    columns: tuple[Column, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        """The columns that are added up."""
        return tuple(column.name for column in self.columns if column.is_measure)


def planned_extracts(root: Path) -> list[Extract]:
    """Every extract of the project, by file name. `root` is the project's folder.

    Raises LundiError where a column has no caption, a type that Hyper would change, or is about people.
    """
    captions = read_captions(root / "seeds" / "glossary" / "glossary_columns.csv")
    blocks = read_blocks(root / "models" / "docs")
    found = [_extract(model, captions, blocks) for model in _marked(root / "models" / "marts")]
    return sorted(found, key=lambda extract: extract.file)


def read_captions(path: Path) -> dict[str, dict[str, str]]:
    """The glossary's rows by column name."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["column_name"]: row for row in csv.DictReader(file)}


def read_blocks(folder: Path) -> dict[str, str]:
    """The text of each docs block, on one line."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md")))
    return {name: " ".join(text.split()) for whole in texts for name, text in DOCS_BLOCK.findall(whole)}


def is_kept(data_type: str) -> bool:
    """Whether Hyper keeps a type as it is."""
    match = KEPT_TYPES.match(data_type.lower())
    return bool(match) and (match.group(3) is None or int(match.group(3)) <= HIGHEST_PRECISION)


def _marked(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob("*.yml")):
        text = path.read_text(encoding="utf-8")
        if "tableau:" in text:
            yield from (model for model in yaml.safe_load(text)["models"] if _mark(model))


def _mark(model: dict[str, Any]) -> dict[str, str]:
    return ((model.get("config") or {}).get("meta") or {}).get("tableau") or {}


def _extract(model: dict[str, Any], captions: dict[str, dict[str, str]], blocks: dict[str, str]) -> Extract:
    mark = _mark(model)
    columns = tuple(_column(model["name"], column, captions, blocks) for column in model["columns"])
    if WEEK not in {column.name for column in columns}:
        raise LundiError(f"{model['name']} has no {WEEK}: an extract is brought up to date by weeks", "leave it out")
    return Extract(model["name"], mark["file"], mark["caption"], mark["description"], columns)


def _column(mart: str, column: dict[str, Any], captions: dict[str, dict[str, str]], blocks: dict[str, str]) -> Column:
    name, data_type = column["name"], column["data_type"]
    if column["config"]["meta"]["privacy"] != PUBLIC:
        raise LundiError(f"{mart}.{name} is about people: extracts hold nobody", "leave the column or the mart out")
    if not is_kept(data_type):
        raise LundiError(
            f"{mart}.{name} is {data_type}, of which Hyper would make something else",
            "give it varchar, bigint, double, boolean, date, timestamp or numeric(18, x)",
        )
    caption = captions.get(name)
    if caption is None:
        raise LundiError(f"{mart}.{name} has no caption", "add it to seeds/glossary/glossary_columns.csv")
    described = DOC_CALL.sub(lambda call: blocks[call.group(1)], column["description"])
    return Column(
        name,
        data_type,
        caption["caption_fr"],
        caption["folder_fr"],
        " ".join(described.split()),
        caption["is_measure"] == "true",
        caption["aggregation"],
        caption["number_format"],
    )
