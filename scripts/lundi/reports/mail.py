"""The report as an e-mail file: headline figures in the subject, the page in short, PDF and workbook attached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from lundi.mail_policy import MAIL_POLICY
from lundi.reports.context import SALES_METRIC, TICKETS_METRIC, Context, find_evolution
from lundi.reports.dataset import ReportData
from lundi.reports.templating import environment
from lundi.reports.view import View

SENDER = "Lundi <lundi@localhost>"
UNDISCLOSED = "undisclosed-recipients:;"
PICTURE_ID = "days@lundi.localhost"
SENDING_TIME = time(6, 0, tzinfo=UTC)  # the Monday after the week
XLSX_TYPE = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Attachment:
    """A file that goes with the mail."""

    name: str
    content: bytes
    kind: str  # pdf | xlsx


def render_mail(
    data: ReportData,
    view: View,
    picture: bytes | None,
    attachments: Sequence[Attachment],
    recipients: str = "",
) -> bytes:
    """The mail as bytes; `picture` is the PNG of the week's days, None when no day has sales."""
    ctx = Context.of(data)
    message = EmailMessage(policy=MAIL_POLICY)
    message["From"] = SENDER
    message["To"] = recipients or UNDISCLOSED
    message["Subject"] = subject(ctx)
    message["Date"] = format_datetime(datetime.combine(data.last_date + timedelta(days=1), SENDING_TIME))
    message["Message-ID"] = f"<{data.data_hash[:32]}.{data.iso_week}@lundi.localhost>"
    message["Content-Language"] = data.language
    names = {attachment.kind: attachment.name for attachment in attachments}
    attached = ctx.words("mail.attached", pdf=names.get("pdf", ""), xlsx=names.get("xlsx", ""))
    message.set_content(plain_text(ctx, view, attached), cte="quoted-printable")
    html = (
        environment()
        .get_template("mail.html.j2")
        .render(view=view, attached=attached, picture_id=PICTURE_ID if picture else "")
    )
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    if picture:
        body = message.get_body(("html",))
        if body is not None:
            body.add_related(picture, "image", "png", cid=f"<{PICTURE_ID}>", disposition="inline")
    for attachment in attachments:
        subtype = XLSX_TYPE if attachment.kind == "xlsx" else attachment.kind
        message.add_attachment(attachment.content, "application", subtype, filename=attachment.name)
    _fix_boundaries(message, data.data_hash)
    return message.as_bytes()


def subject(ctx: Context) -> str:
    """The week and its headline figures."""
    subject_line = _subject_of_figures(ctx)
    return f"[{ctx.words('banner.title')}] {subject_line}" if ctx.data.is_degraded else subject_line


def _subject_of_figures(ctx: Context) -> str:
    week = ctx.formats.week(ctx.data.iso_week)
    sales = ctx.tile_value(SALES_METRIC)
    if sales is None:
        return ctx.words("mail.subject_empty", week=week)
    text = ctx.claimed("mail.subject", week=week, sales=ctx.formats.money(sales))
    main = ctx.data.main_comparison_code
    evolution = ctx.data.evolution_of(SALES_METRIC, main)
    if evolution and evolution.evolution is not None:
        stated = ctx.formats.evolution(evolution.evolution)
        text += ctx.words("mail.subject_evolution", evolution=stated, comparison=ctx.short(main))
    tickets = ctx.tile_value(TICKETS_METRIC)
    if tickets is not None:
        text += ctx.words("mail.subject_tickets", tickets=ctx.formats.number(tickets))
    return text


def plain_text(ctx: Context, view: View, attached: str) -> str:
    """The body for readers without HTML."""
    lines = [view.title, view.dates, ""]
    if view.banner:
        title, *sentences = view.banner
        lines += [f"*** {title.upper()} ***", *(f"- {sentence}" for sentence in sentences), ""]
    headlines = [tile for tile in ctx.data.tiles if tile.is_headline]
    for tile, shown in zip(headlines, view.tiles, strict=True):
        compared = [f"{line.label} {line.cell.text}" for line in shown.lines]
        to_date = find_evolution(tile.evolutions, "year_to_date")
        if shown.cumulative and to_date:
            compared.append(f"{shown.cumulative.label} {shown.cumulative.amount}")
        beside = f" ({', '.join(compared)})" if compared else ""
        lines.append(f"- {shown.name}\u00a0: {shown.cell.text}{beside}")
    if view.readings:
        lines += ["", view.labels["readings"], *(f"{n}. {text}" for n, text in enumerate(view.readings, start=1))]
    if view.notices:
        lines += ["", view.labels["notices"], *(f"- {notice}" for notice in view.notices)]
    lines += ["", *(f"{fact.label}\u00a0: {fact.text}" for fact in view.facts)]
    lines += ["", view.days.message, view.weeks.message, "", attached, ""]
    lines += [view.cost.line] if view.cost.line else []
    lines += [view.hash_line]
    return "\n".join(lines) + "\n"


def _fix_boundaries(message: EmailMessage, data_hash: str) -> None:
    # Left alone, the library draws a random boundary for each part: the same report would never be the same file.
    parts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(parts, start=1):
        part.set_boundary(f"=_lundi_{number}_{data_hash[:32]}")
