"""Consents from every application: asked for, taken over from an older system, ticked beforehand, contradictory."""

from dataclasses import dataclass

import numpy as np

from lundi.demo.retailer.choices import numbers_as_text, texts
from lundi.demo.retailer.population import DAYS_PER_YEAR
from lundi.demo.retailer.randomness import generator
from lundi.demo.retailer.records import APP, DRIVE, ECOMMERCE, LOYALTY, SYSTEMS, Records
from lundi.demo.retailer.size import DemoPlan


@dataclass(frozen=True)
class Form:
    """One place where an application notes one consent; shares are of its records and of the answers."""

    system: int
    purpose: str
    channel: str
    asked_share: float
    granted_share: float
    pending_share: float
    capture_mode: str
    context: str


FORMS = (
    Form(LOYALTY, "marketing", "email", 0.55, 0.48, 0.0, "explicit", "store_form"),
    Form(LOYALTY, "marketing", "sms", 0.45, 0.34, 0.0, "explicit", "store_form"),
    Form(LOYALTY, "marketing", "post", 0.3, 0.9, 0.0, "default", "paper_form_preticked"),
    Form(LOYALTY, "marketing", "phone", 0.08, 0.2, 0.0, "explicit", "store_form"),
    Form(ECOMMERCE, "marketing", "email", 0.95, 0.42, 0.07, "explicit", "account_creation"),
    Form(ECOMMERCE, "partner_sharing", "any", 0.35, 0.09, 0.0, "explicit", "account_creation"),
    Form(ECOMMERCE, "analytics", "any", 0.4, 0.55, 0.0, "explicit", "cookie_banner"),
    Form(DRIVE, "marketing", "email", 0.6, 0.95, 0.0, "default", "checkout_preticked"),
    Form(DRIVE, "marketing", "sms", 0.5, 0.4, 0.0, "explicit", "checkout"),
    Form(APP, "marketing", "push", 0.8, 0.55, 0.0, "explicit", "app_onboarding"),
    Form(APP, "personalisation", "any", 0.7, 0.52, 0.0, "explicit", "app_onboarding"),
    Form(APP, "any", "any", 0.05, 0.1, 0.0, "explicit", "app_settings"),
)
# Loyalty changed its system seven years before the end: older answers were taken over, most without their moment.
MIGRATION_YEARS = 7.0
MIGRATION_CONTEXT = "crm_migration"
UNKNOWN_MOMENT_SHARE = 0.6
WITHDRAWN_SHARE = 0.09
CONFIRMED_SHARE = 0.6  # of pending ones, by the link in the mail
CONTRADICTED_SHARE = 0.012
CORRECTED_SHARE = 0.003
OPT_OUT_CONTEXTS = {"email": "unsubscribe_link", "sms": "stop_sms", "push": "app_settings"}
OPPOSITE = {"granted": "refused", "refused": "granted", "pending": "refused", "withdrawn": "granted"}


def make_consents(plan: DemoPlan, records: Records) -> dict[str, np.ndarray]:
    """The columns of all consent events in the order of their ids, `changed_at` and `is_correction` included."""
    draw = generator(plan.seed, "consents")
    answers = _concatenated([_answers(draw, records, form) for form in FORMS])
    answers = _taken_over(draw, plan, records, answers)
    events = _concatenated(
        [
            answers,
            _withdrawals(draw, plan, records, answers),
            _confirmations(draw, plan, records, answers),
            _contradictions(draw, answers),
        ]
    )
    order = np.lexsort((np.arange(len(events["record"])), events["changed_at"]))
    events = {name: values[order] for name, values in events.items()}
    count = len(order)
    explicit = events["capture_mode"] == "explicit"
    number = numbers_as_text(np.arange(1, count + 1), 8)
    columns = {
        "consent_event_id": "CE" + number,
        "source_system": texts(SYSTEMS)[records.system[events["record"]]],
        "source_customer_id": records.customer_id[events["record"]],
        **{name: events[name] for name in ("purpose", "channel", "status", "occurred_at", "capture_mode")},
        "collection_context": events["context"],
        "proof_reference": np.where(explicit & (draw.random(count) < 0.85), "PR-" + number, None),
        "changed_at": events["changed_at"],
        "is_correction": np.zeros(count, dtype=bool),
    }
    return _with_corrections(draw, plan, columns)


def _concatenated(parts: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _answers(draw: np.random.Generator, records: Records, form: Form) -> dict[str, np.ndarray]:
    asked = (records.system == form.system) & (draw.random(records.count) < form.asked_share)
    record = np.flatnonzero(asked)
    answer = draw.random(len(record))
    status = np.select(
        [answer < form.granted_share, answer < form.granted_share + form.pending_share],
        ["granted", "pending"],
        "refused",
    ).astype(object)
    moment = records.created_at[record] + draw.integers(20, 400, len(record))
    return {
        "record": record,
        "purpose": np.full(len(record), form.purpose, dtype=object),
        "channel": np.full(len(record), form.channel, dtype=object),
        "status": status,
        "capture_mode": np.full(len(record), form.capture_mode, dtype=object),
        "context": np.full(len(record), form.context, dtype=object),
        "occurred_at": moment,
        "changed_at": moment,
    }


def _taken_over(
    draw: np.random.Generator, plan: DemoPlan, records: Records, answers: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    migrated_on = np.datetime64(plan.last_date) - int(MIGRATION_YEARS * DAYS_PER_YEAR)
    migrated_at = migrated_on.astype("datetime64[s]") + np.timedelta64(2 * 3_600, "s")
    imported = (records.system[answers["record"]] == LOYALTY) & (answers["changed_at"] < migrated_at)
    unknown = imported & (draw.random(len(imported)) < UNKNOWN_MOMENT_SHARE)
    return {
        **answers,
        "capture_mode": np.where(imported, "imported", answers["capture_mode"]),
        "context": np.where(imported, MIGRATION_CONTEXT, answers["context"]),
        "occurred_at": np.where(unknown, np.datetime64("NaT"), answers["occurred_at"]),
        "changed_at": np.where(imported, migrated_at, answers["changed_at"]),
    }


def _later(
    draw: np.random.Generator, plan: DemoPlan, records: Records, answers: dict[str, np.ndarray], mask: np.ndarray
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The masked answers again at a later moment, as long as the account lives; the moments."""
    rows = {name: values[mask] for name, values in answers.items()}
    end = np.datetime64(plan.last_date).astype("datetime64[s]") + np.timedelta64(21 * 3_600, "s")
    closed_at = records.closed_at[rows["record"]]
    end = np.where(np.isnat(closed_at), end, closed_at)
    span = np.maximum((end - rows["changed_at"]).astype(np.int64), 0)
    moment = rows["changed_at"] + (draw.random(len(span)) * span).astype(np.int64)
    kept = span > 0
    return {name: values[kept] for name, values in rows.items()}, moment[kept]


def _withdrawals(
    draw: np.random.Generator, plan: DemoPlan, records: Records, answers: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    mask = (answers["status"] == "granted") & (draw.random(len(answers["record"])) < WITHDRAWN_SHARE)
    rows, moment = _later(draw, plan, records, answers, mask)
    context = texts([OPT_OUT_CONTEXTS.get(channel, "customer_service") for channel in rows["channel"]])
    return {
        **rows,
        "status": np.full(len(moment), "withdrawn", dtype=object),
        "capture_mode": np.full(len(moment), "explicit", dtype=object),
        "context": context,
        "occurred_at": moment,
        "changed_at": moment,
    }


def _confirmations(
    draw: np.random.Generator, plan: DemoPlan, records: Records, answers: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    mask = (answers["status"] == "pending") & (draw.random(len(answers["record"])) < CONFIRMED_SHARE)
    rows = {name: values[mask] for name, values in answers.items()}
    end = np.datetime64(plan.last_date).astype("datetime64[s]") + np.timedelta64(23 * 3_600, "s")
    moment = np.minimum(rows["changed_at"] + draw.integers(60, 2 * 86_400, int(mask.sum())), end)
    return {
        **rows,
        "status": np.full(len(moment), "granted", dtype=object),
        "context": np.full(len(moment), "double_opt_in", dtype=object),
        "occurred_at": moment,
        "changed_at": moment,
    }


def _contradictions(draw: np.random.Generator, answers: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """A second answer of the same moment that says the opposite, from another screen."""
    mask = draw.random(len(answers["record"])) < CONTRADICTED_SHARE
    rows = {name: values[mask] for name, values in answers.items()}
    return {
        **rows,
        "status": texts([OPPOSITE[status] for status in rows["status"]]),
        "context": np.full(int(mask.sum()), "customer_service", dtype=object),
    }


def _with_corrections(
    draw: np.random.Generator, plan: DemoPlan, columns: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """A few answers of the history noted wrongly and corrected days later under the same id."""
    start = np.datetime64(plan.first_date).astype("datetime64[s]")
    end = np.datetime64(plan.last_date).astype("datetime64[s]") - np.timedelta64(12 * 86_400, "s")
    in_history = (columns["changed_at"] >= start) & (columns["changed_at"] < end)
    mask = in_history & (draw.random(len(in_history)) < CORRECTED_SHARE)
    mask |= in_history & (np.cumsum(in_history) == 3)
    rows = {name: values[mask] for name, values in columns.items()}
    rows["status"] = texts([OPPOSITE[status] for status in rows["status"]])
    rows["changed_at"] = rows["changed_at"] + draw.integers(86_400, 10 * 86_400, int(mask.sum()))
    rows["is_correction"] = np.ones(int(mask.sum()), dtype=bool)
    return _concatenated([columns, rows])
