"""The first command a person types prepares what is missing, says so, and never guesses."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "dev.py"
POSIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")


@pytest.fixture
def dev(tmp_path: Path) -> ModuleType:
    """dev.py as a module whose `.venv` lies in an empty folder."""
    spec = importlib.util.spec_from_file_location("dev_under_test", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.VENV = tmp_path / ".venv"
    module.PYTHON = module.VENV / "bin" / "python"
    module.STAMP = module.VENV / "stamp.json"
    return module


def program(path: Path, script: str) -> Path:
    """Writes a small shell program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed: str) -> None:
    """Makes this computer look like a Debian on which only the given packages are installed."""
    lines = "".join(f"echo '{name} installed';" for name in installed.split())
    program(tmp_path / "bin" / "dpkg-query", lines)
    program(tmp_path / "bin" / "apt-get", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)


def test_an_old_python_can_read_it_as_far_as_the_sentence_that_says_so() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))
    pretend = f"import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path({str(SCRIPT)!r})"
    done = subprocess.run(
        [sys.executable, "-c", pretend], text=True, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert "needs Python 3.11 or newer; this is Python 3.9" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_imports_nothing_that_a_bare_python_lacks() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-I", str(SCRIPT), "--help"],
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "demo" in done.stdout


@POSIX_ONLY
def test_who_is_not_root_gets_the_exact_command_and_nothing_is_touched(
    dev: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    present = [*dev.QT_PACKAGES, *dev.TEST_PACKAGES]
    present.remove("libegl1")
    present.remove("fonts-inter")
    debian(tmp_path, monkeypatch, " ".join(present))
    monkeypatch.setattr(dev, "is_root", lambda: False)
    assert dev.main(["demo"]) == dev.NEEDS_PACKAGES
    said = capsys.readouterr().out
    assert "sudo apt-get update && sudo apt-get install -y" in said
    assert "install -y --no-install-recommends libegl1 fonts-inter\n" in said
    assert not dev.VENV.exists()


@POSIX_ONLY
def test_libraries_that_newer_systems_renamed_are_not_asked_for_again(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    debian(tmp_path, monkeypatch, "libglib2.0-0t64 libcups2t64")
    assert dev.missing_packages(["libglib2.0-0", "libcups2", "libgl1"]) == ["libgl1"]


def test_other_systems_are_not_asked_for_debian_packages(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert dev.missing_packages(dev.QT_PACKAGES) == []


@POSIX_ONLY
def test_the_first_start_makes_the_environment_and_the_second_one_is_silent(
    dev: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dev, "missing_packages", lambda _wanted: [])
    log = tmp_path / "pip.log"

    def make_venv() -> None:
        program(dev.PYTHON, f'echo "$@" >> {log}')

    monkeypatch.setattr(dev, "make_venv", make_venv)
    dev.prepare("demo", tools=False)
    first = capsys.readouterr().out
    assert "nothing of yours is sent anywhere" in first
    assert "MB to download" in first
    assert "1/2" in first
    assert "2/2" in first
    assert f"-c {dev.CONSTRAINTS} -e {dev.ROOT}\n" in log.read_text()
    dev.prepare("demo", tools=False)
    assert capsys.readouterr().out == ""
    # The tests need more than the program does.
    monkeypatch.setattr(dev, "venv_is_usable", lambda _stamp: True)
    dev.prepare("check", tools=True)
    assert "1/1" in capsys.readouterr().out
    assert f"-e {dev.ROOT}[dev]\n" in log.read_text()


@POSIX_ONLY
def test_a_failed_installation_tells_why_and_is_tried_again(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "missing_packages", lambda _wanted: [])
    script = "echo 'No space left on device'; exit 1"
    monkeypatch.setattr(dev, "make_venv", lambda: program(dev.PYTHON, script))
    for _ in range(2):
        assert dev.main(["demo"]) == 1
        said = capsys.readouterr().out
        assert "No space left on device" in said
        assert "pip could not install the libraries" in said
        assert not dev.STAMP.exists()


def test_a_sign_of_life_shows_no_address(
    dev: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    dev.show_life(7, ["Downloading https://user:word@registry.test/x.whl (80 MB)"], terminal=False)
    said = capsys.readouterr().out
    assert "registry" not in said
    assert "(80 MB)" in said


@POSIX_ONLY
def test_check_goes_on_after_a_failure_and_names_it_at_the_end(
    dev: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    program(dev.PYTHON, 'echo "ran: $@"; case "$2" in mypy) exit 1;; esac')
    assert dev.check([]) == 1
    said = capfd.readouterr().out
    assert said.count("ran: ") == 4
    assert said.strip().endswith("check: mypy failed")


@POSIX_ONLY
def test_the_program_runs_in_the_folder_where_the_person_is(tmp_path: Path) -> None:
    python = program(tmp_path / "python", 'echo "$PWD: $@"')
    code = (
        f"import sys, pathlib; sys.path.insert(0, {str(ROOT)!r}); import dev;"
        f" dev.PYTHON = pathlib.Path({str(python)!r}); dev.tour(['out'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], text=True, capture_output=True, check=True, cwd=tmp_path
    )
    assert done.stdout.endswith(f"{tmp_path}: -m shipdesk demo --tour out\n")
