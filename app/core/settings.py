"""Every setting of the server: name, type, default and meaning, read once from the environment."""

import os
import re
from functools import cached_property
from pathlib import Path
from typing import Literal

from limits import parse_many
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core.errors import ConfigurationError

MINIMUM_PEPPER_LENGTH = 32
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?")
"""Nothing that the library for CORS would take for a pattern."""


class Settings(BaseSettings):
    """Field `database_url` is read from DATABASE_URL, and so on. Unknown variables and empty values are ignored."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    environment: Literal["development", "test", "production"] = "production"
    log_level: str = "INFO"

    database_url: SecretStr = Field(description="postgresql+psycopg2://user:password@host/database")
    database_pool_size: int = Field(20, ge=1, description="connections per process; at least the number of threads")
    redis_url: SecretStr = Field(description="redis://host:6379/0 or unix:///path?db=0")
    elasticsearch_url: SecretStr = Field(SecretStr("http://127.0.0.1:9200"), description="may hold user and password")
    elasticsearch_api_key: SecretStr | None = None
    index_prefix: str = Field("commontrace", pattern=r"^[a-z][a-z0-9-]{0,40}$")

    embedding_provider: Literal["local", "cohere", "null"] = "local"
    embedding_model_dir: Path | None = Field(None, description="of the local model")
    embedding_precision: Literal["fp32", "int8"] = Field("fp32", description="of the local model's weights")
    embedding_threads: int = Field(1, ge=1, description="threads of one call of the local model")
    embedding_model: str = Field("embed-v4.0", description="of a hosted provider")
    embedding_dimensions: int | None = Field(None, description="of a hosted provider; default: what the model gives")
    cohere_api_key: SecretStr | None = None
    cohere_base_url: str | None = Field(None, description="default: what the package knows")
    rerank_model: str | None = Field(None, description="of Cohere, which the best hits are ordered by; default: none")
    rerank_timeout_ms: int = Field(500, ge=50, le=10_000, description="then a search keeps its own order")

    api_host: str = "127.0.0.1"
    api_port: int = Field(8000, ge=1, le=65535)
    api_workers: int = Field(default_factory=lambda: min(2, os.cpu_count() or 1), ge=1)
    api_threads: int = Field(16, ge=1)
    api_key_header_name: str = "X-API-Key"
    api_key_pepper: SecretStr = Field(description="secret under which API keys are hashed; at least 32 characters")
    api_key_pepper_previous: SecretStr | None = Field(None, description="still accepted while keys roll to a new one")
    contribution_gate: Literal["open", "invited"] = Field(
        "open", description="who may contribute: everybody with an e-mail, or those admitted by an operator"
    )
    validation_confirmations: int = Field(2, ge=1, description="independent confirmations that validate a trace")
    admin_dashboard_token: SecretStr | None = None

    context_token_margin: float = Field(
        0.05, ge=0, le=0.25, description="share by which a context pack stays below its budget as counted here"
    )
    context_deadline_ms: int = Field(700, ge=50, le=10_000, description="time for all searches of one context pack")
    plans_file: Path | None = Field(None, description="plans in place of those of app/accounts/plans.toml")
    rate_limit_read_per_minute: int | None = Field(None, ge=1, description="rate and burst of the plan 'free'")
    rate_limit_write_per_minute: int | None = Field(None, ge=1, description="rate and burst of the plan 'free'")
    rate_limit_sign_ups: str = Field("30 per hour", description="keys made from one address without a key")
    rate_limit_anonymous: str = Field("300 per minute", description="other calls from one address without a key")
    trusted_proxy_count: int = Field(
        0, ge=0, le=10, description="proxies of ours before the API, which tell the address"
    )
    cors_origins: str = Field("", description="origins whose pages may call the API from a browser, with commas")
    billing_webhook_secret: SecretStr | None = Field(None, min_length=32, description="signs messages on plans")

    savings_price_per_mtok: float = Field(5.0, ge=0, description="US dollars for a million tokens that were saved")

    @field_validator("rate_limit_sign_ups", "rate_limit_anonymous")
    @classmethod
    def _is_a_limit(cls, value: str) -> str:
        parse_many(value)
        return value

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, value: str) -> str:
        for origin in filter(None, (part.strip() for part in value.split(","))):
            if origin != "*" and not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin such as https://app.example.org, and not *")
        return value

    duplicate_threshold: float = Field(
        0.78, ge=0, le=1, description="cosine from which on a submission is told of a trace as similar"
    )
    duplicate_budget_ms: int = Field(
        400, ge=0, le=5_000, description="how long a submission may look for near-duplicates; 0: never"
    )

    @model_validator(mode="after")
    def _pepper_is_long_enough(self) -> "Settings":
        for name in ("api_key_pepper", "api_key_pepper_previous"):
            value: SecretStr | None = getattr(self, name)
            if value is not None and len(value.get_secret_value()) < MINIMUM_PEPPER_LENGTH:
                raise ValueError(f"{name.upper()} needs at least {MINIMUM_PEPPER_LENGTH} characters")
        return self

    @cached_property
    def peppers(self) -> tuple[bytes, ...]:
        """Accepted peppers, the current one first."""
        values = (self.api_key_pepper, self.api_key_pepper_previous)
        return tuple(v.get_secret_value().encode() for v in values if v is not None)

    @cached_property
    def cors_allowed(self) -> tuple[str, ...]:
        """The origins of `cors_origins`."""
        return tuple(origin for part in self.cors_origins.split(",") if (origin := part.strip()))

    @cached_property
    def key_environment(self) -> str:
        """The `<env>` part of new API keys, so that a leaked key shows where it is valid."""
        return {"development": "dev", "test": "test", "production": "live"}[self.environment]


def load_settings() -> Settings:
    """Read the environment. Raises ConfigurationError that names each faulty variable, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, e['loc'])).upper() or 'settings'}: {e['msg']}"
            for e in error.errors(include_input=False, include_url=False)
        )
        raise ConfigurationError(f"{faults}. See .env.example for every setting.") from None
