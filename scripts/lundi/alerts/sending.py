"""Raises alerts: a file for each cause, which also remembers who was told, so that nobody is told twice.

An alert that cannot be sent fails nothing: it is said, and tried again by the next run that meets the same cause.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lundi.alerts.causes import Cause
from lundi.alerts.channels import AlertNotSentError, Send


@dataclass(frozen=True)
class Raised:
    """What became of the alerts of a run."""

    new_count: int = 0  # causes that were not known before
    known_count: int = 0
    problems: tuple[str, ...] = ()  # what could not be sent, one sentence each


def alert_folder(out: Path) -> Path:
    """Where alerts lie, one file each."""
    return out / "alerts"


def raise_alerts(causes: Iterable[Cause], folder: Path, channels: Mapping[str, Send], now: datetime) -> Raised:
    """Writes and sends each cause once over each channel, whatever goes wrong with one of them."""
    new, known, problems = 0, 0, []
    for cause in causes:
        try:
            is_new, failed = _raise(cause, folder / f"{cause.name}.json", channels, now)
        except OSError as error:
            problems.append(f"alert not written: {cause.subject}: {error.strerror}")
            continue
        new, known = new + is_new, known + (not is_new)
        problems += [f"alert not sent by {channel}: {cause.subject}: {why}" for channel, why in failed.items()]
    return Raised(new, known, tuple(problems))


def _raise(cause: Cause, file: Path, channels: Mapping[str, Send], now: datetime) -> tuple[bool, dict[str, str]]:
    known = _read(file)
    told = set(known.get("sent_by", ()))
    failed: dict[str, str] = {}
    for channel, send in channels.items():
        if channel in told:
            continue
        try:
            send(cause)
            told.add(channel)
        except AlertNotSentError as error:
            failed[channel] = str(error)
    document = {
        "code": cause.code,
        "subject": cause.subject,
        "lines": cause.lines,
        "first_raised_at": known.get("first_raised_at", now.isoformat()),
        "last_raised_at": now.isoformat(),
        "sent_by": sorted(told),
        "not_sent_by": failed,
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return not known, failed


def _read(file: Path) -> dict:
    """What is known of a cause; a file that somebody spoiled counts for nothing."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
