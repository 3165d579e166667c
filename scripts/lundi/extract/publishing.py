"""Publishing to a Tableau server, on request alone: the environment names the server, the site and a token."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lundi.errors import LundiError

VARIABLES = {
    "server": "LUNDI_TABLEAU_SERVER",
    "site": "LUNDI_TABLEAU_SITE",
    "project": "LUNDI_TABLEAU_PROJECT",
    "token_name": "LUNDI_TABLEAU_TOKEN_NAME",
    "token": "LUNDI_TABLEAU_TOKEN",
}


@dataclass(frozen=True)
class Place:
    """Where data sources go, and as whom."""

    server: str
    site: str
    project: str
    token_name: str
    token: str


def place_in(environment: Mapping[str, str] = os.environ) -> Place:
    """The place that the environment names. Raises LundiError with what is missing; the site may be empty."""
    missing = [name for key, name in VARIABLES.items() if key != "site" and not environment.get(name)]
    if missing:
        raise LundiError(f"publishing needs {', '.join(missing)}", "set them for this command alone: one is a secret")
    return Place(**{key: environment.get(name, "") for key, name in VARIABLES.items()})


def publish(sources: Sequence[Path], place: Place) -> list[str]:
    """Publishes packaged data sources over those of the same name; gives their addresses.

    Raises LundiError where the client is not installed, the server refuses, or there is no such project.
    """
    try:
        import tableauserverclient as client
    except ImportError as error:
        raise LundiError("the server's client is not installed", "run `make tableau`") from error
    signed = client.PersonalAccessTokenAuth(place.token_name, place.token, place.site)
    try:
        server = client.Server(place.server, use_server_version=True)
        with server.auth.sign_in(signed):
            project = next((one for one in client.Pager(server.projects) if one.name == place.project), None)
            if project is None:
                raise LundiError(f"the server has no project {place.project!r}", "make it there, or name another")
            published = []
            for path in sources:
                item = client.DatasourceItem(project.id, name=path.stem)
                done = server.datasources.publish(item, str(path), client.Server.PublishMode.Overwrite)
                published.append(done.webpage_url or done.name or path.stem)
            return published
    except (client.ServerResponseError, client.NotSignedInError, OSError) as error:
        # Whatever it says, the token is not part of it.
        text = str(error).replace(place.token, "…").splitlines()
        raise LundiError(
            f"the server refused: {text[0] if text else type(error).__name__}", "nothing else was published"
        ) from error
