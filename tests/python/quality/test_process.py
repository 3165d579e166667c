"""The process of Great Expectations reaches no other machine and says nothing of a row."""

import io
import json
import socket
import subprocess
import sys

import pytest

from lundi.landing.contract import load_contract
from lundi.quality import process
from lundi.settings import PROJECT_ROOT


def test_it_reaches_no_other_machine(monkeypatch):
    for owner, name in ((socket, "getaddrinfo"), (socket.socket, "connect"), (socket.socket, "connect_ex")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    process.close_the_network()
    with pytest.raises(OSError, match="opens no connection"):
        socket.getaddrinfo("localhost", 80)
    with pytest.raises(OSError, match="opens no connection"):
        socket.create_connection(("127.0.0.1", 1))


def test_of_an_error_only_its_kind_is_said(monkeypatch):
    said = io.StringIO()
    monkeypatch.setattr(process, "close_the_network", lambda: None)
    monkeypatch.setattr(process, "import_great_expectations", lambda: None)
    monkeypatch.setattr(process, "_answers", lambda: said)
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"deliveries": [["jean.dupont@exemple.fr"]]}\nno JSON\n'))
    process.main()
    said = [json.loads(line) for line in said.getvalue().splitlines()]
    assert said == [{"ready": True}, {"error": "ValueError"}, {"error": "JSONDecodeError"}]


def test_a_rule_that_cannot_be_asked_is_named():
    rule = load_contract().entity("pos", "tickets").rules[0]
    entity = load_contract().entity("pos", "tickets")
    process._check_that_it_ran(entity, rule, {"success": False, "result": {"element_count": 3}})
    with pytest.raises(process.NotCheckedError, match="pos/tickets: volume_is_as_expected"):
        process._check_that_it_ran(entity, rule, {"success": False, "result": {}})


def test_nobody_else_imports_great_expectations():
    program = "import sys, lundi.cli, lundi.monday; print('great_expectations' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "False"
