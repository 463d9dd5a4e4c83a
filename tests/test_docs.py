"""What can be set, run or made is documented, and what documents point to is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("newsdesk", "articles", "annotations", "readers")
#: Set by the program itself, or by tools it passes on; nobody sets them for the desk.
NOT_FOR_OPERATORS = {"DJANGO_SETTINGS_MODULE", "PYTHONUNBUFFERED"}
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "articles").rglob("README.md")]
)
READERS_OF_ENVIRONMENT = {"address", "choice", "flag", "networks", "number", "origins", "words"}
_LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def sources() -> Iterator[Path]:
    """The program's own Python files."""
    yield ROOT / "manage.py"
    yield from (ROOT / "docker").glob("*.py")
    for package in PACKAGES:
        yield from (
            path for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
        )


def is_environment(node: ast.expr) -> bool:
    """Whether an expression names the environment: os.environ, environ, self._env."""
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name in {"environ", "_env"}


def asked_for(node: ast.AST) -> ast.expr | None:
    """The name of the variable that a piece of code reads, if it reads one."""
    if isinstance(node, ast.Call) and node.args:
        called = node.func
        if isinstance(called, ast.Name) and called.id in READERS_OF_ENVIRONMENT | {"getenv"}:
            return node.args[0]
        if isinstance(called, ast.Attribute) and (
            called.attr == "getenv"
            or (called.attr in {"get", "setdefault", "pop"} and is_environment(called.value))
        ):
            return node.args[0]
    if isinstance(node, ast.Subscript) and is_environment(node.value):
        return node.slice
    return None


@cache
def variables_read() -> dict[str, str]:
    """Every environment variable the program reads by name, and where."""
    found = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = asked_for(node)
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                found[name.value] = str(path.relative_to(ROOT))
    return {name: place for name, place in found.items() if name not in NOT_FOR_OPERATORS}


@cache
def variables_documented() -> set[str]:
    """The first cell of each row of the operators' tables of variables."""
    rows = re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", read("docs/operators.md"), re.MULTILINE)
    assert len(rows) == len(set(rows)), "a variable is documented twice"
    return set(rows)


def commands() -> list[str]:
    return sorted(
        path.stem
        for package in PACKAGES
        for path in (ROOT / package).glob("management/commands/*.py")
        if path.stem != "__init__"
    )


def make_targets() -> list[str]:
    targets = re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.MULTILINE)
    return sorted(set(targets))


def settings_names() -> set[str]:
    """What settings.py reads: a floor under the search for variables."""
    return {name for name, place in variables_read().items() if place == "newsdesk/settings.py"}


def test_the_search_for_variables_finds_them_however_they_are_read() -> None:
    found = set(variables_read())
    assert {"SECRET_KEY", "EMAIL_HOST", "DEBUG", "NEWSDESK_JOB_LEASE", "ALLOWED_HOSTS"} <= found
    assert {"HOST", "PORT", "NEWSDESK_VAR", "NEWSDESK_BASE_URL"} <= found
    assert "TIME_ZONE" in settings_names()


@pytest.mark.parametrize("name", sorted(variables_read()))
def test_every_variable_the_program_reads_is_documented(name: str) -> None:
    where = variables_read()[name]
    assert name in variables_documented(), f"{name}, read in {where}, is not in docs/operators.md"


def test_no_variable_is_documented_that_nothing_reads() -> None:
    elsewhere = read("docker-compose.yml") + read("Dockerfile")
    ghosts = {
        name
        for name in variables_documented() - set(variables_read())
        if not re.search(rf"\b{name}\b", elsewhere)
    }
    assert not ghosts


def test_every_variable_compose_asks_for_is_documented() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", read("docker-compose.yml")))
    assert asked
    assert asked <= variables_documented()


def test_every_variable_that_steers_the_tests_is_documented() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    read_there = set(re.findall(r"environ(?:\.get\(|\[)\"(NEWSDESK_\w+)\"", code))
    assert "NEWSDESK_SHARED" in read_there
    told = set(_CODE.findall(read("CONTRIBUTING.md"))) | variables_documented()
    assert read_there <= told


@pytest.mark.parametrize("name", commands())
def test_every_command_is_documented(name: str) -> None:
    told = read("README.md") + read("docs/operators.md")
    assert f"manage.py {name}" in told or f"`{name}`" in told


def test_every_command_that_is_documented_is_there() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    named = set(re.findall(r"manage\.py ([a-z_]+)\b", written))
    assert named
    assert named <= set(commands()) | {"check", "collectstatic"}


@pytest.mark.parametrize("name", make_targets())
def test_every_make_target_is_documented(name: str) -> None:
    assert f"`make {name}`" in read("CONTRIBUTING.md")


def test_every_make_target_that_is_documented_can_be_made() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    named = set(re.findall(r"(?:`|^    )make ([a-z][a-z-]*)", written, re.MULTILINE))
    assert named
    assert named <= set(make_targets())


def anchor(heading: str) -> str:
    """The fragment under which a heading is reached, as GitHub makes it."""
    plain = re.sub(r"[`*]", "", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def prose(path: Path) -> str:
    """A document without its blocks of code."""
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    return "\n".join(line for line in text.split("\n") if not line.startswith("    "))


def links() -> list[tuple[str, str]]:
    return [
        (str(path.relative_to(ROOT)), link)
        for path in DOCUMENTS
        for link in dict.fromkeys(_LINK.findall(prose(path)))
        if not link.startswith(("http://", "https://", "mailto:"))
    ]


@pytest.mark.parametrize(("document", "link"), links())
def test_every_link_between_documents_leads_somewhere(document: str, link: str) -> None:
    file, _, fragment = link.partition("#")
    target = (ROOT / document).parent / file if file else ROOT / document
    if not target.exists() and not target.parent.exists() and target.suffix == ".png":
        pytest.skip("no screenshots have been made yet")
    assert target.exists()
    if fragment:
        headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        assert fragment in {anchor(heading) for heading in headings}


def paths_named() -> list[tuple[str, str]]:
    """Each stretch of code in a document that begins like a path of the project."""
    tops = {*PACKAGES, ".ci", "bench", "docker", "docs", "static", "templates", "tests"}
    found = []
    for document in DOCUMENTS:
        if document.name == "CHANGELOG.md":
            continue  # it tells of what was
        for code in dict.fromkeys(_CODE.findall(prose(document))):
            if code.split("/")[0] in tops and re.fullmatch(r"[\w./-]+", code):
                found.append((str(document.relative_to(ROOT)), code))
    return found


def test_the_search_for_paths_finds_some_in_the_architecture() -> None:
    assert ("docs/architecture.md", "articles/tasks.py") in paths_named()


@pytest.mark.parametrize(("document", "path"), paths_named())
def test_every_path_a_document_names_is_there(document: str, path: str) -> None:
    assert (ROOT / path).exists(), f"{document} names {path}"


def test_the_files_in_the_pictures_are_there() -> None:
    pictures = re.findall(r"^```mermaid\n(.*?)^```$", read("docs/architecture.md"), re.M | re.S)
    named = set(re.findall(r"[\w/]+\.(?:py|js)\b", "\n".join(pictures)))
    files = {
        f"/{path.relative_to(ROOT)}"
        for top in (*PACKAGES, "static")
        for path in (ROOT / top).rglob("*.*")
    }
    assert len(named) > 10
    assert {name for name in named if not any(file.endswith(f"/{name}") for file in files)} == set()


def decisions() -> list[Path]:
    return sorted((ROOT / "docs" / "adr").glob("0*.md"))


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    numbers = [int(path.name[:4]) for path in decisions()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert re.findall(r"\]\((0\d+-[\w-]+\.md)\)", read("docs/adr/README.md")) == [
        path.name for path in decisions()
    ]


@pytest.mark.parametrize("path", decisions(), ids=lambda path: path.name)
def test_a_decision_tells_context_decision_and_consequences(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(rf"# {path.name[:4]}: \S", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]


def test_the_models_in_the_table_of_the_architecture_are_those_there_are() -> None:
    data = read("docs/architecture.md").partition("## Data")[2].partition("\n## ")[0]
    named = set(re.findall(r"^\| `(\w+)` \|", data, re.MULTILINE))
    there = {
        node.name
        for path in sources()
        if path.name == "models.py" or path.parent.name == "models"
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base) in {"models.Model", "AbstractUser"} for base in node.bases)
    }
    assert named == there


@pytest.mark.parametrize("name", ["newsdesk", "articles", "annotations", "readers", "static"])
def test_the_image_holds_every_part_of_the_program(name: str) -> None:
    assert f"\nCOPY {name} {name}\n" in read("Dockerfile")
    assert f"\n!{name}\n" in read(".dockerignore")


def test_the_image_runs_as_a_fixed_user_who_is_not_root() -> None:
    users = re.findall(r"^USER (\S+)$", read("Dockerfile"), re.MULTILINE)
    assert users
    assert all(re.fullmatch(r"[1-9]\d+:[1-9]\d+", user) for user in users)


def test_compose_and_image_hold_no_secret() -> None:
    for name in ("docker-compose.yml", "Dockerfile"):
        for line in read(name).split("\n"):
            key, _, value = line.strip().partition(": ")
            if key in {"SECRET_KEY", "POSTGRES_PASSWORD"}:
                assert value.startswith("${" + key + ":?"), f"{name}: {line.strip()}"
