"""Whatever leaves is an exposure with an owner, a deadline and readers; whatever is an exposure leaves."""

import csv
import re

import pytest
import yaml

from lundi.activation.feed import FILES
from lundi.explorer.writing import KIND as EXPLORER
from lundi.extract.plan import planned_extracts
from lundi.reports.context import COMPANY
from lundi.reports.render import INDEX, KINDS_OF
from lundi.settings import PROJECT_ROOT

EXPOSURES = yaml.safe_load((PROJECT_ROOT / "models" / "exposures.yml").read_text(encoding="utf-8"))["exposures"]
REFERENCE = re.compile(r'ref\("(\w+)"\)')


def published() -> set[str]:
    """Everything that leaves, as exposures name it."""
    of_editions = {f"{edition}:{kind}" for edition, kinds in KINDS_OF.items() for kind in kinds}
    with (PROJECT_ROOT / "seeds" / "share" / "share_products.csv").open(encoding="utf-8", newline="") as file:
        of_shares = {f"share:{row['product_code']}_v{row['product_version']}" for row in csv.DictReader(file)}
    of_feeds = {f"feed:{name}" for name in FILES}
    of_extracts = {f"extract:{extract.file}" for extract in planned_extracts(PROJECT_ROOT)}
    return of_extracts | of_editions | {f"{COMPANY}:{INDEX}", f"{COMPANY}:{EXPLORER}"} | of_shares | of_feeds


def read_by(exposure) -> set[str]:
    return {REFERENCE.fullmatch(reference).group(1) for reference in exposure["depends_on"]}


def test_what_leaves_and_what_is_exposed_are_the_same():
    exposed = [artefact for exposure in EXPOSURES for artefact in exposure["config"]["meta"]["artefacts"]]
    assert set(exposed) == published()
    assert len(exposed) == len(set(exposed)), "two exposures claim one file"


@pytest.mark.parametrize("exposure", EXPOSURES, ids=lambda exposure: exposure["name"])
def test_an_exposure_says_who_answers_for_it_by_when_and_who_waits(exposure):
    meta = exposure["config"]["meta"]
    assert exposure["owner"]["name"]
    assert re.search(r"\d\d:\d\d Europe/Paris$", meta["deadline"])
    assert meta["consumers"]
    assert exposure["depends_on"]


@pytest.mark.parametrize(("folder", "prefix"), [("reports", "rpt_"), ("shares", "share_"), ("activation", "act_")])
def test_every_public_table_is_read_by_an_exposure(folder, prefix):
    models = {path.stem for path in (PROJECT_ROOT / "models" / folder).glob(f"{prefix}*.sql")}
    assert models <= {name for exposure in EXPOSURES for name in read_by(exposure)}


def test_the_shared_models_are_those_of_the_products():
    with (PROJECT_ROOT / "seeds" / "share" / "share_products.csv").open(encoding="utf-8", newline="") as file:
        wanted = {
            f"share_{row['product_code']}_v{row['product_version']}": {row["model_name"]}
            for row in csv.DictReader(file)
        }
    found = {exposure["name"]: read_by(exposure) for exposure in EXPOSURES if exposure["name"].startswith("share_")}
    assert found == wanted
