"""How the headers of a mail are written: SMTP's rules, with every space of a subject kept."""

from email.header import Header
from email.policy import EmailPolicy


class KeptSpaces(EmailPolicy):
    """Folds a subject with accents into encoded words that keep the spaces between them.

    Python's own folding loses the space where it breaks a line between two encoded words, so that a subject read
    "affaires2017".
    """

    def fold(self, name: str, value: object) -> str:
        text = str(value)
        if name.lower() != "subject" or text.isascii():
            return super().fold(name, value)
        header = Header(text, "utf-8", header_name=name, maxlinelen=self.max_line_length)
        return f"{name}: {header.encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: object) -> bytes:
        if name.lower() != "subject":
            return super().fold_binary(name, value)
        return self.fold(name, value).encode("ascii")


MAIL_POLICY = KeptSpaces(linesep="\r\n")
