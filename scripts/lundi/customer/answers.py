"""What lookups and explanations say: sentences for a terminal, and the same as JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lundi.customer.explain import How, Why, WhyNot
from lundi.customer.lookup import Answer, Candidate
from lundi.customer.masks import masked
from lundi.customer.records import Record
from lundi.reports.words import Words

FOLDER = Path(__file__).resolve().parent / "locales"
LEVEL = "_level"
SAID_LEVELS = ("same", "close", "unlike", "different")

CaseTexts = Mapping[str, Mapping[str, Any]]


@cache
def load_words(language: str) -> Words:
    """The words of a language (fr, en)."""
    return Words(yaml.safe_load((FOLDER / f"{language}.yml").read_text(encoding="utf-8")))


def levels_of(row: Mapping[str, Any]) -> dict[str, str]:
    """The level of each attribute of a row, and of the home."""
    return {name.removesuffix(LEVEL): value for name, value in row.items() if name.endswith(LEVEL) and value}


def why_lines(answer: Why, language: str) -> Iterator[str]:
    """Why two records are one customer."""
    words = load_words(language)
    yield words(
        "why.one_customer",
        left=answer.left.record_id,
        right=answer.right.record_id,
        customer=answer.left.customer_id,
        count=len(answer.path),
    )
    for number, link in enumerate(answer.path, start=1):
        yield words(
            "why.link",
            number=number,
            left=_record(link, "left_"),
            right=_record(link, "right_"),
            case=link["case_code"],
            name=link[f"name_{language}"],
            strength=link["strength"],
            pass_number=link["pass_number"],
        )
        yield words("why.reason", reason=link[f"reason_{language}"])
        if levels_of(link):
            yield words("why.levels", levels=_levels(words, link))


def why_not_lines(answer: WhyNot, language: str) -> Iterator[str]:
    """Why two records are two customers."""
    words, row = load_words(language), answer.row
    yield words(
        "why_not.two_customers",
        left=answer.left.record_id,
        left_customer=answer.left.customer_id,
        right=answer.right.record_id,
        right_customer=answer.right.customer_id,
    )
    if not answer.seen:
        keys = ", ".join(sorted({f"{key['key_kind']} ({key['record_count']})" for key in answer.shared_keys}))
        yield words(f"why_not.{answer.refusal_kind}", keys=keys)
        yield words("why_not.compared_now")
    yield _verdict(words, row, answer.refusal_kind if answer.seen else _kind_now(row), language)
    if levels_of(row):
        yield words("why_not.levels", levels=_levels(words, row))
    asked = row.get(f"would_decide_{language}")
    if asked and row.get("decision") != "refuse" and answer.refusal_kind not in ("refused", "person"):
        yield words("why_not.would_decide", what=asked)


def _kind_now(row: Mapping[str, Any]) -> str:
    return {"refuse": "refused", "review": "review", "merge": "would_merge"}.get(row["decision"], "not_enough")


def _verdict(words: Words, row: Mapping[str, Any], kind: str, language: str) -> str:
    veto = row.get("veto_case_code")
    return words(
        f"why_not.{kind}",
        case=row["case_code"] or row["nearest_case_code"],
        name=row.get(f"name_{language}"),
        reason=row.get(f"reason_{language}"),
        veto=words("why_not.veto", case=veto) if veto else "",
    )


def how_lines(answer: How, language: str) -> Iterator[str]:
    """How a customer grew."""
    words = load_words(language)
    if not answer.steps:
        yield words("how.one_record", customer=answer.customer_id, record=_record(answer.records[0]))
        return
    yield words("how.grew", customer=answer.customer_id, count=len(answer.records))
    for step in answer.steps:
        if not step["case_code"]:
            yield words("how.first", record=_record(step))
            continue
        yield words(
            "how.joined",
            number=step["step_number"],
            record=_record(step),
            joined=_record(step, "joined_"),
            case=step["case_code"],
            name=step[f"name_{language}"],
            strength=step["strength"],
        )


def lookup_lines(answer: Answer, cases: CaseTexts, language: str, most: int = 10) -> Iterator[str]:
    """The customers whom a newcomer may be."""
    words = load_words(language)
    count = len(answer.candidates)
    yield words("lookup.candidates", count=count) if count else words("lookup.nobody")
    for number, candidate in enumerate(answer.candidates[:most], start=1):
        yield from _candidate_lines(words, number, candidate, cases, language)
    if answer.refused:
        listed = [f"{one.customer_id} ({one.case_code} {cases[one.case_code][f'name_{language}']})"
                  for one in answer.refused[:most] if one.case_code]  # fmt: skip
        yield words("lookup.refused", customers=", ".join(listed))
    if answer.unused:
        yield words("lookup.unused", attributes=_named(words, answer.unused))
    if answer.crowded:
        yield words("lookup.crowded", keys=_named(words, sorted(answer.crowded)))


def _candidate_lines(words: Words, number: int, candidate: Candidate, cases: CaseTexts, language: str) -> Iterator[str]:
    agreeing = candidate.attributes("same")
    if candidate.case_code:
        case = words("lookup.case", case=candidate.case_code, name=cases[candidate.case_code][f"name_{language}"])
    else:
        criteria = _named(words, agreeing) if agreeing else words("lookup.no_criterion")
        case = words("lookup.no_case", criteria=criteria)
    confidence = words(f"confidence.{candidate.confidence}")
    yield words("lookup.candidate", number=number, customer=candidate.customer_id, confidence=confidence, case=case)
    yield words("lookup.shown", shown=", ".join(masked(candidate.evidence).values()))
    for key, levels in (("agrees", ("same",)), ("close", ("close",)), ("differs", ("unlike", "different"))):
        if candidate.attributes(*levels):
            yield words(f"lookup.{key}", attributes=_named(words, candidate.attributes(*levels)))
    if candidate.is_ambiguous:
        yield words("lookup.ambiguous")
    if candidate.contradicting_case_code:
        against = candidate.contradicting_case_code
        yield words("lookup.contradicted", case=against, name=cases[against][f"name_{language}"])
    yield words("lookup.records", records=", ".join(candidate.records))


def lookup_document(answer: Answer, cases: CaseTexts) -> dict[str, Any]:
    """A lookup as JSON takes it."""
    return {
        "candidates": [_candidate_document(candidate, cases) for candidate in answer.candidates],
        "refused": [_candidate_document(candidate, cases) for candidate in answer.refused],
        "unused": list(answer.unused),
        "crowded": dict(answer.crowded),
    }


def _candidate_document(candidate: Candidate, cases: CaseTexts) -> dict[str, Any]:
    texts = cases[candidate.case_code] if candidate.case_code else {}
    return {
        "customer_id": candidate.customer_id,
        "confidence": candidate.confidence,
        "case_code": candidate.case_code,
        **{name: texts.get(name) for name in ("name_en", "name_fr", "reason_en", "reason_fr")},
        "agrees": candidate.attributes("same"),
        "close": candidate.attributes("close"),
        "differs": candidate.attributes("unlike", "different"),
        "is_one_criterion_alone": candidate.case_code is None,
        "is_ambiguous": candidate.is_ambiguous,
        "contradicting_case_code": candidate.contradicting_case_code,
        "records": list(candidate.records),
        "shown": masked(candidate.evidence),
    }


def why_document(answer: Why) -> dict[str, Any]:
    """Why, as JSON takes it."""
    return {**_two(answer.left, answer.right), "path": [dict(link) for link in answer.path]}


def why_not_document(answer: WhyNot) -> dict[str, Any]:
    """Why not, as JSON takes it."""
    return {
        **_two(answer.left, answer.right),
        "refusal_kind": answer.refusal_kind,
        "was_compared": answer.seen,
        "shared_keys": [dict(key) for key in answer.shared_keys],
        "comparison": dict(answer.row),
    }


def how_document(answer: How) -> dict[str, Any]:
    """How, as JSON takes it."""
    return {
        "customer_id": answer.customer_id,
        "records": [_record(record) for record in answer.records],
        "steps": [dict(step) for step in answer.steps],
    }


def as_json(document: Mapping[str, Any]) -> str:
    """A document as text."""
    return json.dumps(document, ensure_ascii=False, indent=2, default=str)


def _two(left: Record, right: Record) -> dict[str, Any]:
    return {
        "left": left.record_id,
        "left_customer_id": left.customer_id,
        "right": right.record_id,
        "right_customer_id": right.customer_id,
    }


def _record(row: Mapping[str, Any], prefix: str = "") -> str:
    return f"{row[f'{prefix}source_system']}-{row[f'{prefix}source_customer_id']}"


def _levels(words: Words, row: Mapping[str, Any]) -> str:
    said = {
        name: level
        for name, level in levels_of(row).items()
        if level in SAID_LEVELS or (name == "household" and level != "not_compared")
    }
    parts = [
        words("level", attribute=words(f"attributes.{name}"), level=words(f"levels.{level}"))
        for name, level in said.items()
    ]
    return words("separator").join(parts)


def _named(words: Words, names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(words(f"attributes.{name}") for name in names))
