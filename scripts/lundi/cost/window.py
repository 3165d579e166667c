"""Size against time for the Monday window: what each size of the build's warehouse would take and cost.

An estimate in Amdahl's manner. The longest chain of nodes that wait for one another stays as long as it was measured;
the rest of the build shrinks with the power of the warehouse, which doubles with each size, as its price does. That is
careful: a larger warehouse also speeds up a single large query, by how much only a real account can tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from lundi.cost.billing import billed_seconds, credits_of, euros_of
from lundi.cost.measured import MeasuredMonday
from lundi.cost.rates import BUILD_STEP, Rates, Size
from lundi.errors import LundiError

# What a machine of a few cores is taken for.
LOCAL_SIZE = "xsmall"


@dataclass(frozen=True)
class SizeEstimate:
    """What a Monday would take and cost with one size of the build's warehouse."""

    size_code: str
    credits_per_hour: float
    power: float  # against the size that was measured
    scaled_seconds: float  # of the build, if all of it shrank with the size
    build_seconds: float  # of the build, with its longest chain as long as it is
    monday_seconds: float
    billed_seconds: float  # of the build's warehouse, minimum and wait included
    credits: float  # of all warehouses
    cost_eur_excl_tax: float
    makes_the_window: bool
    latest_start: time  # at head office


@dataclass(frozen=True)
class WindowEstimate:
    """The sizes beside one another, and the cheapest one that makes the window."""

    measured_size: str
    deadline: time
    available_seconds: float
    floor_seconds: float  # what no size gets below: the chain and what is not the warehouse's
    sizes: tuple[SizeEstimate, ...]
    cheapest: str | None


def estimate_window(
    monday: MeasuredMonday, rates: Rates, *, measured_size: str, deadline: time, available_seconds: float
) -> WindowEstimate:
    """Estimates every size of the build's generation. Raises LundiError where the measured size is none of them."""
    generation = rates.build_warehouse.generation
    base = rates.size(measured_size, generation)
    sizes = tuple(_estimate(monday, rates, size, base, deadline, available_seconds) for size in rates.sizes[generation])
    making = [size for size in sizes if size.makes_the_window]
    cheapest = min(making, key=lambda size: (round(size.cost_eur_excl_tax, 6), size.credits_per_hour), default=None)
    chain = min(monday.chain, monday.build_span)
    floor = monday.seconds - monday.build_span + chain
    return WindowEstimate(
        measured_size, deadline, available_seconds, floor, sizes, cheapest.size_code if cheapest else None
    )


def assumed_size(monday: MeasuredMonday, rates: Rates) -> str:
    """The size that measured seconds stand for unless somebody says otherwise: on Snowflake the warehouse's own."""
    return rates.build_warehouse.size_code if monday.target == "prod" else LOCAL_SIZE


def build_seconds(span: float, chain: float, power: float) -> float:
    """Seconds of a build with so much power: the chain as it is, the rest divided."""
    fixed = min(chain, span)
    return fixed + (span - fixed) / power


def parse_deadline(text: str) -> time:
    """A time of day such as 06:00. Raises LundiError where it is none."""
    try:
        return time.fromisoformat(text.strip())
    except ValueError as error:
        raise LundiError(f"{text!r} is no time of day", "write it as 06:00") from error


def _estimate(
    monday: MeasuredMonday, rates: Rates, size: Size, base: Size, deadline: time, available_seconds: float
) -> SizeEstimate:
    power = float(size.credits_per_hour / base.credits_per_hour)
    build = build_seconds(monday.build_span, monday.chain, power)
    steps = dict(monday.steps)
    # dbt's own start and the checking of results do not wake the warehouse.
    steps[BUILD_STEP] = build
    total = sum(steps.values()) + max(0.0, monday.steps.get(BUILD_STEP, 0.0) - monday.build_span)
    billed, used = _credits(steps, rates, size)
    return SizeEstimate(
        size_code=size.size_code,
        credits_per_hour=float(size.credits_per_hour),
        power=power,
        scaled_seconds=monday.build_span / power,
        build_seconds=build,
        monday_seconds=total,
        billed_seconds=billed,
        credits=used,
        cost_eur_excl_tax=euros_of(used, rates.eur_per_credit),
        makes_the_window=total <= available_seconds,
        latest_start=_before(deadline, total),
    )


def _credits(steps: Mapping[str, float], rates: Rates, build_size: Size) -> tuple[float, float]:
    """Seconds billed of the build's warehouse and credits of all of them; steps that share one wake it once."""
    busy: dict[str, float] = {}
    for step, seconds in steps.items():
        code = rates.step_warehouses.get(step)
        if code:
            busy[code] = busy.get(code, 0.0) + seconds
    billed_of_build = used = 0.0
    for code, seconds in busy.items():
        warehouse = rates.warehouses[code]
        billed = billed_seconds(seconds, warehouse.auto_suspend_seconds)
        is_build = code == rates.build_warehouse.warehouse_code
        used += credits_of(billed, build_size.credits_per_hour if is_build else rates.credits_per_hour(warehouse))
        billed_of_build = billed if is_build else billed_of_build
    return billed_of_build, used


def _before(deadline: time, seconds: float) -> time:
    # Down to the second: a Monday that starts half a second late is late.
    moment = datetime.combine(datetime(2000, 1, 3), deadline) - timedelta(seconds=int(seconds) + (seconds % 1 > 0))
    return moment.time()
