"""What is shipped and how it is set up: wheel, stand-alone program, lock files, make targets."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("run.txt", "dev.txt", "build.txt")
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>\S+)(?: ; (?P<marker>.+?))? \\$")


@pytest.fixture(scope="module")
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def pins(lock: str) -> set[tuple[str, str]]:
    lines = (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines()
    return {(match["name"], match["version"]) for match in map(PIN.match, lines) if match}


def shipped(folder: str) -> Iterator[str]:
    for path in sorted((ROOT / folder).rglob("*")):
        if path.is_file() and path.name != ".gitkeep" and "__pycache__" not in path.parts:
            yield path.relative_to(ROOT).as_posix()


def test_the_stand_alone_program_carries_the_same_data_as_the_wheel(pyproject: dict[str, Any]) -> None:
    forced = pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    (datas,) = (
        ast.literal_eval(node.value)
        for node in ast.parse((ROOT / "build.spec").read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "DATAS"
    )
    assert dict(datas) == forced
    assert set(forced) == {"migrations", "resources"}


def test_the_wheel_holds_every_module_resource_and_migration(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    data = {f"carnet/_data/{name}" for folder in ("resources", "migrations") for name in shipped(folder)}
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "carnet").rglob("*.py")}
    assert "carnet/_data/resources/communes.csv.gz" in data
    assert data | modules <= names
    assert not [name for name in names if name.endswith(".pyc")]


def test_a_program_installed_from_the_wheel_finds_its_own_data(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    script = "from carnet.paths import resource; print(resource('communes.csv.gz').resolve(strict=True))"
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    found = subprocess.run(
        [sys.executable, "-P", "-c", script], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    )
    assert Path(found.stdout.strip()).is_relative_to(tmp_path)


def wanted(pyproject: dict[str, Any], lock: str) -> list[Requirement]:
    project = pyproject["project"]
    lines = {
        "run.txt": project["dependencies"],
        "dev.txt": project["dependencies"] + project["optional-dependencies"]["dev"],
        "build.txt": pyproject["build-system"]["requires"],
    }[lock]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_declared_dependency(pyproject: dict[str, Any], lock: str) -> None:
    locked = pins(lock)
    missing = [
        str(requirement)
        for requirement in wanted(pyproject, lock)
        if not any(
            name == canonicalize_name(requirement.name) and Version(version) in requirement.specifier
            for name, version in locked
        )
    ]
    assert missing == [], "run make lock"


def imported(*folders: str) -> set[str]:
    """Distributions that the Python files of `folders` import, wherever in the file; unknown modules by their name."""
    tops = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                tops |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                tops.add(str(node.module).partition(".")[0])
    ours = {"carnet", "tests", "tools", "bench", "migrations"} | {path.stem for path in (ROOT / "tools").iterdir()}
    owners = packages_distributions()
    return {
        canonicalize_name(owner) for top in tops - ours - sys.stdlib_module_names for owner in owners.get(top, [top])
    }


@pytest.mark.parametrize(
    ("lock", "folders"), [("run.txt", ("carnet", "migrations")), ("dev.txt", ("tests", "tools", "bench"))]
)
def test_whatever_is_imported_is_declared(pyproject: dict[str, Any], lock: str, folders: tuple[str, ...]) -> None:
    declared = {canonicalize_name(requirement.name) for requirement in wanted(pyproject, lock)}
    assert imported(*folders) - declared == set()


def test_the_build_lock_is_made_from_what_the_build_requires(pyproject: dict[str, Any]) -> None:
    lines = (ROOT / "requirements" / "build.in").read_text(encoding="utf-8").splitlines()
    assert lines == pyproject["build-system"]["requires"]


def test_the_locks_agree_so_that_one_environment_can_hold_them_all() -> None:
    assert pins("run.txt") | pins("build.txt") <= pins("dev.txt")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_hashed_and_names_no_host(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=[a-z0-9])", text) if not entry.startswith("#")]
    assert len(entries) == len(re.findall(r"^[a-z0-9]", text, flags=re.MULTILINE)) > 0
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted", text)


def test_the_contract_on_qt_binds_every_room_but_the_two_that_draw(pyproject: dict[str, Any]) -> None:
    names = {path.stem for path in (ROOT / "carnet").iterdir() if path.suffix == ".py" or path.is_dir()}
    rooms = {f"carnet.{name}" for name in names if not name.startswith("_")}
    (bound,) = (
        set(contract["source_modules"])
        for contract in pyproject["tool"]["importlinter"]["contracts"]
        if contract.get("forbidden_modules") == ["PySide6"]
    )
    assert bound == rooms - {"carnet.app", "carnet.ui"}


def test_help_lists_every_target_and_every_target_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    declared = re.search(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)
    assert declared
    targets = declared[1].split()
    rules = re.findall(r"^([a-z][a-z-]*):", makefile, flags=re.MULTILINE)
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert [line.split()[0] for line in shown.stdout.splitlines()] == rules == targets


@pytest.mark.skipif(shutil.which("sh") is None, reason="the set-up scripts are for systems with a shell")
def test_setting_up_without_python_says_so_in_both_languages() -> None:
    environment = os.environ | {"PYTHON": "no-such-python"}
    refused = subprocess.run(
        ["sh", "tools/bootstrap.sh", "run"], cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    assert refused.returncode == 1
    assert refused.stdout == ""
    french, english = refused.stderr.splitlines()
    assert french.startswith("carnet : Python 3 est introuvable.")
    assert english.startswith("carnet: Python 3 was not found.")
