"""The endpoint: what a partner's token opens, and that nothing else does."""

import http.client
import json
import shutil
import socket
import threading
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from lundi.errors import LundiError
from lundi.share.delta_protocol import LARGEST_BODY, PREFIX
from lundi.share.folders import partner_folder, share_folder
from lundi.share.publishing import publish_shares, revoke_partner
from lundi.share.serving import Endpoint, check_address
from lundi.share.tokens import issue_token
from share_world import MONDAY, made_world

TABLES = "/shares/alpha/schemas/partage/tables"


class Client:
    """Asks the endpoint as a partner would."""

    def __init__(self, endpoint, tokens):
        self.endpoint, self.tokens = endpoint, tokens

    def ask(self, path, partner="alpha", *, method="GET", body=None, headers=None, token=None):
        host, port = self.endpoint.server_address[:2]
        connection = http.client.HTTPConnection(host, port, timeout=10)
        sent = dict(headers or {})
        bearer = token if token is not None else self.tokens.get(partner)
        if bearer:
            sent["Authorization"] = f"Bearer {bearer}"
        try:
            connection.request(method, path, body=body, headers=sent)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def items(self, path, partner="alpha"):
        status, _, body = self.ask(PREFIX + path, partner)
        assert status == 200
        return json.loads(body)["items"]

    def file_path(self, partner="alpha", table="supplier_sales_v1"):
        path = f"{PREFIX}/shares/{partner}/schemas/partage/tables/{table}/query"
        status, _, body = self.ask(path, partner, method="POST", body="{}")
        assert status == 200
        url = json.loads(body.splitlines()[2])["file"]["url"]
        return url[url.index(PREFIX) :]


class Clock:
    """Now, until a test moves it."""

    moment = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

    def __call__(self):
        return self.moment


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    world = made_world(tmp_path_factory.mktemp("served"))
    publish_shares(world.settings, MONDAY, is_built_anew=False)
    return world


@pytest.fixture
def served(published, tmp_path):
    """A running endpoint over a copy of the folders, a client with each partner's token, its clock and its log."""
    shutil.copytree(published.settings.out, tmp_path / "out", symlinks=True)
    warehouse = tmp_path / "warehouse"
    tokens = {}
    for code in ("alpha", "beta"):
        profile = issue_token(warehouse, code, "http://127.0.0.1")
        tokens[code] = json.loads(profile.read_text(encoding="utf-8"))["bearerToken"]
    clock, log = Clock(), []
    endpoint = Endpoint(share_folder(tmp_path / "out"), warehouse, ("127.0.0.1", 0), now=clock, log=log.append)
    thread = threading.Thread(target=endpoint.serve_forever, daemon=True)
    thread.start()
    client = Client(endpoint, tokens)
    client.clock, client.log, client.share = clock, log, share_folder(tmp_path / "out")
    client.warehouse = warehouse
    yield client
    endpoint.shutdown()
    endpoint.server_close()
    thread.join(timeout=10)


def test_a_partner_sees_its_own_share_and_no_other(served):
    assert [item["name"] for item in served.items("/shares")] == ["alpha"]
    assert [item["name"] for item in served.items("/shares/alpha/schemas")] == ["partage"]
    assert [item["name"] for item in served.items("/shares/alpha/all-tables")] == ["supplier_sales_v1"]
    assert [item["name"] for item in served.items("/shares", "beta")] == ["beta"]


@pytest.mark.parametrize("end", ["", "/schemas", "/all-tables", "/schemas/partage/tables"])
def test_another_partner_s_token_opens_nothing_and_does_not_tell_that_there_is_something(served, end):
    foreign = served.ask(f"{PREFIX}/shares/alpha{end}", "beta")
    unknown = served.ask(f"{PREFIX}/shares/nobody{end}", "beta")
    assert foreign[0] == unknown[0] == 404
    assert foreign[2] == unknown[2]


@pytest.mark.parametrize("question", ["version", "metadata", "query"])
def test_another_partner_s_token_reads_no_table(served, question):
    method = "POST" if question == "query" else "GET"
    path = f"{PREFIX}{TABLES}/supplier_sales_v1/{question}"
    assert served.ask(path, "alpha", method=method, body="{}" if method == "POST" else None)[0] == 200
    assert served.ask(path, "beta", method=method, body="{}" if method == "POST" else None)[0] == 404


@pytest.mark.parametrize("token", ["x", "", "é", "Bearer", "0" * 64])
def test_a_wrong_token_and_none_are_let_in_nowhere(served, token):
    for path in ("/shares", f"{TABLES}/supplier_sales_v1/metadata"):
        status, headers, _ = served.ask(PREFIX + path, token=token.encode("utf-8").decode("latin-1"), partner="nobody")
        assert status == 401
        assert headers["WWW-Authenticate"] == "Bearer"


def test_a_former_token_opens_nothing(served):
    issue_token(served.warehouse, "alpha", "http://127.0.0.1")
    assert served.ask(f"{PREFIX}/shares")[0] == 401


def test_a_table_tells_its_version_schema_and_file(served):
    status, headers, body = served.ask(f"{PREFIX}{TABLES}/supplier_sales_v1/version")
    assert (status, headers["Delta-Table-Version"], body) == (200, "1", b"")
    _, _, body = served.ask(f"{PREFIX}{TABLES}/supplier_sales_v1/metadata")
    protocol, metadata = map(json.loads, body.splitlines())
    assert protocol == {"protocol": {"minReaderVersion": 1}}
    fields = {field["name"]: field["type"] for field in json.loads(metadata["metaData"]["schemaString"])["fields"]}
    assert fields["sales_eur_excl_tax"] == "decimal(18,2)"
    assert fields["store_count"] == "long"
    assert "partner_code" not in fields


@pytest.mark.parametrize("table", ["franchisee_sales_v1", "supplier_sales_v2", "manifest.json", "partage.duckdb"])
def test_an_unknown_table_is_unknown(served, table):
    assert served.ask(f"{PREFIX}{TABLES}/{table}/metadata")[0] == 404


def test_a_file_is_read_by_its_signed_path_alone(served):
    path = served.file_path()
    status, headers, body = served.ask(path, partner="nobody")
    assert (status, body[:4], int(headers["Content-Length"])) == (200, b"PAR1", len(body))
    part = served.ask(path, partner="nobody", headers={"Range": "bytes=0-3"})
    assert (part[0], part[2]) == (206, b"PAR1")
    assert served.ask(path, partner="nobody", headers={"Range": "bytes=999999999-"})[0] == 416
    head = served.ask(path, partner="nobody", method="HEAD")
    assert (head[0], head[2], head[1]["Content-Length"]) == (200, b"", str(len(body)))


def test_a_signed_path_that_was_changed_opens_nothing(served):
    path, foreign = served.file_path(), served.file_path("beta")
    changed = [
        path.replace("/alpha/", "/beta/"),
        path.replace("supplier_sales_v1", "franchisee_sales_v1"),
        path.replace("supplier_sales_v1.parquet", "partage.duckdb"),
        path.replace("expires=", "expires=9"),
        path[:-1] + ("0" if path[-1] != "0" else "1"),
        path.partition("?")[0],
        f"{path.partition('?')[0]}?{foreign.partition('?')[2]}",
        f"{path.partition('&')[0]}&signature=é".replace("é", "%C3%A9"),
    ]
    assert [served.ask(each)[0] for each in changed] == [403] * len(changed)


def test_a_signed_path_expires(served):
    path = served.file_path()
    served.clock.moment += timedelta(minutes=5)
    assert served.ask(path)[0] == 200
    served.clock.moment += timedelta(seconds=1)
    assert served.ask(path)[0] == 403


@pytest.mark.parametrize(
    "path",
    [
        "/../../warehouse/share/tokens.json",
        f"{PREFIX}/../share/tokens.json",
        f"{PREFIX}/shares/../../etc/passwd",
        f"{PREFIX}/shares/%2e%2e/schemas",
        f"{PREFIX}/shares/..%2f..%2fwarehouse/schemas",
        f"{PREFIX}/files/alpha/..%2f..%2fbeta%2fcurrent%2fmanifest.json?expires=9999999999&signature=x",
        f"{PREFIX}/files/../alpha?expires=9999999999&signature=x",
        f"{PREFIX}/files/alpha/%00.parquet",
        f"{PREFIX}//shares",
        f"{PREFIX}/files/%2Fetc/passwd",
        "/",
    ],
)
def test_a_path_that_climbs_finds_nothing(served, path):
    assert served.ask(path)[0] in (403, 404)


def test_an_oversized_question_is_refused_before_it_is_read(served):
    path = f"{PREFIX}{TABLES}/supplier_sales_v1/query"
    assert served.ask(path, method="POST", body=b" " * (LARGEST_BODY + 1))[0] == 413
    assert served.ask(path, method="POST", body=b"{}" + b" " * (LARGEST_BODY - 2))[0] == 200
    # Announced, never sent: the answer comes all the same.
    host, port = served.endpoint.server_address[:2]
    with socket.create_connection((host, port), timeout=10) as raw:
        raw.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n".encode())
        assert b" 413 " in raw.recv(200)


@pytest.mark.parametrize(
    ("headers", "status"), [({"Content-Length": "-1"}, 400), ({"Transfer-Encoding": "chunked"}, 411)]
)
def test_a_question_without_a_length_that_is_one_is_refused(served, headers, status):
    assert served.ask(f"{PREFIX}{TABLES}/supplier_sales_v1/query", method="POST", headers=headers)[0] == status


def test_a_question_that_is_no_json_is_refused(served):
    assert served.ask(f"{PREFIX}{TABLES}/supplier_sales_v1/query", method="POST", body="{")[0] == 400
    assert served.ask(f"{PREFIX}/{'x' * 5000}")[0] == 414


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_is_written(served, method):
    assert served.ask(f"{PREFIX}/shares", method=method)[0] == 405
    assert served.ask(f"{PREFIX}/shares", method="POST", body="{}")[0] == 405


def test_a_head_says_what_a_get_would_and_sends_no_body(served):
    got = served.ask(f"{PREFIX}/shares")
    head = served.ask(f"{PREFIX}/shares", method="HEAD")
    assert (head[0], head[2], head[1]["Content-Length"]) == (200, b"", str(len(got[2])))
    assert served.ask(f"{PREFIX}/shares", "nobody", method="HEAD")[0] == 401


def test_an_end_counts_from_the_next_request_on_without_a_publication(served):
    path = served.file_path()
    manifest_path = served.share / "alpha" / "current" / "manifest.json"
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    manifest["products"][0]["last_day"] = str(date(2026, 11, 16))
    manifest_path.write_text(json.dumps(manifest), encoding="utf-8")
    assert served.ask(f"{PREFIX}/shares")[0] == 200
    served.clock.moment += timedelta(days=1)
    assert served.ask(f"{PREFIX}/shares")[0] == 403
    assert served.ask(path)[0] == 403


def test_a_revoked_partner_gets_no_file_by_a_path_that_was_open(served, published):
    path = served.file_path()
    shutil.rmtree(partner_folder(served.share, "alpha"))
    assert served.ask(path)[0] == 403
    assert served.ask(f"{PREFIX}/shares")[0] == 403


def test_the_log_holds_neither_token_nor_signature(served):
    path = served.file_path()
    served.ask(path)
    text = "\n".join(served.log)
    assert "supplier_sales_v1.parquet" in text
    assert served.tokens["alpha"] not in text
    assert path.rpartition("=")[2] not in text


def test_only_loopback_is_listened_on_unless_told():
    check_address("127.0.0.1", is_open=False)
    check_address("localhost", is_open=False)
    check_address("::1", is_open=False)
    check_address("0.0.0.0", is_open=True)
    for host in ("0.0.0.0", "192.168.1.4", "example.org"):
        with pytest.raises(LundiError, match="seen by other machines"):
            check_address(host, is_open=False)


def test_a_revocation_closes_the_endpoint(published, tmp_path):
    world = made_world(tmp_path)
    publish_shares(world.settings, MONDAY, is_built_anew=False)
    issue_token(world.settings.warehouse, "beta", "http://127.0.0.1")
    revoke_partner(world.settings, "beta", "test", MONDAY)
    endpoint = Endpoint(share_folder(world.settings.out), world.settings.warehouse, ("127.0.0.1", 0))
    try:
        assert endpoint.shares().partner_of("anything") is None
        assert endpoint.shares().manifest_of("beta") is None
    finally:
        endpoint.server_close()


def test_the_base_url_is_the_one_that_partners_see(published):
    endpoint = Endpoint(
        share_folder(published.settings.out),
        published.settings.warehouse,
        ("127.0.0.1", 0),
        public_url="https://share.example/",
    )
    endpoint.server_close()
    assert urlsplit(endpoint.base_url).netloc == "share.example"
