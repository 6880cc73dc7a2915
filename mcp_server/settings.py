"""Settings from the environment. A plain module, as every import here delays the start over stdio."""

from collections.abc import Mapping
from dataclasses import dataclass

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


class SettingsError(Exception):
    """A setting can't be used; the message names it."""


@dataclass(frozen=True)
class Settings:
    """All that can be set. Times in seconds."""

    api_base_url: str = "http://127.0.0.1:8000"
    api_key_header: str = "X-API-Key"
    read_deadline_s: float = 0.2
    write_deadline_s: float = 2.0
    context_deadline_s: float = 1.0
    breaker_open_s: float = 30.0
    confirm_contributions: bool = True
    host: str = "127.0.0.1"
    port: int = 8080
    allowed_hosts: tuple[str, ...] = LOOPBACK_NAMES
    allowed_origins: tuple[str, ...] = tuple(
        f"{scheme}://{name}" for scheme in ("http", "https") for name in LOOPBACK_NAMES
    )
    max_body_bytes: int = 1_048_576


def load(environ: Mapping[str, str]) -> Settings:
    """Raises SettingsError for a value that can't be meant. An empty value counts as not given.

    `API_BASE_URL` is what configurations of the first CommonTrace's server call the address.
    """
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    default = Settings()
    base_url = given.get("COMMONTRACE_API_BASE_URL") or given.get("API_BASE_URL") or default.api_base_url
    if not base_url.startswith(("http://", "https://")):
        raise SettingsError(f"COMMONTRACE_API_BASE_URL must begin with http:// or https://, is {base_url!r}")
    return Settings(
        api_base_url=base_url.rstrip("/"),
        api_key_header=given.get("API_KEY_HEADER_NAME", default.api_key_header),
        read_deadline_s=_milliseconds(given, "MCP_READ_DEADLINE_MS", default.read_deadline_s),
        write_deadline_s=_milliseconds(given, "MCP_WRITE_DEADLINE_MS", default.write_deadline_s),
        context_deadline_s=_milliseconds(given, "MCP_CONTEXT_DEADLINE_MS", default.context_deadline_s),
        breaker_open_s=_number(given, "MCP_BREAKER_OPEN_SECONDS", default.breaker_open_s),
        confirm_contributions=_flag(given, "MCP_CONFIRM_CONTRIBUTIONS", default.confirm_contributions),
        host=given.get("MCP_HOST", default.host),
        port=int(_number(given, "MCP_PORT", default.port)),
        # What is named adds to the loopback names, which health checks and local clients use.
        allowed_hosts=(*default.allowed_hosts, *_list(given, "MCP_ALLOWED_HOSTS")),
        allowed_origins=(*default.allowed_origins, *_list(given, "MCP_ALLOWED_ORIGINS")),
        max_body_bytes=int(_number(given, "MCP_MAX_BODY_BYTES", default.max_body_bytes)),
    )


def _number(given: Mapping[str, str], name: str, default: float) -> float:
    text = given.get(name)
    if text is None:
        return default
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e9:
        raise SettingsError(f"{name} must be a positive number, is {text!r}")
    return number


def _milliseconds(given: Mapping[str, str], name: str, default_s: float) -> float:
    return _number(given, name, default_s * 1000) / 1000


def _flag(given: Mapping[str, str], name: str, default: bool) -> bool:
    text = given.get(name, str(default)).lower()
    if text not in {"true", "false", "1", "0", "yes", "no"}:
        raise SettingsError(f"{name} must be true or false, is {text!r}")
    return text in {"true", "1", "yes"}


def _list(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip().rstrip("/") for part in given.get(name, "").split(",") if part.strip())
