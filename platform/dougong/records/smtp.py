"""Where mails go: to the server of DOUGONG_SMTP_URL, or without one into a folder, a file for each."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from dougong.access.mail import Mail
from dougong.config import Settings
from dougong.records.posting import Carrier

#: Seconds for each answer of a mail server.
PATIENCE: Final = 20.0
FOLDER: Final = "mail"
PORTS: Final = {"smtp": 587, "smtps": 465}


def carrier(settings: Settings) -> Carrier:
    """Return where mails of an installation go."""
    if settings.smtp_url is None:
        folder = settings.home / FOLDER
        return Carrier(lambda id, mail: _lay(folder, id, message(settings, id, mail)), keeps=True)
    url = settings.smtp_url
    return Carrier(lambda id, mail: _hand(url, message(settings, id, mail)), keeps=False)


def message(settings: Settings, id: int, mail: Mail) -> EmailMessage:
    """Return the mail as it travels. Its Message-ID is the same however often it is sent."""
    host = urlsplit(settings.base_url).hostname or "localhost"
    made = EmailMessage(policy=SMTP)
    made["From"] = sender(settings)
    made["To"] = mail.address
    made["Subject"] = mail.subject
    made["Message-ID"] = f"<dougong-{id}@{host}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.body)
    return made


def sender(settings: Settings) -> str:
    """Return the address mails come from: ?from=… of the mail server's address, else dougong at our own host."""
    given = parse_qs(urlsplit(settings.smtp_url or "").query).get("from")
    return given[0] if given else f"dougong@{urlsplit(settings.base_url).hostname or 'localhost'}"


def destination(settings: Settings) -> str:
    """Return in a few words where mails go, without the password: the mail server's host, or the folder."""
    return urlsplit(settings.smtp_url).hostname or "" if settings.smtp_url else str(settings.home / FOLDER)


def _lay(folder: Path, id: int, made: EmailMessage) -> None:
    """Write the mail as a file only we may read: a link in it opens an account."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{id}"
    draft.touch(mode=0o600)
    draft.write_bytes(bytes(made))
    draft.replace(folder / f"{id:08}.eml")


def _hand(url: str, made: EmailMessage) -> None:
    """Give the mail to the server; encrypted whenever it can, always where there is a password to tell."""
    parts = urlsplit(url)
    host, port, context = parts.hostname or "", parts.port or PORTS[parts.scheme], ssl.create_default_context()
    open_ = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=context) if parts.scheme == "smtps" else \
        smtplib.SMTP(host, port, timeout=PATIENCE)
    with open_ as server:
        server.ehlo()
        if parts.scheme == "smtp" and (server.has_extn("starttls") or parts.username):
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(made)
