import pytest

from app.core.errors import ConfigurationError
from app.core.settings import load_settings

SOUND = {
    "DATABASE_URL": "postgresql+psycopg2:///x",
    "REDIS_URL": "redis://localhost/0",
    "API_KEY_PEPPER": "p" * 32,
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("DATABASE_URL", "REDIS_URL", "API_KEY_PEPPER", "API_KEY_PEPPER_PREVIOUS", "ENVIRONMENT", "API_PORT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in SOUND.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_defaults_suit_production(environment: pytest.MonkeyPatch) -> None:
    settings = load_settings()
    assert settings.key_environment == "live"
    assert settings.peppers == (b"p" * 32,)


def test_both_peppers_are_accepted_the_current_one_first(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("API_KEY_PEPPER_PREVIOUS", "o" * 32)
    assert load_settings().peppers == (b"p" * 32, b"o" * 32)


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("API_KEY_PEPPER", "short", "API_KEY_PEPPER"),
        ("API_PORT", "80000", "API_PORT"),
        ("ENVIRONMENT", "laptop", "ENVIRONMENT"),
        ("INDEX_PREFIX", "Not Valid", "INDEX_PREFIX"),
        ("CORS_ORIGINS", "app.example.org", "CORS_ORIGINS"),
        ("CORS_ORIGINS", "https://app.example.org/", "CORS_ORIGINS"),
        ("CORS_ORIGINS", "https://ok.example.org,https://.*", "CORS_ORIGINS"),
    ],
)
def test_a_faulty_setting_is_named_but_not_shown(
    environment: pytest.MonkeyPatch, name: str, value: str, named: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(ConfigurationError, match=named) as caught:
        load_settings()
    if name == "API_KEY_PEPPER":
        assert value not in str(caught.value)


def test_origins_are_listed_with_commas(environment: pytest.MonkeyPatch) -> None:
    assert load_settings().cors_allowed == ()
    environment.setenv("CORS_ORIGINS", "https://app.example.org, http://localhost:3000,")
    assert load_settings().cors_allowed == ("https://app.example.org", "http://localhost:3000")


def test_missing_settings_are_named(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("DATABASE_URL")
    environment.delenv("REDIS_URL")
    with pytest.raises(ConfigurationError, match=r"(?s)DATABASE_URL.*REDIS_URL"):
        load_settings()
