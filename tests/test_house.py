"""The rules of the house that no linter sees; each names the file and the line that breaks it."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 400

# What a registry or a machine leaves in a file that was made on it.
LEAKS = re.compile(
    r"(?<![\w./<-])/(?:root|work|home/\w+|Users/\w+)/[\w.]"
    r"|\bfile:///(?:opt|root|work|home|tmp|srv|mnt)\b"
    r"|https?://[^\s\"'<>]*(?:/simple\b|pypi|pythonhosted|/debian\b|npmjs|artifact)"
    r"|^\s*(?:index-url|extra-index-url|find-links)\s*=",
    re.IGNORECASE | re.MULTILINE,
)
# A statement, not a sentence that begins with such a word.
SQL = re.compile(
    r"^\s*(?:"
    r"SELECT\b.+\bFROM\b|INSERT\s+(?:OR\s+\w+\s+)?INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b"
    r"|REPLACE\s+INTO\b|CREATE\s+(?:TEMP\s+)?(?:TABLE|INDEX|UNIQUE|VIEW|TRIGGER|VIRTUAL)\b"
    r"|PRAGMA\s+\w+|BEGIN\s+IMMEDIATE\b|(?:DROP|ALTER)\s+TABLE\b|WITH\s+\w+\s+AS\s*\("
    r")",
    re.DOTALL,
)
SLUGS = frozenset({"shipx", "dash101", "dispatch"})
# The composition roots name providers where they build them.
SLUGS_ALLOWED = (
    "shipdesk/providers/",
    "shipdesk/simulator/",
    "shipdesk/ui/settings/",
    "shipdesk/app.py",
    "shipdesk/ingest.py",
    "shipdesk/demo.py",
    "shipdesk/tour/",
)
LEFTOVERS = re.compile(r"#.*\b(?:TODO|FIXME|XXX|HACK)\b|NotImplementedError|\bfor now\b")

Finding = Iterator[tuple[int, str]]


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or may be, committed; without git, which a bare computer lacks."""
    ignored = [".git", *(ROOT / ".gitignore").read_text(encoding="utf-8").split()]
    found: list[Path] = []
    for folder, subfolders, names in os.walk(ROOT):
        top = Path(folder) == ROOT
        subfolders[:] = [name for name in subfolders if not matches(name, ignored, top=top)]
        found += [Path(folder, name) for name in names if not matches(name, ignored, top=top)]
    return tuple(sorted(found))


def matches(name: str, patterns: list[str], *, top: bool) -> bool:
    """Tells whether a pattern of .gitignore means that name; one with a slash first, at the top."""
    return any(
        fnmatchcase(name, pattern.strip("/"))
        for pattern in patterns
        if top or not pattern.startswith("/")
    )


@cache
def tree(path: Path) -> ast.Module:
    """A file as Python sees it."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name_of(path: Path) -> str:
    """A file as a person names it, from the top of the repository."""
    return path.relative_to(ROOT).as_posix()


def sources(*beginnings: str) -> list[Path]:
    """The Python files below some folders."""
    return [
        path for path in tracked() if path.suffix == ".py" and name_of(path).startswith(beginnings)
    ]


def assert_clean(paths: list[Path], look: Callable[[ast.Module], Finding]) -> None:
    """Fails with one line for each place where a file breaks a rule."""
    assert paths
    found = [f"{name_of(path)}:{line}: {what}" for path in paths for line, what in look(tree(path))]
    assert not found, "\n" + "\n".join(found)


def dotted(node: ast.expr) -> str:
    """The name that is called, such as `datetime.now`; empty for what has none."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(module: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call in a file with the name that is called."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def docstrings(module: ast.Module) -> set[int]:
    """The constants that are documentation, by identity."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, kinds) and node.body and isinstance(node.body[0], ast.Expr)
    }


def texts(module: ast.Module) -> Iterator[tuple[int, str]]:
    """The string literals of a file that are not documentation."""
    spoken = docstrings(module)
    for node in ast.walk(module):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in spoken:
            yield node.lineno, node.value


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    paths = sources("shipdesk/", "tests/", "dev.py")
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert not {name: length for name, length in lengths.items() if length > LIMIT}


def test_every_file_says_in_its_first_sentence_what_it_is_for() -> None:
    def look(module: ast.Module) -> Finding:
        if not ast.get_docstring(module):
            yield 1, "has no docstring"

    assert_clean(sources("shipdesk/", "tests/", "dev.py"), look)


def find_blocking(module: ast.Module) -> Finding:
    """What freezes the window, re-enters its loop or talks past it."""
    for call, name in calls(module):
        last = name.rpartition(".")[2]
        if last in {"exec", "exec_", "processEvents"} and "." in name:
            yield call.lineno, f"{name}() runs a loop inside the loop"
        elif name == "time.sleep":
            yield call.lineno, f"{name}() freezes the window"
        elif name == "print":
            yield call.lineno, "a window does not print"
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            for alias in node.names:
                if alias.name == "sleep":
                    yield node.lineno, "time.sleep freezes the window"


def test_the_window_never_blocks_nor_re_enters_its_loop() -> None:
    assert_clean(sources("shipdesk/ui/"), find_blocking)


def find_naive_time(module: ast.Module) -> Finding:
    """Times without a zone."""
    for call, name in calls(module):
        if name.endswith(("datetime.now", "datetime.fromtimestamp")):
            if not [*call.args[name.endswith("fromtimestamp") :], *call.keywords]:
                yield call.lineno, f"{name}() without a time zone"
        elif name.endswith(("utcnow", "utcfromtimestamp", "datetime.today", "date.today")):
            yield call.lineno, f"{name}() knows no time zone"


def test_every_time_has_a_zone() -> None:
    assert_clean(sources("shipdesk/"), find_naive_time)


def find_sql(module: ast.Module) -> Finding:
    """String literals that are SQL statements."""
    for line, text in texts(module):
        # "Select a courier from the list" is a sentence; SELECT and select are not.
        shouted = text.upper() if text.lstrip()[:2].islower() else text
        if SQL.match(shouted):
            yield line, f"SQL outside storage: {text.strip()[:60]!r}"


def test_sql_stands_in_storage_only() -> None:
    paths = [
        path for path in sources("shipdesk/") if not name_of(path).startswith("shipdesk/storage/")
    ]
    assert_clean(paths, find_sql)


def find_slugs(module: ast.Module) -> Finding:
    """String literals that name a provider, save as a part of a longer text."""
    for line, text in texts(module):
        if text in SLUGS:
            yield line, f"names the provider {text!r}; ask its parts and limits instead"


def test_no_provider_is_named_outside_its_own_folder() -> None:
    paths = [path for path in sources("shipdesk/") if not name_of(path).startswith(SLUGS_ALLOWED)]
    assert_clean(paths, find_slugs)


def test_every_presenter_has_a_test_beside_it() -> None:
    presenters = [path for path in sources("shipdesk/ui/") if path.stem.endswith("presenter")]
    tests = {name_of(path) for path in sources("tests/ui/")}
    alone = [
        name_of(path)
        for path in presenters
        if not any(name.startswith(f"tests/ui/{path.parent.name}/test_") for name in tests)
        and f"tests/ui/test_{path.parent.name}.py" not in tests
        and f"tests/ui/test_{path.parent.name}_{path.stem}.py" not in tests
    ]
    assert not alone


def test_nothing_is_left_half_done() -> None:
    found = [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in sources("shipdesk/", "dev.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if LEFTOVERS.search(line)
    ]
    assert not found, "\n" + "\n".join(found)


def test_no_file_tells_on_which_machine_it_was_made() -> None:
    found = []
    for path in tracked():
        if path == Path(__file__):
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a font
        found += [
            f"{name_of(path)}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
            for match in LEAKS.finditer(text)
        ]
    assert not found, "\n" + "\n".join(found)


def test_the_simulator_imports_nothing_of_ours() -> None:
    def look(module: ast.Module) -> Finding:
        for node, name in imported(module):
            ours = f"{name}.".startswith("shipdesk.")
            if ours and not f"{name}.".startswith("shipdesk.simulator."):
                yield node.lineno, f"imports {name}"

    assert_clean(sources("shipdesk/simulator/"), look)


def imported(module: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Every absolute import below a node, with the name of the module."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node, node.module or ""


def typed_only(module: ast.Module) -> list[tuple[ast.stmt, str]]:
    """The imports that only a type checker follows; the import contracts do not see them."""
    return [
        found
        for node in ast.walk(module)
        if isinstance(node, ast.If) and dotted(node.test).endswith("TYPE_CHECKING")
        for found in imported(node)
    ]


def test_imports_for_types_alone_do_not_leave_their_package() -> None:
    floors: dict[str, set[str]] = {}
    for path in sources("shipdesk/"):
        hidden = {node for node, _ in typed_only(tree(path))}
        floor = "/".join(name_of(path).split("/")[:2])
        real = {name.split(".")[0] for node, name in imported(tree(path)) if node not in hidden}
        floors.setdefault(floor, set()).update(real | sys.stdlib_module_names)
    found = []
    for path in sources("shipdesk/"):
        package = name_of(path.parent).replace("/", ".")
        floor = "/".join(name_of(path).split("/")[:2])
        for node, name in typed_only(tree(path)):
            ours = name.split(".")[0] == "shipdesk"
            if ours and name.startswith(f"{package}."):
                continue
            if ours or name.split(".")[0] not in floors[floor]:
                found.append(f"{name_of(path)}:{node.lineno}: {name}")
    assert not found, "\n" + "\n".join(found)


# Each rule is shown to catch what it forbids and to let pass what only looks like it.
@pytest.mark.parametrize(
    ("look", "broken", "fine"),
    [
        (find_blocking, "dialog.exec()", "dialog.open()"),
        (find_blocking, "app.processEvents()", "self.events()"),
        (find_blocking, "time.sleep(1)", "await clock.sleep(1)"),
        (find_blocking, "from time import sleep", "from time import monotonic"),
        (find_blocking, "print(1)", "blueprint(1)"),
        (find_naive_time, "datetime.now()", "datetime.now(UTC)"),
        (find_naive_time, "dt.datetime.fromtimestamp(5)", "dt.datetime.fromtimestamp(5, UTC)"),
        (find_naive_time, "datetime.utcnow()", "clock.now()"),
        (find_sql, "run('SELECT a FROM b')", "say('Select a courier from the list')"),
        (find_sql, "run('''\n  insert or ignore into a values (1)''')", "f('insert a coin')"),
        (find_sql, "run('pragma user_version')", "f('a pragma')"),
        (find_slugs, "provider == 'shipx'", "f('shipx-like')"),
        (find_slugs, "x = {'dispatch': 1}", "x = 'dispatch_order'"),
    ],
)
def test_a_rule_catches_what_it_forbids(
    look: Callable[[ast.Module], Finding], broken: str, fine: str
) -> None:
    assert list(look(ast.parse(broken)))
    assert not list(look(ast.parse(fine)))


@pytest.mark.parametrize(
    "leak",
    [
        "see /" + "root/.venv/bin",
        "cd /" + "work/main",
        "find-links = x",
        "https://mirror.example.test/pypi/" + "simple",
    ],
)
def test_traces_of_a_machine_are_recognised(leak: str) -> None:
    assert LEAKS.search(leak)


@pytest.mark.parametrize(
    "harmless", ["a/root/b", "GET /v1/work/7", "https://example.test/labels/1.pdf", "/api/home"]
)
def test_other_paths_are_not_taken_for_them(harmless: str) -> None:
    assert not LEAKS.search(harmless)
