"""One frozen Config, read from the environment and checked. A bad setting stops the start in one line."""

import base64
import binascii
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import urlsplit

from telekat.core import client_address, exposure

Environment = Literal["development", "testing", "production"]
AsyncMode = Literal["eventlet", "gevent", "threading"]
SECRET_BYTES = 32  # SECURITY-REQUIREMENTS K-01
BALLAST_MIB, LEAST_FREE_MIB = 64, 128  # SECURITY-REQUIREMENTS R-06: the least that a practice in production keeps
_DEVELOPMENT = "telekat-development-only"
_KNOWN_DEFAULTS = {_DEVELOPMENT, "changeme", "secret", "dev", "telekat"}


class ConfigError(Exception):
    """One line that names the setting."""


@dataclass(frozen=True, slots=True)
class Config:
    env: Environment
    database_url: str
    redis_url: str
    secret_key: str
    master_keys: tuple[tuple[str, bytes], ...]
    key_files: tuple[Path, ...]
    allow_root: bool
    async_mode: AsyncMode
    public_url: str
    data_dir: Path
    smtp_url: str
    trusted_proxies: tuple[client_address.Network, ...]
    log_level: str
    message_rate: tuple[float, int]
    sign_ins_per_minute: int
    idle_minutes_staff: float
    idle_minutes_patient: float
    absolute_hours_staff: float
    absolute_hours_patient: float
    sockets_per_user: int
    sockets_per_address: int | None
    ballast_bytes: int
    least_free_bytes: int
    cheap_password_hash: bool
    bench_commit_delay_ms: float

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def origins(self) -> list[str]:
        """Where a browser may come from. Development also takes the other name of the same machine."""
        url = urlsplit(self.public_url)
        origin = f"{url.scheme}://{url.netloc}"
        if self.is_production:
            return [origin]
        twin = origin.replace("127.0.0.1", "localhost") if "127.0.0.1" in origin else origin
        return sorted({origin, twin})

    def check_files(self) -> None:
        """Refuse keys and data that everybody on the machine may read or change. Raises ConfigError, in production."""
        if not self.is_production:
            return
        for path in (*self.key_files, *exposure.database_files(self.database_url)):
            if exposure.is_open_to_all(path):
                raise ConfigError(f"{path} is open to everybody on this machine: run chmod o-rwx on it")

    def check_start(self, uid: int) -> None:
        """Refuse to serve as root, or what `check_files` refuses. uid: effective user id of the process that would.

        Raises ConfigError, in production.
        """
        if self.is_production and uid == exposure.ROOT_UID and not self.allow_root:
            raise ConfigError(
                "TeleKAT does not serve as root: start it as a user of its own, or set TELEKAT_ALLOW_ROOT=1 in a"
                " container that holds nothing else"
            )
        self.check_files()

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ, *, port: int = 5000) -> "Config":
        """Raises ConfigError. port: where this process will listen, for the default public address."""
        env = _choice(environ, "TELEKAT_ENV", get_args(Environment), "development")
        production = env == "production"
        if production and environ.get("FLASK_DEBUG", "0").lower() not in ("", "0", "false", "no"):
            raise ConfigError(
                "FLASK_DEBUG shows what goes wrong inside to everybody and must not be set in production"
            )
        data_dir = Path(environ.get("TELEKAT_DATA_DIR") or "var").absolute()
        return cls(
            env=cast(Environment, env),
            database_url=environ.get("TELEKAT_DATABASE_URL") or f"sqlite:///{data_dir / 'telekat.db'}",
            redis_url=_redis_url(environ, production),
            secret_key=_secret(environ, production),
            master_keys=_master_keys(environ, production),
            key_files=tuple(Path(environ[name]) for name in _KEY_FILES if environ.get(name)),
            allow_root=_choice(environ, "TELEKAT_ALLOW_ROOT", ("0", "1"), "0") == "1",
            async_mode=cast(AsyncMode, _choice(environ, "TELEKAT_ASYNC_MODE", get_args(AsyncMode), "eventlet")),
            public_url=_public_url(environ, production, port),
            data_dir=data_dir,
            smtp_url=_smtp_url(environ),
            trusted_proxies=_trusted_proxies(environ),
            log_level=_choice(
                environ, "TELEKAT_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO", upper=True
            ),
            message_rate=_rate(environ, "5/20" if production else "60/120"),
            sign_ins_per_minute=_sign_ins(environ, production),
            idle_minutes_staff=_number(environ, "TELEKAT_IDLE_MINUTES_STAFF", 15, 30 if production else None),
            idle_minutes_patient=_number(environ, "TELEKAT_IDLE_MINUTES_PATIENT", 30, 60 if production else None),
            absolute_hours_staff=_number(environ, "TELEKAT_ABSOLUTE_HOURS_STAFF", 12, 12),
            absolute_hours_patient=_number(environ, "TELEKAT_ABSOLUTE_HOURS_PATIENT", 24, 24),
            sockets_per_user=int(_number(environ, "TELEKAT_SOCKETS_PER_USER", 10, 100)),
            sockets_per_address=int(_number(environ, "TELEKAT_SOCKETS_PER_ADDRESS", 200, 100_000))
            if production or environ.get("TELEKAT_SOCKETS_PER_ADDRESS")
            else None,
            ballast_bytes=_room_kept(environ, "TELEKAT_BALLAST_MIB", BALLAST_MIB, env),
            least_free_bytes=_room_kept(environ, "TELEKAT_LEAST_FREE_MIB", LEAST_FREE_MIB, env),
            cheap_password_hash=env == "testing",
            bench_commit_delay_ms=_bench_delay(environ, production),
        )


def _choice(
    environ: Mapping[str, str], name: str, options: tuple[str, ...], default: str, *, upper: bool = False
) -> str:
    value = environ.get(name) or default
    value = value.upper() if upper else value
    if value not in options:
        raise ConfigError(f"{name} must be one of {', '.join(options)}")
    return value


def _number(environ: Mapping[str, str], name: str, default: float, most: float | None) -> float:
    text = environ.get(name)
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        raise ConfigError(f"{name} must be a number") from None
    if not 0 < value < float("inf") or (most is not None and value > most):
        raise ConfigError(f"{name} must be above 0" + (f" and at most {most:g}" if most else ""))
    return value


def _sign_ins(environ: Mapping[str, str], production: bool) -> int:
    # From one address; weaker than 60 is refused in production (SECURITY-REQUIREMENTS A-06). A load test has but one.
    usual, most = (60, 60) if production else (600, None)
    return max(1, int(_number(environ, "TELEKAT_SIGN_INS_PER_MINUTE", usual, most)))


def _mebibytes(environ: Mapping[str, str], name: str, default: int) -> int:
    return int(_number(environ, name, default, 1024 * 1024)) * 1024 * 1024


def _room_kept(environ: Mapping[str, str], name: str, mebibytes: int, env: str) -> int:
    """Bytes. mebibytes: kept where nothing is set, except in tests, and the least in production."""
    kept = _mebibytes(environ, name, mebibytes if env != "testing" else 0)
    if env == "production" and kept < mebibytes * 1024 * 1024:
        raise ConfigError(
            f"{name} must be at least {mebibytes} in production: alerts need that room on a full disk"
        )
    return kept


_KEY_FILES = ("TELEKAT_SECRET_KEY_FILE", "TELEKAT_MASTER_KEYS_FILE")


def _kept_secret(environ: Mapping[str, str], name: str) -> str:
    """A secret as it stands in the environment, or in the file that <name>_FILE names."""
    file = environ.get(f"{name}_FILE")
    if not file:
        return environ.get(name, "")
    if environ.get(name):
        raise ConfigError(f"{name} and {name}_FILE must not both be set")
    try:
        return Path(file).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}_FILE cannot be read: {getattr(error, 'strerror', 'it is no text')}") from None


def _secret(environ: Mapping[str, str], production: bool) -> str:
    value = _kept_secret(environ, "TELEKAT_SECRET_KEY")
    if not production:
        return value or _DEVELOPMENT
    if not value or value.lower() in _KNOWN_DEFAULTS or len(value.encode()) < SECRET_BYTES:
        raise ConfigError(f"TELEKAT_SECRET_KEY must be a secret of your own with at least {SECRET_BYTES} bytes")
    return value


def _master_keys(environ: Mapping[str, str], production: bool) -> tuple[tuple[str, bytes], ...]:
    text = _kept_secret(environ, "TELEKAT_MASTER_KEYS")
    if not text:
        if production:
            raise ConfigError("TELEKAT_MASTER_KEYS must hold at least one key as id:base64")
        return (("development", hashlib.sha256(_DEVELOPMENT.encode()).digest()),)
    if production and (secret := _kept_secret(environ, "TELEKAT_SECRET_KEY")) and secret in text:
        raise ConfigError(
            "TELEKAT_SECRET_KEY must not be one of TELEKAT_MASTER_KEYS: each has a purpose of its own"
        )
    keys = tuple(_master_key(part.strip()) for part in text.split(","))
    if len({key_id for key_id, _ in keys}) < len(keys):
        raise ConfigError("TELEKAT_MASTER_KEYS must not name one id twice")
    if production and len({key for _, key in keys}) < len(keys):
        raise ConfigError("TELEKAT_MASTER_KEYS must not hold one key under two ids")
    if production and any(key == hashlib.sha256(_DEVELOPMENT.encode()).digest() for _, key in keys):
        raise ConfigError("TELEKAT_MASTER_KEYS must not hold the development key")
    return keys


def _master_key(part: str) -> tuple[str, bytes]:
    key_id, _, encoded = part.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key_id or len(key) != SECRET_BYTES:
        raise ConfigError("TELEKAT_MASTER_KEYS must be id:base64 pairs of 256-bit keys, separated by commas")
    return key_id, key


def _public_url(environ: Mapping[str, str], production: bool, port: int) -> str:
    value = (environ.get("TELEKAT_PUBLIC_URL") or ("" if production else f"http://127.0.0.1:{port}")).rstrip("/")
    url = urlsplit(value)
    if url.scheme not in ("http", "https") or not url.netloc:
        raise ConfigError("TELEKAT_PUBLIC_URL must be the address people open, such as https://care.example")
    if production and url.scheme != "https":
        raise ConfigError("TELEKAT_PUBLIC_URL must begin with https:// in production")
    return value


def _redis_url(environ: Mapping[str, str], production: bool) -> str:
    value = environ.get("TELEKAT_REDIS_URL", "")
    if value and production:
        raise ConfigError(
            "TELEKAT_REDIS_URL is set, but this version runs as one process and uses no Redis: unset it"
        )
    return value  # the log says at the start that nothing uses it


def _smtp_url(environ: Mapping[str, str]) -> str:
    value = environ.get("TELEKAT_SMTP_URL", "").strip()
    url = urlsplit(value)
    try:
        whole = url.scheme in ("smtp", "smtps") and url.hostname and (url.port is None or url.port > 0)
    except ValueError:
        whole = False
    if value and not whole:
        raise ConfigError("TELEKAT_SMTP_URL must be a mail server such as smtp://user:password@mail.example:587")
    return value


def _trusted_proxies(environ: Mapping[str, str]) -> tuple[client_address.Network, ...]:
    try:
        return client_address.networks(environ.get("TELEKAT_TRUSTED_PROXIES", ""))
    except ValueError:
        raise ConfigError(
            "TELEKAT_TRUSTED_PROXIES must be addresses or networks of your proxies, such as 127.0.0.1,10.0.0.0/24"
        ) from None


def _rate(environ: Mapping[str, str], default: str) -> tuple[float, int]:
    text = environ.get("TELEKAT_MESSAGE_RATE") or default
    try:
        per_second, burst = text.split("/")
        rate = float(per_second), int(burst)
    except ValueError:
        raise ConfigError("TELEKAT_MESSAGE_RATE must be per-second/burst, such as 5/20") from None
    if rate[0] <= 0 or rate[1] < 1:
        raise ConfigError("TELEKAT_MESSAGE_RATE must be above 0")
    return rate


def _bench_delay(environ: Mapping[str, str], production: bool) -> float:
    text = environ.get("TELEKAT_BENCH_COMMIT_DELAY_MS")
    if text and production:
        raise ConfigError("TELEKAT_BENCH_COMMIT_DELAY_MS slows every commit and must not be set in production")
    return _number(environ, "TELEKAT_BENCH_COMMIT_DELAY_MS", 0, 1000) if text else 0
