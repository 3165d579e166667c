"""The ways out of an alert: e-mail by SMTP, and a JSON POST to a webhook. Each raises AlertNotSentError.

What is not set in the environment is not used:
- LUNDI_ALERT_SMTP_HOST, _PORT (25), _FROM, _TO (addresses separated by commas), _USER, _PASSWORD, _STARTTLS (`true`);
- LUNDI_ALERT_WEBHOOK_URL.
"""

import json
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from functools import partial

from lundi.alerts.causes import Cause
from lundi.mail_policy import MAIL_POLICY

SECONDS = 10  # a channel that does not answer must not hold the Monday up

Send = Callable[[Cause], None]


class AlertNotSentError(Exception):
    """A channel did not take an alert; the message says why, without address or password."""


def channels_of(environment: Mapping[str, str]) -> dict[str, Send]:
    """The channels that the environment names."""
    channels: dict[str, Send] = {}
    if environment.get("LUNDI_ALERT_SMTP_HOST"):
        channels["e-mail"] = partial(send_mail, environment=environment)
    if environment.get("LUNDI_ALERT_WEBHOOK_URL"):
        channels["webhook"] = partial(post, address=environment["LUNDI_ALERT_WEBHOOK_URL"])
    return channels


def send_mail(cause: Cause, environment: Mapping[str, str]) -> None:
    """Sends one message to everybody who is named."""
    sender, recipients = environment.get("LUNDI_ALERT_SMTP_FROM"), environment.get("LUNDI_ALERT_SMTP_TO")
    if not sender or not recipients:
        raise AlertNotSentError("LUNDI_ALERT_SMTP_FROM and LUNDI_ALERT_SMTP_TO must be set")
    message = EmailMessage(policy=MAIL_POLICY)
    message["Subject"], message["From"], message["To"] = f"[Lundi] {cause.subject}", sender, recipients
    message.set_content("\n".join(cause.lines) + "\n")
    user, password = environment.get("LUNDI_ALERT_SMTP_USER"), environment.get("LUNDI_ALERT_SMTP_PASSWORD")
    try:
        port = int(environment.get("LUNDI_ALERT_SMTP_PORT") or 25)
        with smtplib.SMTP(environment["LUNDI_ALERT_SMTP_HOST"], port, timeout=SECONDS) as server:
            if environment.get("LUNDI_ALERT_SMTP_STARTTLS") == "true":
                server.starttls(context=ssl.create_default_context())
            if user:
                server.login(user, password or "")
            server.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise AlertNotSentError(type(error).__name__) from error


def post(cause: Cause, address: str) -> None:
    """Posts one alert; any answer but 2xx is a refusal."""
    if not address.startswith(("https://", "http://")):
        raise AlertNotSentError("LUNDI_ALERT_WEBHOOK_URL must begin with https://")
    request = urllib.request.Request(
        address,
        data=as_json(cause).encode(),
        headers={"Content-Type": "application/json; charset=utf-8"},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS):
            pass
    except urllib.error.HTTPError as error:
        raise AlertNotSentError(f"answer {error.code}") from error
    except (OSError, ValueError) as error:
        raise AlertNotSentError(type(error).__name__) from error


def as_json(cause: Cause) -> str:
    """What a webhook gets: `text` is what chat programs print, the rest is for programs."""
    text = "\n".join((cause.subject, *cause.lines))
    document = {"text": text, "code": cause.code, "name": cause.name, "subject": cause.subject, "lines": cause.lines}
    return json.dumps(document, ensure_ascii=False, indent=1)
