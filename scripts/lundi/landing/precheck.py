"""What a file's bytes and header must be before a database reads it. Nothing here opens a database."""

import codecs
import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from lundi.errors import DeliveryRefusedError
from lundi.landing.contract import CsvDialect, Entity, marks_employees
from lundi.landing.manifest import DeliveredFile

CHUNK_BYTES = 1 << 20
STANDARD = CsvDialect()
COMPRESSED_MAGIC = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2"}


@dataclass(frozen=True)
class CsvHeader:
    """The column names of a CSV file, in the file's order."""

    columns: tuple[str, ...]


def check_presence(folder: Path, file: DeliveredFile) -> Path:
    """The announced file's path. Raises file_missing, file_format_unknown, file_compressed."""
    path = folder / file.name
    if not path.is_file():
        raise DeliveryRefusedError("file_missing", "announced in the manifest, but not there", file_name=file.name)
    with path.open("rb") as stream:
        head = stream.read(4)
    packed = next((kind for magic, kind in COMPRESSED_MAGIC.items() if head.startswith(magic)), None)
    if packed:
        raise DeliveryRefusedError("file_compressed", f"{packed} content: files come uncompressed", file_name=file.name)
    if path.suffix not in (".csv", ".parquet"):
        raise DeliveryRefusedError(
            "file_format_unknown",
            f"{path.suffix or 'no ending'}: files are .csv or .parquet",
            file_name=file.name,
        )
    return path


def check_hash(path: Path, file: DeliveredFile) -> None:
    """Raises hash_differs where the bytes are not those that were sent."""
    found = sha256_of(path)
    if found != file.sha256:
        raise DeliveryRefusedError(
            "hash_differs",
            f"the bytes are not those that were sent: SHA-256 {found[:12]}…, announced {file.sha256[:12]}… "
            f"({path.stat().st_size} bytes here)",
            file_name=file.name,
        )


def sha256_of(path: Path) -> str:
    """The file's SHA-256 as lower-case hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def check_csv_bytes(path: Path, file: DeliveredFile, dialect: CsvDialect = STANDARD) -> CsvHeader:
    """The header of a CSV file whose bytes keep the contract's way of writing.

    Raises encoding_not_utf8 (with the data row), nul_byte, line_ends_mixed, truncated, header_missing, csv_malformed.
    """
    decoder = codecs.getincrementaldecoder(_with_mark(dialect))()
    lines = unquoted = windows = delimiters = 0
    is_quoted, last = False, b""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            # A chunk that ends between \r and \n would hide a line end.
            chunk += stream.read(1) if chunk.endswith(b"\r") else b""
            _decode(decoder, chunk, lines, file)
            lines += chunk.count(b"\n")
            for number, segment in enumerate(chunk.split(dialect.quote.encode())):
                # A line end inside quotes is text and may be of the other kind.
                is_quoted = is_quoted if number == 0 else not is_quoted
                if not is_quoted:
                    unquoted += segment.count(b"\n")
                    windows += segment.count(b"\r\n")
                    delimiters += segment.count(dialect.delimiter.encode())
            last = chunk[-1:]
    if path.stat().st_size == 0:
        raise DeliveryRefusedError("header_missing", "the file is empty: not even a header row", file_name=file.name)
    if last != b"\n":
        raise DeliveryRefusedError(
            "truncated", "the last line has no end: the file was cut off", file_name=file.name, row=lines
        )
    if windows not in (0, unquoted):
        raise DeliveryRefusedError(
            "line_ends_mixed", f"{windows} of {unquoted} lines end as on Windows", file_name=file.name
        )
    header = _header(path, file, dialect)
    # DuckDB forgives one field too many where the last is empty: the fields before it would stand one column off.
    if delimiters > unquoted * (len(header.columns) - 1):
        _refuse_long_row(path, file, dialect, len(header.columns))
    return header


def check_columns(columns: tuple[str, ...], entity: Entity, file_name: str) -> tuple[str, ...]:
    """The columns that the contract lacks, which are not stored and must be reported.

    Raises header_missing (no name is known), column_repeated, column_missing, column_marks_employees.
    """
    known = {column.name for column in entity.columns}
    if not known.intersection(columns):
        raise DeliveryRefusedError(
            "header_missing",
            f"no column of {entity.source}/{entity.name} in the first line",
            file_name=file_name,
        )
    repeated = sorted({name for name in columns if columns.count(name) > 1})
    if repeated:
        raise DeliveryRefusedError(
            "column_repeated", "the column stands twice", file_name=file_name, column=repeated[0]
        )
    missing = [column.name for column in entity.columns if not column.is_nullable and column.name not in columns]
    unknown = tuple(name for name in columns if name not in known)
    if missing:
        hint = f"; not in the contract: {', '.join(unknown)}" if unknown else ""
        raise DeliveryRefusedError(
            "column_missing",
            f"mandatory column {missing[0]} is not there{hint}",
            file_name=file_name,
            column=missing[0],
        )
    marker = next((name for name in unknown if marks_employees(name)), None)
    if marker:
        raise DeliveryRefusedError(
            "column_marks_employees",
            "the column would tell who is an employee",
            file_name=file_name,
            column=marker,
        )
    return unknown


def _decode(decoder: codecs.IncrementalDecoder, chunk: bytes, lines_before: int, file: DeliveredFile) -> None:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError as error:
        # The header is line 1, so the number of line ends before the byte is the data row.
        row = lines_before + chunk[: error.start].count(b"\n")
        raise DeliveryRefusedError(
            "encoding_not_utf8",
            f"byte 0x{error.object[error.start]:02x} is no UTF-8 (latin-1 or Windows-1252?)",
            file_name=file.name,
            row=row,
        ) from error
    if b"\x00" in chunk:
        row = lines_before + chunk[: chunk.index(b"\x00")].count(b"\n")
        raise DeliveryRefusedError("nul_byte", "a NUL byte stands in the text", file_name=file.name, row=row)


def _refuse_long_row(path: Path, file: DeliveredFile, dialect: CsvDialect, wanted: int) -> None:
    """Raises csv_malformed at the first row that has more fields than the header."""
    with path.open(encoding=_with_mark(dialect), newline="") as stream:
        for row, fields in enumerate(csv.reader(stream, delimiter=dialect.delimiter, quotechar=dialect.quote)):
            if len(fields) > wanted:
                message = f"{len(fields)} fields, the header has {wanted}: is a {dialect.delimiter!r} without quotes?"
                raise DeliveryRefusedError("csv_malformed", message, file_name=file.name, row=row)


def _with_mark(dialect: CsvDialect) -> str:
    """The codec that also takes a byte order mark, which some senders write first."""
    return f"{dialect.encoding}-sig"


def _header(path: Path, file: DeliveredFile, dialect: CsvDialect) -> CsvHeader:
    with path.open(encoding=_with_mark(dialect), newline="") as stream:
        first_line = stream.readline()
    names = next(csv.reader(io.StringIO(first_line), delimiter=dialect.delimiter, quotechar=dialect.quote), [])
    if not any(name.strip() for name in names):
        raise DeliveryRefusedError("header_missing", "the first line names no column", file_name=file.name)
    return CsvHeader(tuple(name.strip() for name in names))
