"""What the endpoint answers, as Delta Sharing clients ask: pure functions of request, manifest and moment.

One share per partner, named as the partner; one schema; one table per product version. A partner sees its own share and
no other: what is not its own is unknown (404), never forbidden, so that no code can be guessed by asking.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode

SCHEMA = "partage"
PREFIX = "/delta-sharing"
LARGEST_BODY = 64 * 1024
LARGEST_PATH = 2048
PATH_SECONDS = 300
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,254}")
JSON, LINES = "application/json; charset=utf-8", "application/x-ndjson; charset=utf-8"

# Contract types as clients (Spark) call them; what is not here is text.
SPARK_TYPES = {
    "bigint": "long",
    "integer": "integer",
    "double": "double",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "varchar": "string",
}


@dataclass(frozen=True)
class Answer:
    """A response: JSON, lines of JSON, or the bytes of a file of the partner's folder."""

    status: int
    body: bytes = b""
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    file_name: str | None = None  # of the partner's current folder
    partner_code: str | None = None


@dataclass(frozen=True)
class Request:
    """What was asked, its body not yet read."""

    method: str
    path: str  # with the query, as it came
    token: str = ""
    host: str = ""


@dataclass(frozen=True)
class Shares:
    """What the endpoint may read: the manifest of a partner (None: nothing is published), and who bears a token."""

    partner_of: Callable[[str], str | None]
    manifest_of: Callable[[str], dict[str, Any] | None]
    signing_key: bytes
    base_url: str


def answer(request: Request, shares: Shares, now: datetime) -> Answer:
    """The response to a request; its method decides nothing else than whether it may be asked."""
    if len(request.path) > LARGEST_PATH:
        return problem(414, "the path is too long")
    path, _, query = request.path.partition("?")
    if not path.startswith(f"{PREFIX}/"):
        return problem(404, "there is nothing here")
    parts = [unquote(part) for part in path.removeprefix(f"{PREFIX}/").split("/")]
    if not all(NAME.fullmatch(part) for part in parts):
        return problem(404, "there is nothing here")
    if parts[0] == "files" and len(parts) == 3:
        return _file(request, parts[1], parts[2], query, shares, now)
    partner_code = shares.partner_of(request.token)
    if partner_code is None:
        return Answer(
            401,
            _json({"errorCode": "UNAUTHENTICATED", "message": "a bearer token is needed, and this is none"}),
            headers={"WWW-Authenticate": "Bearer"},
        )
    manifest = shares.manifest_of(partner_code)
    if manifest is None or not products_on(manifest, now):
        return problem(403, "nothing is shared with you (any more)")
    return _listing(request, parts, partner_code, manifest, shares, now)


def products_on(manifest: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    """The products of a manifest that may be read now: an end takes effect without a new publication."""
    today = now.astimezone(UTC).date()
    products = [product for product in manifest.get("products", []) if _parquet_of(product)]
    return [
        product for product in products if not product["last_day"] or today <= date.fromisoformat(product["last_day"])
    ]


def problem(status: int, message: str) -> Answer:
    """An answer that says why there is none."""
    codes = {403: "FORBIDDEN", 404: "RESOURCE_DOES_NOT_EXIST", 405: "METHOD_NOT_ALLOWED", 413: "REQUEST_TOO_LARGE"}
    return Answer(status, _json({"errorCode": codes.get(status, "INVALID_REQUEST"), "message": message}))


def signature(key: bytes, partner_code: str, file_name: str, sha256: str, expires: int) -> str:
    """What makes a path of a file open, until it expires and only while the file is the one that was listed."""
    text = "\n".join((partner_code, file_name, sha256, str(expires)))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _listing(
    request: Request, parts: list[str], partner_code: str, manifest: dict[str, Any], shares: Shares, now: datetime
) -> Answer:
    products = products_on(manifest, now)
    share = {"name": partner_code, "id": partner_code}
    tables = [
        {
            "name": product["table"],
            "schema": SCHEMA,
            "share": partner_code,
            "shareId": partner_code,
            "id": product["table"],
        }
        for product in products
    ]
    fixed = {
        ("shares",): {"items": [share]},
        ("shares", partner_code): {"share": share},
        ("shares", partner_code, "schemas"): {"items": [{"name": SCHEMA, "share": partner_code}]},
        ("shares", partner_code, "schemas", SCHEMA, "tables"): {"items": tables},
        ("shares", partner_code, "all-tables"): {"items": tables},
    }
    if tuple(parts) in fixed:
        return Answer(200, _json(fixed[tuple(parts)])) if request.method == "GET" else _not_allowed()
    if parts[:5] == ["shares", partner_code, "schemas", SCHEMA, "tables"] and len(parts) == 7:
        for product in products:
            if product["table"] == parts[5]:
                return _table(request, parts[6], partner_code, product, manifest, shares, now)
    return problem(404, "there is no such share, schema or table")


def _table(
    request: Request,
    question: str,
    partner_code: str,
    product: dict[str, Any],
    manifest: dict[str, Any],
    shares: Shares,
    now: datetime,
) -> Answer:
    version = {"Delta-Table-Version": str(manifest["publication_number"])}
    heads: list[dict[str, Any]] = [
        {"protocol": {"minReaderVersion": 1}},
        {
            "metaData": {
                "id": f"{partner_code}.{product['table']}",
                "name": product["table"],
                "description": product["description_en"],
                "format": {"provider": "parquet"},
                "schemaString": schema_string(product["columns"]),
                "partitionColumns": [],
                "configuration": {},
                "version": manifest["publication_number"],
            }
        },
    ]
    if question == "version":
        return Answer(200, headers=version) if request.method == "GET" else _not_allowed()
    if question == "metadata":
        return Answer(200, _lines(heads), LINES, version) if request.method == "GET" else _not_allowed()
    if question == "query":
        if request.method != "POST":
            return _not_allowed()
        file = _parquet_of(product)
        assert file is not None
        return Answer(200, _lines([*heads, _file_line(partner_code, product, file, shares, now)]), LINES, version)
    return problem(404, "there is no such question to a table; its changes are not shared as a feed")


def _file_line(
    partner_code: str, product: dict[str, Any], file: dict[str, Any], shares: Shares, now: datetime
) -> dict[str, Any]:
    expires = int(now.timestamp()) + PATH_SECONDS
    signed = signature(shares.signing_key, partner_code, file["name"], file["sha256"], expires)
    query = urlencode({"expires": expires, "signature": signed})
    url = f"{shares.base_url}{PREFIX}/files/{partner_code}/{file['name']}?{query}"
    return {
        "file": {
            "url": url,
            "id": file["sha256"],
            "partitionValues": {},
            "size": file["bytes"],
            "stats": json.dumps({"numRecords": product["row_count"]}),
            "expirationTimestamp": expires * 1000,
        }
    }


def _file(request: Request, partner_code: str, file_name: str, query: str, shares: Shares, now: datetime) -> Answer:
    """The path is the permission: it names partner, file, content and end, and none can be changed."""
    if request.method not in ("GET", "HEAD"):
        return _not_allowed()
    values = parse_qs(query)
    expires, given = values.get("expires", [""])[0], values.get("signature", [""])[0]
    manifest = shares.manifest_of(partner_code)
    files = [file for product in products_on(manifest or {}, now) if (file := _parquet_of(product))]
    listed = next((file for file in files if file["name"] == file_name), None)
    # Compared in any case, so that an unknown file takes as long as a known one.
    content = listed["sha256"] if listed else ""
    end = int(expires) if re.fullmatch(r"\d{1,12}", expires) else 0
    is_ours = hmac.compare_digest(
        signature(shares.signing_key, partner_code, file_name, content, end).encode(), given.encode()
    )
    if not is_ours or listed is None:
        return problem(403, "this path opens nothing: ask for the table again")
    if now.timestamp() > end:
        return problem(403, "this path has expired: ask for the table again")
    return Answer(
        200,
        content_type="application/vnd.apache.parquet",
        headers={"ETag": f'"{content}"'},
        file_name=file_name,
        partner_code=partner_code,
    )


def schema_string(columns: list[dict[str, Any]]) -> str:
    """The columns as clients read them."""
    fields = [
        {
            "name": column["name"],
            "type": spark_type(column["type"]),
            "nullable": True,
            "metadata": {"comment": column.get("description_en") or ""},
        }
        for column in columns
    ]
    return json.dumps({"type": "struct", "fields": fields}, ensure_ascii=False)


def spark_type(contract_type: str) -> str:
    """The client's name of a type of the contract."""
    lowered = contract_type.lower().replace(" ", "")
    number = re.fullmatch(r"(?:numeric|decimal)\((\d+),(\d+)\)", lowered)
    return f"decimal({number[1]},{number[2]})" if number else SPARK_TYPES.get(lowered, "string")


def _parquet_of(product: Mapping[str, Any]) -> dict[str, Any] | None:
    return next((file for file in product.get("files", []) if file["name"].endswith(".parquet")), None)


def _not_allowed() -> Answer:
    return problem(405, "this endpoint is only read")


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode("utf-8")


def _lines(found: list[dict[str, Any]]) -> bytes:
    return b"".join(_json(line) + b"\n" for line in found)
