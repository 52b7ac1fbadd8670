"""The way out: the practice's mail server, spoken to with the standard library, never on the loop.

`start` takes the address from the settings: smtp://user:password@host:587 (encrypts where the server offers it, and
always when there is a password), smtps://host:465 (encrypted from the first byte). ?from=alerts@example.org names
the sender.
"""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

from telekat.core import edge
from telekat.notifications.wording import Mail

TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over. password "" signs in nowhere."""

    host: str
    port: int
    is_encrypted: bool
    user: str
    password: str
    sender: str


class Refused(Exception):
    """The server will not take this mail, now or later: the address is wrong."""


_server: Server | None = None
_sign_in = ""


def start(smtp_url: str, public_url: str) -> None:
    """Take the settings; "" for smtp_url means that there is no channel."""
    global _server, _sign_in
    _sign_in = f"{public_url}/sign-in"
    _server = server_from(smtp_url, urlsplit(public_url).hostname or "localhost") if smtp_url else None


def server_from(smtp_url: str, own_host: str) -> Server:
    url = urlsplit(smtp_url)
    encrypted = url.scheme == "smtps"
    sender = parse_qs(url.query).get("from", [f"telekat@{own_host}"])[0]
    user, password = unquote(url.username or ""), unquote(url.password or "")
    return Server(
        url.hostname or "localhost", url.port or (465 if encrypted else 25), encrypted, user, password, sender
    )


def is_set() -> bool:
    """Whether a mail server is set."""
    return _server is not None


def sign_in_address() -> str:
    return _sign_in


def send(address: str, mail: Mail) -> None:
    """Hand one mail over. Raises Refused for good, OSError or SMTPException for now."""
    if _server is None:
        raise ConnectionError("no mail server is set")
    edge.native(_send, _server, address, mail)


def _send(server: Server, address: str, mail: Mail) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = mail.subject, server.sender, address
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=server.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    try:
        with _connected(server) as smtp:
            smtp.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        if all(code >= 500 for code, _ in error.recipients.values()):
            raise Refused from None
        raise


def _connected(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.is_encrypted:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        smtp.ehlo()
        if server.password or smtp.has_extn("starttls"):  # a password is never said in the clear
            smtp.starttls(context=context)
            smtp.ehlo()
    if server.password:
        smtp.login(server.user, server.password)
    return smtp
