"""The bearer tokens of the endpoint: one per partner, told once, kept as a hash, compared in constant time.

A token has 256 random bits, so that its plain hash cannot be guessed back.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lundi.errors import LundiError

FOLDER = "share"
HASHES_FILE = "tokens.json"
PROFILE_VERSION = 1
TOKEN_BYTES = 32
NOBODY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Tokens:
    """The hash of each partner's token."""

    hashes: Mapping[str, str]

    def partner_of(self, token: str) -> str | None:
        """Whose token it is; None where it is nobody's. How long it takes says nothing of how near it came."""
        offered = hash_of(token)
        found = None
        # Every hash is compared, whichever fits: a loop that stopped would tell the partner's place in the file.
        for partner_code, known in sorted(self.hashes.items()):
            if hmac.compare_digest(offered, known):
                found = partner_code
        return found if token else None


def hash_of(token: str) -> str:
    """The hash that is kept."""
    return hashlib.sha256(token.encode("utf-8", errors="surrogatepass")).hexdigest()


def token_folder(warehouse: Path) -> Path:
    """Where hashes and profiles lie: never in out/, which may be copied to partners."""
    return warehouse / FOLDER


def read_tokens(warehouse: Path) -> Tokens:
    """The tokens that were given out; none where there is no file. Raises LundiError where it cannot be read."""
    path = token_folder(warehouse) / HASHES_FILE
    if not path.is_file():
        return Tokens({})
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Tokens({str(code): str(value) for code, value in found.items()})
    except (OSError, ValueError, AttributeError) as error:
        raise LundiError(
            f"{path.name} cannot be read, so nobody can be let in", "remove it and give every partner a new token"
        ) from error


def issue_token(warehouse: Path, partner_code: str, endpoint: str) -> Path:
    """Gives a partner a new token, the former one then opens nothing; gives the private file that holds it, once.

    The file is a profile as Delta Sharing clients read it. It is to be handed over and removed.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    folder = token_folder(warehouse)
    profile = folder / f"{partner_code}.share"
    write_private(
        profile,
        json.dumps({"shareCredentialsVersion": PROFILE_VERSION, "endpoint": endpoint, "bearerToken": token}, indent=2),
    )
    _keep(warehouse, {**read_tokens(warehouse).hashes, partner_code: hash_of(token)})
    return profile


def withdraw_token(warehouse: Path, partner_code: str) -> bool:
    """Makes a partner's token open nothing; says whether there was one."""
    hashes = dict(read_tokens(warehouse).hashes)
    (token_folder(warehouse) / f"{partner_code}.share").unlink(missing_ok=True)
    if hashes.pop(partner_code, None) is None:
        return False
    _keep(warehouse, hashes)
    return True


def write_private(path: Path, text: str) -> None:
    """Writes a file that its owner alone reads, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)
    # Private from its first byte on, whatever the umask.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{text}\n")
    os.replace(temporary, path)


def _keep(warehouse: Path, hashes: Mapping[str, str]) -> None:
    write_private(token_folder(warehouse) / HASHES_FILE, json.dumps(dict(sorted(hashes.items())), indent=2))
