"""Publishing happens on request alone, to a place that the environment names, and never tells the token."""

from types import SimpleNamespace
from typing import ClassVar

import pytest

from lundi.errors import LundiError
from lundi.extract.publishing import VARIABLES, place_in, publish

client = pytest.importorskip("tableauserverclient", reason="not run: the server's client is not installed")
NAMED = {name: f"a {key}" for key, name in VARIABLES.items()} | {"LUNDI_TABLEAU_SERVER": "http://127.0.0.1:9"}


@pytest.mark.parametrize("missing", [name for key, name in VARIABLES.items() if key != "site"])
def test_what_is_missing_is_named(missing):
    with pytest.raises(LundiError, match=f"publishing needs {missing}$"):
        place_in({name: value for name, value in NAMED.items() if name != missing})


def test_the_default_site_has_no_name():
    assert place_in({name: value for name, value in NAMED.items() if name != "LUNDI_TABLEAU_SITE"}).site == ""


def test_a_server_that_does_not_answer_is_told_without_the_token(tmp_path):
    with pytest.raises(LundiError, match="the server refused") as refused:
        publish([tmp_path / "a.tdsx"], place_in(NAMED))
    assert NAMED["LUNDI_TABLEAU_TOKEN"] not in str(refused.value)


class Server:
    """What a server would do, without one."""

    PublishMode = SimpleNamespace(Overwrite="Overwrite")
    seen: ClassVar[list] = []

    def __init__(self, address, **options):
        self.auth = SimpleNamespace(sign_in=self.sign_in)
        self.projects = ["projects"]
        self.datasources = SimpleNamespace(publish=self.publish)

    def sign_in(self, signed):
        self.seen.append((signed.token_name, signed.site_id))
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.seen.append("signed out")

    def publish(self, item, path, mode):
        self.seen.append((item.name, item.project_id, path, mode))
        return SimpleNamespace(webpage_url=f"server/{item.name}", name=item.name)


@pytest.fixture
def server(monkeypatch):
    Server.seen = []
    monkeypatch.setattr(client, "Server", Server)
    monkeypatch.setattr(client, "Pager", lambda projects: [SimpleNamespace(name="a project", id="P1")])
    return Server


def test_sources_go_over_those_of_the_same_name_in_the_project(server, tmp_path):
    path = tmp_path / "ventes.tdsx"
    assert publish([path], place_in(NAMED)) == ["server/ventes"]
    assert server.seen == [("a token_name", "a site"), ("ventes", "P1", str(path), "Overwrite"), "signed out"]


def test_a_project_that_is_not_there_is_told(server, tmp_path):
    with pytest.raises(LundiError, match="no project 'another'"):
        publish([tmp_path / "a.tdsx"], place_in({**NAMED, "LUNDI_TABLEAU_PROJECT": "another"}))
