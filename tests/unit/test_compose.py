"""The Docker way: docker-compose.yml, Dockerfile and .env.example fit each other and the settings of the programs."""

import re
import secrets
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from app.core.settings import MINIMUM_PEPPER_LENGTH, Settings
from scripts.compose import accounts
from scripts.stack.settings import KNOWN, names_in_example

REPOSITORY = Path(__file__).resolve().parents[2]
TEXT = (REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(TEXT)["services"]
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
DOCUMENTED = names_in_example((REPOSITORY / ".env.example").read_text(encoding="utf-8"))
ONE_SHOT = {"accounts", "migrate"}
SETTINGS_READERS = ("migrate", "api", "relay", "worker", "maintenance")
OURS = ("accounts", *SETTINGS_READERS, "mcp")
LONG_RUNNING = sorted(SERVICES.keys() - ONE_SHOT)
FIELDS = {name.upper(): field for name, field in Settings.model_fields.items()}
NOT_FOR_DOCKER = {
    "ELASTICSEARCH_API_KEY",  # its Elasticsearch is asked with the password in ELASTICSEARCH_URL
    "EMBEDDING_MODEL_DIR",  # a place in the image
}


def interpolated() -> dict[str, str]:
    """Each `${NAME...}` of the compose file with what follows the name: `:-default` or `:?message`."""
    found = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)([^}]*)\}", TEXT))
    assert len(found) == len(dict(found)), "a variable means the same wherever it stands"
    return dict(found)


def passed_on() -> set[str]:
    """Names without a value, which compose fills from `.env`."""
    return {name for service in SERVICES.values() for name, value in environment(service).items() if value is None}


def environment(service):
    return service.get("environment", {})


def image_environment() -> dict[str, str]:
    last_stage = DOCKERFILE.rsplit("\nFROM ", 1)[1]
    (block,) = re.findall(r"^ENV ((?:.*\\\n)*.*)$", last_stage, re.MULTILINE)
    return dict(re.findall(r"(\w+)=(\S+)", block))


@pytest.mark.parametrize("name", SETTINGS_READERS)
def test_what_a_program_is_given_is_read_by_it(name):
    sources = "".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "app").rglob("*.py"))
    unread = {
        variable
        for variable in environment(SERVICES[name])
        if variable not in FIELDS and f'"{variable}"' not in sources
    }
    assert not unread


@pytest.mark.parametrize("name", SETTINGS_READERS)
def test_a_program_is_given_what_it_requires(name):
    given = {**image_environment(), **environment(SERVICES[name])}
    required = {variable for variable, field in FIELDS.items() if field.is_required()} | {"EMBEDDING_MODEL_DIR"}
    assert not [variable for variable in required if not given.get(variable)]


def test_every_setting_can_be_set_with_docker():
    missing = FIELDS.keys() - NOT_FOR_DOCKER - environment(SERVICES["api"]).keys()
    assert not missing, "add them to x-settings in docker-compose.yml"


def test_every_setting_and_every_variable_of_compose_is_documented():
    assert not FIELDS.keys() - DOCUMENTED, "describe them in .env.example"
    assert not interpolated().keys() - DOCUMENTED, "describe them in .env.example"
    assert not passed_on() - DOCUMENTED, "describe them in .env.example"


def test_nothing_is_documented_that_nobody_reads():
    elsewhere = {"PROMETHEUS_MULTIPROC_DIR", "OTEL_EXPORTER_OTLP_ENDPOINT"}
    unknown = DOCUMENTED - FIELDS.keys() - interpolated().keys() - passed_on() - KNOWN - elsewhere
    assert not {name for name in unknown if not read_somewhere(name)}


def read_somewhere(name: str) -> bool:
    rooms = ("app", "jobs", "mcp_server", "scripts", "search", "skill")
    files = (path for room in rooms for path in (REPOSITORY / room).rglob("*.py"))
    return any(f'"{name}"' in path.read_text(encoding="utf-8") for path in files)


def test_secrets_are_required_and_have_no_default():
    secret = {name for name in interpolated() if re.search(r"PASSWORD|PEPPER|TOKEN|_KEY$", name)}
    assert {"POSTGRES_PASSWORD", "REDIS_PASSWORD", "ELASTIC_PASSWORD", "KIBANA_PASSWORD"} <= secret
    assert {name: interpolated()[name] for name in secret} == dict.fromkeys(secret, ":?set it in .env")


def test_defaults_of_compose_are_those_of_the_settings():
    prefix = FIELDS["INDEX_PREFIX"].default
    assert interpolated()["INDEX_PREFIX"] == f":-{prefix}"
    assert environment(SERVICES["api"])["ELASTICSEARCH_URL"].startswith(f"http://{accounts.ACCOUNT}:")


def test_only_the_api_the_mcp_server_and_kibana_are_published_and_only_to_this_machine():
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(ports) == {"api", "mcp", "kibana"}
    assert all(str(port).startswith("127.0.0.1:") for listed in ports.values() for port in listed)


@pytest.mark.parametrize("name", OURS)
def test_our_services_have_no_privileges(name):
    service = SERVICES[name]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
    assert f"USER {service['user']}\n" in DOCKERFILE
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_contained(name):
    service = SERVICES[name]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["mem_limit"]
    assert service["restart"] == ("no" if name in ONE_SHOT else "unless-stopped")
    assert not service.get("privileged")
    assert not any("docker.sock" in str(volume) for volume in service.get("volumes", []))


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_every_lasting_service_has_a_health_check(name):
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", ["api", "relay", "worker", "maintenance"])
def test_programs_wait_for_the_migration(name):
    assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_the_migration_waits_for_its_services():
    waits = {name: how["condition"] for name, how in SERVICES["migrate"]["depends_on"].items()}
    assert waits == {
        "postgres": "service_healthy",
        "redis": "service_healthy",
        "accounts": "service_completed_successfully",
    }
    assert SERVICES["accounts"]["depends_on"]["elasticsearch"]["condition"] == "service_healthy"
    assert SERVICES["kibana"]["depends_on"]["accounts"]["condition"] == "service_completed_successfully"


@pytest.mark.parametrize("name", OURS)
def test_what_a_program_runs_is_in_the_image(name):
    command = SERVICES[name].get("command", [])
    health = SERVICES[name]["healthcheck"].get("test", [])
    modules = re.findall(r"-m ([\w.]+)", " ".join([*command, *health]))
    assert modules or name == "api"
    ignored = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = [line[1:] for line in ignored if line.startswith("!")]
    for module in modules:
        file = module.replace(".", "/")
        path = f"{file}/__main__.py" if (REPOSITORY / file).is_dir() else f"{file}.py"
        assert (REPOSITORY / path).is_file()
        assert any(path == entry or path.startswith(f"{entry}/") for entry in kept)


def test_the_image_gets_only_what_is_named():
    lines = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    kept = [rule[1:] for rule in rules if rule.startswith("!")]
    assert all((REPOSITORY / entry).exists() for entry in kept)
    assert not [entry for entry in kept if fnmatch(entry, ".*") or entry in {"tests", "scripts", "scripts/stack"}]


def test_images_are_pinned():
    images = {service["image"] for service in SERVICES.values()}
    images |= set(re.findall(r"^ARG PYTHON_IMAGE=(\S+)", DOCKERFILE, re.MULTILINE))
    assert len(images) == 6
    assert not [image for image in images if not re.search(r":\d+\.\d+(\.\d+)?(-[\w-]+)?$", image)]
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"${PYTHON_IMAGE}"}
    versions = {image.partition(":")[2] for image in images if image.startswith(("elasticsearch", "kibana"))}
    assert versions == {"9.5.0"}


def test_the_image_is_built_once():
    assert [name for name in OURS if "build" in SERVICES[name]] == ["accounts"]
    assert {SERVICES[name]["pull_policy"] for name in OURS if name != "accounts"} == {"never"}


def test_data_is_in_named_volumes():
    named = yaml.safe_load(TEXT)["volumes"]
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == set(named) == {"postgres", "redis", "elasticsearch"}


def test_redis_keeps_its_data_and_asks_for_a_password():
    configuration = SERVICES["redis"]["command"][-1]
    for line in ("requirepass $$REDISCLI_AUTH", "appendonly yes", "maxmemory-policy noeviction"):
        assert line in configuration.splitlines()


def test_compose_itself_accepts_the_file(tmp_path):
    """Where compose is installed, it is the better judge; the rest of this file stands without it."""
    command = compose_command()
    if command is None:
        return
    required = [name for name, rest in interpolated().items() if rest.startswith(":?")]
    full = tmp_path / "full.env"
    full.write_text("".join(f"{name}={secrets.token_hex(MINIMUM_PEPPER_LENGTH)}\n" for name in required))
    clean = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path)}

    def config(env_file: Path) -> subprocess.CompletedProcess[str]:
        arguments = ["-f", str(REPOSITORY / "docker-compose.yml"), "--env-file", str(env_file), "config", "--quiet"]
        return subprocess.run([*command, *arguments], env=clean, capture_output=True, text=True, check=False)

    assert config(full).returncode == 0, config(full).stderr
    assert "set it in .env" in config(REPOSITORY / ".env.example").stderr


def compose_command() -> list[str] | None:
    for candidate in (["docker", "compose"], ["docker-compose"]):
        path = shutil.which(candidate[0])
        if path and subprocess.run([path, *candidate[1:], "version"], capture_output=True, check=False).returncode == 0:
            return [path, *candidate[1:]]
    return None
