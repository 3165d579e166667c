"""E-mail and webhook against servers of this machine, made of the standard library."""

import email
import email.policy
import json
import socketserver
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from lundi.alerts.causes import Cause
from lundi.alerts.channels import AlertNotSentError, channels_of, post, send_mail

CAUSE = Cause(
    "late_source", "drive", "Source en retard : drive", ("commandes, attendues à 04:00", "À faire : appeler.")
)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")


class Mailbox(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs to hand a message over."""

    def handle(self):
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self.say("354 go on")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text)
                self.server.messages.append(b"".join(lines))
                self.say("250 taken")
            elif word == "RCPT" and "refused@" in line:
                self.say("550 nobody here")
            elif word == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class Hook(BaseHTTPRequestHandler):
    """Keeps what is posted; /broken answers 500."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.messages.append(json.loads(body))
        self.send_response(500 if self.path == "/broken" else 204)
        self.end_headers()

    def log_message(self, *words):
        pass


@contextmanager
def serving(kind, handler):
    server = kind(("127.0.0.1", 0), handler)
    server.messages = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server, server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def smtp(port, to="direction@exemple.fr"):
    return {"LUNDI_ALERT_SMTP_HOST": "127.0.0.1", "LUNDI_ALERT_SMTP_PORT": str(port),
            "LUNDI_ALERT_SMTP_FROM": "lundi@exemple.fr", "LUNDI_ALERT_SMTP_TO": to}  # fmt: skip


def test_a_mail_arrives_with_subject_and_lines():
    with serving(socketserver.TCPServer, Mailbox) as (server, port):
        send_mail(CAUSE, smtp(port))
    message = email.message_from_bytes(server.messages[0], policy=email.policy.default)
    assert message["To"] == "direction@exemple.fr"
    assert "Source en retard" in message["Subject"]
    assert "commandes, attendues à 04:00" in message.get_content()


def test_a_mail_that_is_not_taken_says_so_without_the_address():
    with serving(socketserver.TCPServer, Mailbox) as (server, port):
        with pytest.raises(AlertNotSentError) as raised:
            send_mail(CAUSE, smtp(port, to="refused@exemple.fr"))
        assert server.messages == []
    assert str(raised.value) == "SMTPRecipientsRefused"
    with pytest.raises(AlertNotSentError):
        send_mail(CAUSE, smtp(port))
    with pytest.raises(AlertNotSentError, match="must be set"):
        send_mail(CAUSE, {"LUNDI_ALERT_SMTP_HOST": "127.0.0.1"})


def test_a_webhook_gets_the_text_and_the_code():
    with serving(HTTPServer, Hook) as (server, port):
        post(CAUSE, f"http://127.0.0.1:{port}/hook")
    (document,) = server.messages
    assert document["code"] == "late_source"
    assert document["text"].startswith("Source en retard : drive\ncommandes")


def test_a_webhook_that_refuses_or_is_not_there_says_so():
    with serving(HTTPServer, Hook) as (_, port), pytest.raises(AlertNotSentError, match="answer 500"):
        post(CAUSE, f"http://127.0.0.1:{port}/broken")
    with pytest.raises(AlertNotSentError, match="URLError"):
        post(CAUSE, f"http://127.0.0.1:{port}/hook")
    with pytest.raises(AlertNotSentError, match="must begin with"):
        post(CAUSE, "file:///etc/hosts")


def test_only_what_the_environment_names_is_used():
    assert channels_of({}) == {}
    assert set(channels_of({"LUNDI_ALERT_WEBHOOK_URL": "https://hook"})) == {"webhook"}
    assert set(channels_of(smtp(25))) == {"e-mail"}
