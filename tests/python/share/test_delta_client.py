"""The official Delta Sharing client reads the endpoint, and what it must not read it does not.

The client wants an older pandas than reports do, so it lives in an environment of its own: `make delta-test` makes it
and names its Python as LUNDI_DELTA_PYTHON. Elsewhere these tests are not run; test_serving.py asks the protocol itself.
"""

import json
import os
import subprocess
import threading
from pathlib import Path

import pytest

import share_products
from lundi.share.folders import share_folder
from lundi.share.publishing import publish_shares
from lundi.share.serving import Endpoint
from lundi.share.tokens import issue_token
from share_world import MONDAY, made_world

PYTHON = os.environ.get("LUNDI_DELTA_PYTHON")
pytestmark = pytest.mark.skipif(not PYTHON, reason="LUNDI_DELTA_PYTHON names no Python with delta-sharing: not run")

CLIENT = """
import json, sys
import delta_sharing

profile, table = sys.argv[1:]
try:
    tables = [f"{t.share}.{t.schema}.{t.name}" for t in delta_sharing.SharingClient(profile).list_all_tables()]
    url = f"{profile}#{table}"
    version = delta_sharing.get_table_version(url)
    frame = delta_sharing.load_as_pandas(url)
    print(json.dumps({"tables": tables, "version": version, "rows": json.loads(frame.to_json(orient="records"))}))
except Exception as error:
    print(json.dumps({"refused": getattr(getattr(error, "response", None), "status_code", str(error))}))
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Reads a table with a profile: that of a partner, or one that a test writes."""
    folder = tmp_path_factory.mktemp("client")
    world = made_world(folder)
    publish_shares(world.settings, MONDAY, is_built_anew=False)
    with Endpoint(share_folder(world.settings.out), world.settings.warehouse, ("127.0.0.1", 0)) as endpoint:
        threading.Thread(target=endpoint.serve_forever, daemon=True).start()
        url = f"{endpoint.base_url}/delta-sharing"
        profiles = {code: issue_token(world.settings.warehouse, code, url) for code in ("alpha", "beta", "gamma")}

        def read(partner, table, **changed):
            profile = json.loads(profiles[partner].read_text(encoding="utf-8")) | changed
            path = folder / "asked.share"
            path.write_text(json.dumps(profile), encoding="utf-8")
            command = [str(PYTHON), "-c", CLIENT, str(path), table]
            ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
            return json.loads(ran.stdout.splitlines()[-1])

        yield read
        endpoint.shutdown()


def test_the_client_reads_a_partner_s_own_tables(read):
    found = read("alpha", "alpha.partage.supplier_sales_v1")
    assert found["tables"] == ["alpha.partage.supplier_sales_v1"]
    assert found["version"] == 1
    assert {row["supplier_id"] for row in found["rows"]} == {"SUP-A"}
    hidden = [row for row in found["rows"] if row["release_code"] != "published"]
    assert [row["sales_eur_excl_tax"] for row in hidden] == [None, None]


@pytest.mark.parametrize(
    ("partner", "table", "changed", "status"),
    [
        ("beta", "alpha.partage.supplier_sales_v1", {}, 404),
        ("gamma", "alpha.partage.supplier_sales_v1", {}, 404),
        ("alpha", "alpha.partage.franchisee_sales_v1", {}, 404),
        ("alpha", "alpha.partage.supplier_sales_v1", {"bearerToken": "wrong"}, 401),
    ],
    ids=["another partner's token", "a third one's", "a table of others", "a wrong token"],
)
def test_the_client_is_refused(read, partner, table, changed, status):
    assert read(partner, table, **changed) == {"refused": status}


MANY = """
import json, sys
import delta_sharing

def asked(profile, table, hints):
    try:
        frame = delta_sharing.load_as_pandas(f"{profile}#{table}", jsonPredicateHints=hints)
        return {"rows": json.loads(frame.to_json(orient="values"))}
    except Exception as error:
        return {"refused": getattr(getattr(error, "response", None), "status_code", type(error).__name__)}

print(json.dumps([asked(*each) for each in json.load(sys.stdin)]))
"""


@pytest.fixture(scope="module")
def ask_many(tmp_path_factory):
    """Every partner and product published; asks many questions with one client: profiles by partner, and answers."""
    folder = tmp_path_factory.mktemp("products")
    settings = share_products.write_world(folder)
    publish_shares(settings, MONDAY, is_built_anew=False)
    with Endpoint(share_folder(settings.out), settings.warehouse, ("127.0.0.1", 0)) as endpoint:
        threading.Thread(target=endpoint.serve_forever, daemon=True).start()
        url = f"{endpoint.base_url}/delta-sharing"
        profiles = {code: str(issue_token(settings.warehouse, code, url)) for code in share_products.granted()}
        for name, token in (("wrong", "0" * 64), ("none", "")):
            profile = json.loads(Path(next(iter(profiles.values()))).read_text(encoding="utf-8"))
            profiles[name] = str(folder / f"{name}.share")
            Path(profiles[name]).write_text(json.dumps(profile | {"bearerToken": token}), encoding="utf-8")

        def ask(questions):
            questions = [(profiles[who], table, hints) for who, table, hints in questions]
            ran = subprocess.run(
                [str(PYTHON), "-c", MANY],
                input=json.dumps(questions),
                capture_output=True,
                text=True,
                timeout=300,
                check=True,
            )
            return json.loads(ran.stdout.splitlines()[-1])

        yield ask
        endpoint.shutdown()


def test_every_product_is_read_by_its_partners_tokens_alone(ask_many):
    """Each partner's every table, with the token of each partner, a wrong one and none."""
    granted = share_products.granted()
    questions = [
        (who, f"{owner}.partage.{table}", None)
        for owner, tables in granted.items()
        for table in sorted(tables)
        for who in (*granted, "wrong", "none")
    ]
    for (who, table, _), answer in zip(questions, ask_many(questions), strict=True):
        if who == table.split(".")[0]:
            assert len(answer["rows"]) == 1
            assert share_products.strangers(answer["rows"], who) == []
        else:
            assert answer == {"refused": 401 if who in ("wrong", "none") else 404}


def test_what_climbs_and_what_is_too_large_is_refused(ask_many):
    own = "lactelia.partage.supplier_sales_v1"
    climbing, large, whole = ask_many(
        [
            # The client itself takes no name with a dot.
            ("lactelia", "lactelia.partage.%2e%2e%2f%2e%2e%2fautre_fournisseur", None),
            ("lactelia", own, json.dumps({"op": "equal", "children": ["x" * 70_000]})),
            ("lactelia", own, json.dumps({"op": "equal", "children": []})),
        ]
    )
    assert climbing == {"refused": 404}
    assert large == {"refused": 413}
    assert len(whole["rows"]) == 1
