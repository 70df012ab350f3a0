"""What the house tests read: the project's own files, as text and as syntax trees."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "creditplus"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is under version control or about to be."""
    listed = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    )
    return tuple(path for name in sorted(set(listed.split("\0")) - {""}) if (path := ROOT / name).is_file())


def name_of(path: Path) -> str:
    """A file's name as people say it, from the project's folder."""
    return path.relative_to(ROOT).as_posix()


def python_files(*folders: str) -> list[Path]:
    """The Python files below these folders of the project."""
    return [path for path in tracked() if path.suffix == ".py" and name_of(path).startswith(folders)]


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def classes(path: Path) -> list[ast.ClassDef]:
    """Every class of a file."""
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]
