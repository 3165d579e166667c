"""The endpoint's edge: HTTP of the standard library, read-only, one thread per request, nothing kept between them."""

import json
import os
import secrets
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from lundi.errors import LundiError
from lundi.share.delta_protocol import LARGEST_BODY, Answer, Request, Shares, answer, problem
from lundi.share.folders import current_folder, read_manifest
from lundi.share.tokens import read_tokens

LOOPBACK = "127.0.0.1"
PORT = 8646
SECONDS_OF_SILENCE = 15
BLOCK = 1 << 20


class Endpoint(ThreadingHTTPServer):
    """A server of the folders of `out/share`; a file that was replaced meanwhile is read to its end by who reads it."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self,
        share_folder: Path,
        warehouse: Path,
        address: tuple[str, int] = (LOOPBACK, PORT),
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        public_url: str | None = None,
        log: Callable[[str], None] = lambda line: None,
    ) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, _Handler)
        self.share_folder, self.warehouse, self.now, self.log = share_folder, warehouse, now, log
        host = f"[{address[0]}]" if ":" in address[0] else address[0]
        self.base_url = (public_url or f"http://{host}:{self.server_address[1]}").rstrip("/")
        # New with every start: a path that was signed before opens nothing.
        self._signing_key = secrets.token_bytes(32)

    def shares(self) -> Shares:
        """What may be read, as it stands at this request: tokens and folders are never remembered."""
        tokens = read_tokens(self.warehouse)
        return Shares(
            partner_of=tokens.partner_of,
            manifest_of=lambda code: _manifest_or_none(self.share_folder, code),
            signing_key=self._signing_key,
            base_url=self.base_url,
        )


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "lundi", ""
    timeout = SECONDS_OF_SILENCE

    def do_GET(self) -> None:
        self._respond()

    def do_HEAD(self) -> None:
        self._respond()

    def do_POST(self) -> None:
        self._respond()

    def do_PUT(self) -> None:
        self._refuse(problem(405, "this endpoint is only read"))

    do_DELETE = do_PATCH = do_OPTIONS = do_PUT  # noqa: N815

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: ANN401
        """Method, path without its signature, and status: never a token."""
        self.server.log(f"{self.command} {self.path.partition('?')[0][:200]!r} {arguments[1] if arguments[1:] else ''}")

    def _respond(self) -> None:
        refusal = self._body_refusal()
        if refusal:
            self._refuse(refusal)
            return
        # A list asks the same whether by GET or HEAD; only what is sent differs.
        is_file = "/files/" in self.path
        method = "GET" if self.command == "HEAD" and not is_file else self.command
        kind, _, token = self.headers.get("Authorization", "").partition(" ")
        request = Request(method, self.path, token.strip() if kind.lower() == "bearer" else "")
        try:
            found = answer(request, self.server.shares(), self.server.now())
        except LundiError:
            found = problem(500, "the share cannot be read")
        if found.file_name and found.partner_code:
            self._send_file(found)
        else:
            self._send(found)

    def _body_refusal(self) -> Answer | None:
        """Reads the body of a question, which nothing depends on: hints of a client that may be left aside."""
        if self.headers.get("Transfer-Encoding"):
            return problem(411, "a length is needed")
        length = self.headers.get("Content-Length") or "0"
        if not length.isascii() or not length.isdigit():
            return problem(400, "the length is no number")
        if int(length) > LARGEST_BODY:
            return problem(413, f"a question has at most {LARGEST_BODY} bytes")
        body = self.rfile.read(int(length))
        if self.command == "POST" and body:
            try:
                json.loads(body)
            except (ValueError, RecursionError):
                return problem(400, "the question is no JSON")
        return None

    def _refuse(self, refusal: Answer) -> None:
        # What was not read would be taken for the next request.
        self.close_connection = True
        self._send(refusal)

    def _send(self, found: Answer) -> None:
        self._head(found.status, found.content_type, len(found.body), dict(found.headers))
        if self.command != "HEAD":
            self.wfile.write(found.body)

    def _send_file(self, found: Answer) -> None:
        folder = current_folder(self.server.share_folder, found.partner_code or "")
        try:
            with (folder / (found.file_name or "")).open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                first, last = _range(self.headers.get("Range"), size)
                partial = {"Content-Range": f"bytes {first}-{last}/{size}"} if self.headers.get("Range") else {}
                status = 206 if partial else 200
                headers = {**found.headers, **partial, "Accept-Ranges": "bytes"}
                self._head(status, found.content_type, last - first + 1, headers)
                if self.command != "HEAD":
                    file.seek(first)
                    self._copy(file, last - first + 1)
        except ValueError:
            self._send(Answer(416, headers={"Content-Range": "bytes */*"}))
        except OSError:
            self._refuse(problem(404, "the file was replaced: ask for the table again"))

    def _copy(self, file: Any, count: int) -> None:  # noqa: ANN401
        while count and (block := file.read(min(BLOCK, count))):
            self.wfile.write(block)
            count -= len(block)

    def _head(self, status: int, content_type: str, length: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": content_type,
            "Content-Length": str(length),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            **headers,
        }.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()


def check_address(host: str, *, is_open: bool) -> None:
    """Raises LundiError where the endpoint would be seen by other machines and nobody said that it may."""
    try:
        is_loopback = ip_address(host).is_loopback
    except ValueError:
        is_loopback = host == "localhost"
    if not is_loopback and not is_open:
        raise LundiError(
            f"{host} is seen by other machines, and this endpoint speaks plain HTTP",
            "put a proxy with TLS before 127.0.0.1, or give --beyond-loopback where one stands there already",
        )


def _range(header: str | None, size: int) -> tuple[int, int]:
    """First and last byte that are asked for. Raises ValueError where they are none of the file."""
    if header is None:
        return 0, size - 1
    unit, _, bounds = header.partition("=")
    start, dash, end = bounds.strip().partition("-")
    if unit.strip() != "bytes" or not dash or not (start or end):
        raise ValueError(header)
    first, last = (int(start), int(end) if end else size - 1) if start else (max(size - int(end), 0), size - 1)
    if first > last or first >= size:
        raise ValueError(header)
    return first, min(last, size - 1)


def _manifest_or_none(share_folder: Path, partner_code: str) -> dict[str, Any] | None:
    try:
        return read_manifest(share_folder, partner_code)
    except (LundiError, OSError):
        return None
