"""What docker-compose.yml, the Dockerfile and the gateway say about the system is true, as far as one can read it."""

import base64
import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import typer
import yaml
from jsonschema import Draft202012Validator

from services.cli.__main__ import app as aftersales
from services.cli.registry import SERVICES, settings_of
from shared.settings import Environment, ServiceSettings
from shared.web.keys.signing import KeyMissing
from shared.web.service_app import tokens_of
from tests.builders.kafka_broker import IMAGE as KAFKA_IMAGE

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
SCHEMA = json.loads((ROOT / "tests/contract/official/compose-spec.json").read_text(encoding="utf-8"))
DOCKERFILE = re.sub(r"\\\n\s*", "", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"))
CADDYFILE = (DEPLOY / "gateway" / "Caddyfile").read_text(encoding="utf-8")
OURS = (*SERVICES, "prepare")
_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def test_compose_keeps_to_its_specification() -> None:
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(COMPOSE)] == []


def test_the_specification_would_notice_a_slip() -> None:
    slip = {"services": {"intake": {"image": "a", "healthchek": {}}}}

    assert not Draft202012Validator(SCHEMA).is_valid(slip)


def test_compose_runs_the_five_services_and_what_they_need() -> None:
    assert set(CONTAINERS) == {*OURS, "postgres", "kafka", "gateway"}


@pytest.mark.parametrize("name", sorted(set(CONTAINERS) - {"prepare"}))
def test_what_goes_on_running_is_watched_restarted_and_given_time_to_stop(name: str) -> None:
    container = CONTAINERS[name]
    watch = container["healthcheck"]

    assert watch["test"][0] == "CMD"
    assert {"interval", "timeout", "retries", "start_period"} <= set(watch)
    assert container["restart"] == "unless-stopped"
    assert int(container["stop_grace_period"].removesuffix("s")) >= 30


@pytest.mark.parametrize("name", sorted(CONTAINERS))
def test_what_a_container_waits_for_can_happen(name: str) -> None:
    for other, wait in CONTAINERS[name].get("depends_on", {}).items():
        if wait["condition"] == "service_completed_successfully":
            assert not CONTAINERS[other]["restart"].startswith(("always", "unless"))
        else:
            assert wait["condition"] == "service_healthy"
            assert "test" in CONTAINERS[other]["healthcheck"]


def test_services_start_when_databases_and_topics_are_there() -> None:
    assert all(set(CONTAINERS[name]["depends_on"]) == {"prepare", "postgres", "kafka"} for name in SERVICES)
    assert set(CONTAINERS["prepare"]["depends_on"]) == {"postgres", "kafka"}
    assert set(CONTAINERS["gateway"]["depends_on"]) == set(SERVICES)


def test_any_service_can_be_scaled_because_only_the_gateway_has_a_port_and_nobody_a_name() -> None:
    assert [name for name, container in CONTAINERS.items() if "ports" in container] == ["gateway"]
    assert [name for name, container in CONTAINERS.items() if "container_name" in container] == []
    assert [name for name, container in CONTAINERS.items() if {"hostname", "network_mode"} & set(container)] == []


def test_every_image_has_a_full_version() -> None:
    named = {container["image"] for container in CONTAINERS.values() if "build" not in container}
    named |= set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE))

    assert [image for image in named if not re.search(r"^postgres:\d+\.\d+$|:\d+\.\d+\.\d+(-[a-z]+)*$", image)] == []


def test_containers_run_the_versions_that_the_tests_run() -> None:
    jars = tomllib.loads((ROOT / "shared/embedded_kafka/jars.toml").read_text(encoding="utf-8"))
    [postgres] = re.findall(r"pginstall(\d+)", (ROOT / "shared/postgres_program.py").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [python] = set(re.findall(r"^FROM python:(\S+)", DOCKERFILE, re.MULTILINE))

    assert CONTAINERS["kafka"]["image"] == KAFKA_IMAGE
    assert KAFKA_IMAGE.partition(":")[2] in {
        jar["version"] for jar in jars["jar"] if jar["group"] == "org.apache.kafka"
    }
    assert CONTAINERS["postgres"]["image"].startswith(f"postgres:{postgres}.")
    assert python.startswith(f"{project['tool']['mypy']['python_version']}.")


def test_kafka_gets_a_cluster_id_that_it_accepts() -> None:
    given = CONTAINERS["kafka"]["environment"]["CLUSTER_ID"]
    raw = base64.urlsafe_b64decode(given + "==")

    assert len(raw) == 16
    assert base64.urlsafe_b64encode(raw).decode().rstrip("=") == given


@pytest.mark.parametrize("name", OURS)
def test_every_variable_that_a_service_is_given_is_read_by_somebody(name: str) -> None:
    known = {variable for service in SERVICES for variable in _variables_of(service)} | _variables_of_the_command()

    assert set(CONTAINERS[name]["environment"]) - known == set()


def _variables_of(service: str) -> set[str]:
    shape: type[ServiceSettings] = type(settings_of(service, database_url="postgresql://nowhere"))
    prefix = shape.model_config["env_prefix"]
    return {str(field.validation_alias or f"{prefix}{name}".upper()) for name, field in shape.model_fields.items()}


def _variables_of_the_command() -> set[str]:
    return {str(option.envvar) for option in _options(typer.main.get_command(aftersales)) if option.envvar}


def _options(command: Any) -> list[Any]:
    return [each for each in command.params if each.param_type_name == "option"]


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_served_under_its_own_name_with_options_that_exist(name: str) -> None:
    command = CONTAINERS[name]["command"]
    serve = typer.main.get_command(aftersales).commands["serve"]  # type: ignore[attr-defined]
    read = serve.make_context("serve", list(command[1:])).params

    assert command[0] == "serve"
    assert (read["service"], read["host"], read["under"], read["port"]) == (name, "0.0.0.0", f"/{name}", _port())


def test_what_prepares_is_a_command_that_exists_and_knows_all_five_databases() -> None:
    assert CONTAINERS["prepare"]["command"][0] in typer.main.get_command(aftersales).commands  # type: ignore[attr-defined]
    assert {f"{name.upper()}_DATABASE_URL" for name in SERVICES} <= set(CONTAINERS["prepare"]["environment"])


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the script that writes .env makes of the example."""
    folder = tmp_path_factory.mktemp("secrets")
    (folder / "deploy").mkdir()
    shutil.copy(DEPLOY / "compose.env.example", folder / "deploy")
    script = [str(DEPLOY / "new_secrets.sh"), str(folder)]
    subprocess.run(script, check=True, capture_output=True)
    written = (folder / ".env").read_bytes()

    assert subprocess.run(script, check=False, capture_output=True).returncode == 1
    assert (folder / ".env").read_bytes() == written
    return _lines_of(folder / ".env")


def _lines_of(path: Path) -> dict[str, str]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {name: value.strip('"') for name, _, value in (line.partition("=") for line in lines)}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_accepts_its_environment_in_production(
    name: str, secrets: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in CONTAINERS[name]["environment"].items():
        monkeypatch.setenv(variable, _VARIABLE.sub(lambda found: secrets.get(found[1]) or found[3], value))

    settings = settings_of(name)

    assert settings.environment is Environment.PRODUCTION
    assert (
        settings.database_url
        == f"postgresql://aftersales:{secrets['POSTGRES_PASSWORD']}@postgres:5432/aftersales_{name}"
    )
    assert tokens_of(settings) is not None


def test_without_a_key_a_service_in_production_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.delenv("AUTH_PUBLIC_KEY", raising=False)

    with pytest.raises(KeyMissing):
        tokens_of(settings_of("intake", database_url="postgresql://nowhere"))


def test_the_example_names_what_compose_asks_for_and_holds_no_secret() -> None:
    asked = {found[1]: found for found in _VARIABLE.finditer((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))}
    example = _lines_of(DEPLOY / "compose.env.example")
    needed = {found[1] for found in _VARIABLE.finditer(json.dumps(COMPOSE)) if found[2] == "?"}

    assert set(example) == set(asked)
    assert {name for name, value in example.items() if not value} == needed


def _port() -> int:
    return int(re.findall(r"^EXPOSE (\d+)", DOCKERFILE, re.MULTILINE)[0])


def _copied() -> Iterator[str]:
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        yield from (word.rstrip("/") for word in line.split()[:-1] if not word.startswith("--"))


def test_what_the_image_copies_exists_and_reaches_the_builder() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    sent = {line[1:] for line in ignored if line.startswith("!")}

    assert "*" in ignored
    assert set(_copied()) == sent
    assert [path for path in sent if not (ROOT / path).exists()] == []


def test_the_image_runs_as_nobody_in_particular_and_its_probe_is_in_it() -> None:
    [user] = re.findall(r"^USER (\d+):\d+$", DOCKERFILE, re.MULTILINE)
    [probe] = re.findall(r"^COPY --chmod=755 deploy/ready.sh (\S+)$", DOCKERFILE, re.MULTILINE)

    assert int(user) > 0
    assert all(CONTAINERS[name]["healthcheck"]["test"] == ["CMD", PurePosixPath(probe).name] for name in SERVICES)
    assert all(CONTAINERS[name]["read_only"] and CONTAINERS[name]["cap_drop"] == ["ALL"] for name in OURS)


def test_the_image_has_the_packages_of_the_lock_without_the_embedded_servers() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    everything, service = _pins("requirements.lock"), _pins("requirements-service.lock")
    text = (ROOT / "requirements-service.lock").read_text(encoding="utf-8")

    assert service.items() <= everything.items()
    assert set(service) & set(project["optional-dependencies"]["embedded"]) == set()
    assert {re.split(r"[\[<>=]", line)[0] for line in project["dependencies"]} <= set(service)
    assert "://" not in text
    assert text.count("--hash=sha256:") > len(service)


def _pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))


def test_the_gateway_leads_to_all_five_and_looks_again_who_is_there() -> None:
    [names] = re.findall(r"^\t@service path_regexp service \^/\(([a-z|]+)\)/$", CADDYFILE, re.MULTILINE)
    [listening] = re.findall(r"^http://:(\d+) \{$", CADDYFILE, re.MULTILINE)

    assert tuple(names.split("|")) == SERVICES
    assert re.search(
        r"dynamic a \{\s+name \{re\.service\.1\}\s+port " + str(_port()) + r"\s+refresh 1s\s+\}", CADDYFILE
    )
    assert CONTAINERS["gateway"]["ports"] == [f"${{GATEWAY_PORT:-8080}}:{listening}"]
    assert f"http://127.0.0.1:{listening}/healthy" in CONTAINERS["gateway"]["healthcheck"]["test"]
    assert "handle /healthy {" in CADDYFILE
    assert CONTAINERS["gateway"]["volumes"] == ["./deploy/gateway/Caddyfile:/etc/caddy/Caddyfile:ro"]


def test_the_gateways_file_can_be_read_by_the_gateway(tmp_path: Path) -> None:
    depth = 0
    for line in re.sub(r"#.*|`[^`]*`|\{[\w.]+\}", "", CADDYFILE).splitlines():
        depth += line.count("{") - line.count("}")
        assert depth >= 0
        assert line.strip() in {"", "}"} or line.startswith("\t" * (depth - line.endswith("{")))
    assert depth == 0

    caddy = shutil.which("caddy")  # on a machine that has it, the program itself has the last word
    if caddy is not None:
        command = [caddy, "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "gateway" / "Caddyfile")]
        done = subprocess.run(command, env={"HOME": str(tmp_path)}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
