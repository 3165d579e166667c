"""The packaged data source of an extract: captions, folders, roles, formats and meanings around the `.hyper` file.

Tableau does not document the format; this one has the elements that it writes itself for an extract of one table.
"""

import shutil
import zipfile
import zlib
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as Xml

from lundi.extract.plan import Column, Extract

VERSION = "18.1"
USER = "http://www.tableausoftware.com/xml/user"
DATA = "Data/Extracts"
DATATYPES = {
    "varchar": "string",
    "bigint": "integer",
    "double": "real",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "datetime",
}
FORMATS = {"currency": 'n#,##0.00 "€";-#,##0.00 "€"', "count": "n#,##0;-#,##0"}
# The first moment that a zip can hold: the same data give the same bytes.
MOMENT = (1980, 1, 1, 0, 0, 0)


def write_source(extract: Extract, hyper: Path, data_until: date | None = None) -> Path:
    """Writes `<file>.tdsx` beside its `.hyper` file, in one rename; one that holds just this is left."""
    target = hyper.with_suffix(".tdsx")
    document = describe(extract, hyper.name, data_until)
    if _holds(target, f"{extract.file}.tds", document, hyper):
        return target
    unfinished = target.with_name(f".{target.name}.unfinished")
    entry = _entry(f"{DATA}/{hyper.name}")
    entry.file_size = hyper.stat().st_size
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(_entry(f"{extract.file}.tds"), document)
        with hyper.open("rb") as source, packed.open(entry, "w") as into:
            shutil.copyfileobj(source, into)
    unfinished.replace(target)
    return target


def describe(extract: Extract, hyper_name: str, data_until: date | None = None) -> bytes:
    """The `.tds` document."""
    root = Xml.Element(
        "datasource",
        {
            "formatted-name": f"federated.{extract.file}",
            "inline": "true",
            "source-platform": "win",
            "version": VERSION,
            "caption": extract.caption,
            "xmlns:user": USER,
        },
    )
    connection = Xml.SubElement(root, "connection", {"class": "federated"})
    named = Xml.SubElement(Xml.SubElement(connection, "named-connections"), "named-connection")
    named.attrib.update({"caption": extract.caption, "name": f"hyper.{extract.file}"})
    Xml.SubElement(
        named,
        "connection",
        {
            "authentication": "auth-none",
            "author-locale": "fr_FR",
            "class": "hyper",
            "dbname": f"{DATA}/{hyper_name}",
            "default-settings": "yes",
            "schema": "Extract",
            "sslmode": "",
            "tablename": "Extract",
            "username": "",
        },
    )
    table = {"connection": f"hyper.{extract.file}", "name": "Extract", "table": "[Extract].[Extract]", "type": "table"}
    Xml.SubElement(connection, "relation", table)
    Xml.SubElement(root, "aliases", {"enabled": "yes"})
    for column in extract.columns:
        _add_column(root, column)
    folders = Xml.SubElement(root, "folders-common")
    for name in dict.fromkeys(column.folder for column in extract.columns):
        folder = Xml.SubElement(folders, "folder", {"name": name})
        for column in extract.columns:
            if column.folder == name:
                Xml.SubElement(folder, "folder-item", {"name": f"[{column.name}]", "type": "field"})
    Xml.SubElement(
        root, "layout", {"dim-ordering": "ordinal", "measure-ordering": "ordinal", "show-structure": "false"}
    )
    described = extract.description + (f" Données jusqu’au {data_until:%d/%m/%Y}." if data_until else "")
    _describe(root, described)
    Xml.indent(root)
    return b"<?xml version='1.0' encoding='utf-8' ?>\n" + Xml.tostring(root, encoding="utf-8") + b"\n"


def datatype_of(column: Column) -> str:
    """Tableau's word for a contract's type."""
    return DATATYPES.get(column.data_type.lower(), "real")


def _add_column(root: Xml.Element, column: Column) -> None:
    datatype = datatype_of(column)
    is_continuous = column.is_measure
    kind = "quantitative" if is_continuous else "ordinal" if datatype in ("integer", "date", "datetime") else "nominal"
    attributes = {
        "caption": column.caption,
        "datatype": datatype,
        "name": f"[{column.name}]",
        "role": "measure" if column.is_measure else "dimension",
        "type": kind,
    }
    if column.aggregation:
        attributes["aggregation"] = column.aggregation
    if column.number_format:
        attributes["default-format"] = FORMATS[column.number_format]
    _describe(Xml.SubElement(root, "column", attributes), column.description)


def _describe(element: Xml.Element, text: str) -> None:
    run = Xml.SubElement(Xml.SubElement(Xml.SubElement(element, "desc"), "formatted-text"), "run")
    run.text = text


def _holds(target: Path, name: str, document: bytes, hyper: Path) -> bool:
    """Whether a package has this description and this extract: captions change while weeks do not, and a run may end
    between the two files.
    """
    if not zipfile.is_zipfile(target):
        return False
    with zipfile.ZipFile(target) as packed:
        entries = {entry.filename: entry for entry in packed.infolist()}
        inside = entries.get(f"{DATA}/{hyper.name}")
        return bool(inside and name in entries and packed.read(name) == document and _checksum(hyper) == inside.CRC)


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            checksum = zlib.crc32(chunk, checksum)
    return checksum


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
