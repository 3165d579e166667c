"""The rates that costs are reckoned with, from the same seeds and the same variable as the marts."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import yaml

from lundi.errors import LundiError
from lundi.settings import PROJECT_ROOT

BUILD_STEP = "build"


@dataclass(frozen=True)
class Size:
    """A size of warehouse and what an hour of it costs."""

    size_code: str
    credits_per_hour: Decimal


@dataclass(frozen=True)
class Warehouse:
    """A warehouse of the house."""

    warehouse_code: str
    size_code: str
    generation: str
    auto_suspend_seconds: int


@dataclass(frozen=True)
class Rates:
    """Sizes by generation, the smallest first; the house's warehouses, and which one each step works."""

    sizes: dict[str, tuple[Size, ...]]
    warehouses: dict[str, Warehouse]
    step_warehouses: dict[str, str]
    eur_per_credit: Decimal

    @property
    def build_warehouse(self) -> Warehouse:
        """The warehouse of the build: the one whose size is to be chosen."""
        return self.warehouses[self.step_warehouses[BUILD_STEP]]

    def size(self, size_code: str, generation: str) -> Size:
        """A size of a generation. Raises LundiError where there is none."""
        known = self.sizes.get(generation, ())
        found = next((size for size in known if size.size_code == size_code), None)
        if found is None:
            listed = ", ".join(size.size_code for size in known)
            raise LundiError(f"there is no warehouse size {size_code!r}", f"choose among {listed}")
        return found

    def credits_per_hour(self, warehouse: Warehouse) -> Decimal:
        """What an hour of a warehouse costs."""
        return self.size(warehouse.size_code, warehouse.generation).credits_per_hour


def load_rates(project: Path = PROJECT_ROOT) -> Rates:
    """Reads the seeds `warehouse_rates`, `warehouses` and `run_steps`, and the variable `eur_per_credit`."""
    seeds = project / "seeds" / "reference"
    sizes: dict[str, list[Size]] = {}
    for row in sorted(_rows(seeds / "warehouse_rates.csv"), key=lambda row: int(row["sort_order"])):
        sizes.setdefault(row["generation"], []).append(Size(row["size_code"], Decimal(row["credits_per_hour"])))
    warehouses = {
        row["warehouse_code"]: Warehouse(
            row["warehouse_code"], row["size_code"], row["generation"], int(row["auto_suspend_seconds"])
        )
        for row in _rows(seeds / "warehouses.csv")
    }
    steps = {row["step_code"]: row["warehouse_code"] for row in _rows(seeds / "run_steps.csv")}
    variables = yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    by_generation = {generation: tuple(found) for generation, found in sizes.items()}
    return Rates(by_generation, warehouses, steps, Decimal(str(variables["eur_per_credit"])))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
