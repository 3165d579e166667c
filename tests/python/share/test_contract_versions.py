"""What partners read changes by a new version alone: names and types of each are written down beside this test."""

import hashlib
import json
from pathlib import Path

import yaml

PROJECT = Path(__file__).parents[3]
WRITTEN = Path(__file__).parent / "contract_versions.json"


def contracts() -> dict[str, str]:
    """Hash of names and types, in order, of each version of a product."""
    found = {}
    for path in sorted((PROJECT / "models" / "shares").glob("share_*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
            shapes = [[column["name"], column["data_type"]] for column in model["columns"]]
            for version in model["versions"]:
                own = [
                    [column["name"], column["data_type"]] for column in version.get("columns", []) if "name" in column
                ]
                shape = own or shapes
                found[f"{model['name']}_v{version['v']}"] = hashlib.sha256(json.dumps(shape).encode()).hexdigest()
    return found


def test_a_contract_changes_by_a_new_version_alone() -> None:
    """A version that is written down keeps its shape and stays; a new one is written down when it is added."""
    written = json.loads(WRITTEN.read_text(encoding="utf-8"))
    now = contracts()
    changed = [name for name, shape in written.items() if now.get(name) != shape]
    assert not changed, f"add a version to {changed} instead of changing it: partners read the old one"
    assert set(now) == set(written), "write the new version down in contract_versions.json"


def test_every_product_of_the_seed_has_its_version() -> None:
    """A row of share_products.csv without a model would be a product that nobody can read."""
    lines = (PROJECT / "seeds" / "share" / "share_products.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert {f"{line.split(',')[2]}_v{line.split(',')[1]}" for line in lines} == set(contracts())
