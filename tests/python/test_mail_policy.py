"""Headers of mails come back as they were written, spaces and accents."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from lundi.mail_policy import MAIL_POLICY

LONG = "[Édition dégradée] Chiffre d’affaires 2017-S40 : 4 862 317 € TTC, −1,5 % vs N-1 · 166 689 tickets, "


@pytest.mark.parametrize("subject", ["Sales", "État", *(LONG[:size] + "é" for size in range(20, len(LONG))), LONG * 3])
def test_a_subject_comes_back_as_it_was_written(subject):
    message = EmailMessage(policy=MAIL_POLICY)
    message["Subject"] = subject.strip()
    message["To"] = "a@exemple.fr, b@exemple.fr"
    written = message.as_bytes()
    read = message_from_bytes(written, policy=policy.default)
    assert (read["Subject"], read["To"]) == (subject.strip(), "a@exemple.fr, b@exemple.fr")
    assert max(len(line) for line in written.splitlines()) <= 78
