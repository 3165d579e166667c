"""What of a finished Monday somebody must be told: one cause for each thing that one person can mend.

A message names deliveries, files, rows, rules, stores and counts, and never a value of a row.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lundi.clock import said, wall_clock
from lundi.ingest import IngestReport
from lundi.monday import MondayResult
from lundi.privacy.deadlines import OpenRequest
from lundi.quality.gate import GateReport
from lundi.reports.dataset import ReportData
from lundi.reports.formatting import Formats
from lundi.reports.notices import banner_of
from lundi.warehouse.ledger import REFUSED

NAMED_STORE_DAYS = 20
KEPT_ASIDE_FROM = 100  # rows of one entity in quarantine from which on somebody is told


@dataclass(frozen=True)
class Cause:
    """One thing that went wrong: what it is, what makes it the same one the next time, and the words for it."""

    code: str
    identity: str
    subject: str
    lines: tuple[str, ...]

    @property
    def name(self) -> str:
        """A name for its file: the same cause has the same one, however often the Monday is run."""
        return f"{self.code}-{hashlib.sha256(self.identity.encode()).hexdigest()[:12]}"


def causes_of(result: MondayResult, *, kept_aside_from: int = KEPT_ASIDE_FROM) -> tuple[Cause, ...]:
    """The causes of a Monday that came to its end."""
    found: list[Cause] = []
    if result.ingest:
        found += [*_refused(result.ingest), *_kept_aside(result.ingest, kept_aside_from)]
    if result.gate:
        found += _held(result.gate)
    if result.report:
        found += [*_late(result.report), *_missing_store_days(result.report)]
    return (*found, *_unshared(result), *_degraded(result))


def failure(error: Exception, as_of: datetime) -> Cause:
    """The cause of a Monday that did not come to its end: nothing new was published, or it says what stands."""
    day = wall_clock(as_of).date()
    what = type(error).__name__
    # The words of an error may quote what was delivered: they stand on the terminal of the run, not in a message.
    return Cause(
        "failed_run",
        f"{day}:{what}:{error}",  # hashed: the words stay here
        "Le lundi a échoué",
        (
            f"La préparation de l’état des ventes du {_day(day)} s’est arrêtée ({what}).",
            "L’édition précédente reste publiée. À faire : `lundi status`, puis relancer `lundi monday`.",
        ),
    )


def missing_run(iso_week: str, published: str, now: datetime) -> Cause:
    """The cause where nobody ran: no Monday has published the week that is over."""
    week = Formats("fr", "EUR").week(iso_week)
    return Cause(
        "missing_run",
        iso_week,
        f"L’état des ventes {week} n’est pas paru",
        (
            f"Le {said(now)}, aucun lundi n’a publié la semaine {week}.",
            f"Édition publiée : {published}.",
            "À faire : vérifier l’ordonnanceur, puis lancer `lundi monday`.",
        ),
    )


def late_requests(requests: Iterable[OpenRequest]) -> tuple[Cause, ...]:
    """A cause for each open request of a person that cannot wait, and another one when its month is over."""
    return tuple(_late_request(request) for request in requests if request.is_urgent)


def _late_request(request: OpenRequest) -> Cause:
    state = "en retard" if request.is_overdue else "à traiter sans attendre"
    return Cause(
        "privacy_request",
        f"{request.request_id}:{request.is_overdue}",
        f"Demande {request.request_id} {state}",
        (
            f"Demande {request.request_id}, reçue le {_day(request.received_date)} : réponse due le "
            f"{_day(request.due_date)}.",
            "À faire : `lundi privacy requests`, répondre, puis noter la réponse avec `lundi privacy answer`.",
        ),
    )


def _refused(report: IngestReport) -> Iterable[Cause]:
    for outcome in report.with_status(REFUSED):
        if outcome.refusal:
            yield Cause(
                "refused_delivery",
                f"{outcome.path}:{outcome.refusal.rule}",
                f"Livraison refusée : {outcome.path}",
                (
                    f"{outcome.path}, {outcome.refusal.place} : règle {outcome.refusal.rule}.",
                    "Rien n’en est chargé. À faire : demander à l’émetteur de la corriger et de la renvoyer.",
                ),
            )


def _kept_aside(report: IngestReport, limit: int) -> Iterable[Cause]:
    counts: Counter[str] = Counter()
    for row in report.kept_aside:
        counts["/".join(row.path.split("/")[:2])] += 1
    for entity, count in sorted(counts.items()):
        if count >= limit:
            yield Cause(
                "quarantine",
                f"{entity}:{count}",
                f"Quarantaine : {count} lignes de {entity}",
                (
                    f"{count} lignes de {entity} sont mises de côté (seuil {limit}), hors des chiffres.",
                    "À faire : lire quarantine.delivered_rows, faire corriger, renvoyer.",
                ),
            )


def _held(report: GateReport) -> Iterable[Cause]:
    rules: dict[str, list[str]] = defaultdict(list)
    for flag in report.flags:
        if flag.is_held:
            rules[flag.path].append(f"{flag.rule} : {flag.message}")
    for path, broken in sorted(rules.items()):
        yield Cause(
            "held_delivery",
            f"{path}:{sorted(broken)}",
            f"Livraison loin de son contrat : {path}",
            (
                *broken,
                "Ses chiffres sont compris et signalés. À faire : la faire corriger, ou l’accepter avec "
                f"`lundi ingest --accept {path} --by NOM --reason TEXTE`.",
            ),
        )


def _late(report: ReportData) -> Iterable[Cause]:
    sources: dict[str, list[str]] = defaultdict(list)
    for late in report.late_deliveries:
        sources[late.source_name].append(f"{late.entity_name}, attendu le {late.expected_by:%d/%m/%Y à %H:%M}")
    for source, lines in sorted(sources.items()):
        yield Cause(
            "late_source",
            f"{source}:{sorted(lines)}",
            f"Source en retard : {source}",
            (
                *lines,
                "À faire : appeler l’émetteur (son nom est dans docs/contracts.md), puis relancer `lundi monday`.",
            ),
        )


def _missing_store_days(report: ReportData) -> Iterable[Cause]:
    channels: dict[str, list[str]] = defaultdict(list)
    for day in report.missing_store_days:
        channels[day.channel_code].append(f"{day.store_label} ({day.store_id}), {_day(day.business_date)}")
    for channel, days in sorted(channels.items()):
        more = len(days) - NAMED_STORE_DAYS
        shown = [*days[:NAMED_STORE_DAYS], *([f"et {more} autres"] if more > 0 else [])]
        yield Cause(
            "missing_store_days",
            f"{report.iso_week}:{channel}:{sorted(days)}",
            f"Journées de magasin manquantes : {channel}, {len(days)}",
            (
                *shown,
                "Elles ne figurent pas dans les totaux. À faire : demander les fichiers, puis relancer `lundi monday`.",
            ),
        )


def _unshared(result: MondayResult) -> Iterable[Cause]:
    if result.unshared:
        day = wall_clock(result.as_of).date() if result.as_of else ""
        yield Cause(
            "shares_differ",
            f"{day}:{result.unshared}",
            "Partage aux partenaires : à vérifier",
            (
                "L’édition est publiée, mais le partage Snowflake n’est pas celui que décrit seeds/share/ "
                "(détail : sortie de la commande et logs/dbt.log).",
                "À faire : corriger, puis relancer `lundi share sync`.",
            ),
        )


def _degraded(result: MondayResult) -> Iterable[Cause]:
    if not (result.has_deadline and result.is_degraded and result.report):
        return
    day = wall_clock(result.as_of).date() if result.as_of else ""
    lost = result.build.losses.causes if result.build else ()
    lines = (*banner_of(result.report)[1:], *(f"Nœud dbt en échec : {name}" for name in lost))
    yield Cause(
        "degraded_edition",
        f"{result.report.iso_week}:{day}:{lines}",
        f"Édition dégradée : {Formats('fr', 'EUR').week(result.report.iso_week)}",
        (*lines, "Elle est publiée et le dit. À faire : compléter, puis relancer `lundi monday`."),
    )


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
