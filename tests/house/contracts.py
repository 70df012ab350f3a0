"""Two kinds of import contract of our own: which libraries a floor may know, and where each library lives.

Why not the linter's own `forbidden` type: it wants every library and every module named beforehand, so a new noun or a
new library would be free until somebody thought of it. These two say what is allowed; everything else is not.
"""

import sys
from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


def library_imports(graph: ImportGraph) -> Iterator[tuple[str, str]]:
    """Every (module of ours, library) pair: what we import that is neither ours nor the standard library's."""
    ours = {module for module in graph.modules if not graph.is_module_squashed(module)}
    for importer in sorted(ours):
        for imported in sorted(graph.find_modules_directly_imported_by(importer) - ours):
            if imported.partition(".")[0] not in sys.stdlib_module_names:
                yield importer, imported.partition(".")[0]


def lives_in(module: str, package: str) -> bool:
    """Whether `module` is `package` or something inside it."""
    return f"{module}.".startswith(f"{package}.")


class _Listing(Contract):
    """A contract that is broken by a list of sentences."""

    @abstractmethod
    def sentences(self, graph: ImportGraph) -> Iterator[str]:
        """One sentence for each import that may not be."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        sentences = list(self.sentences(graph))
        return ContractCheck(kept=not sentences, metadata={"sentences": sentences})

    def render_broken_contract(self, check: Any) -> None:
        for sentence in check.metadata["sentences"]:
            output.print_error(f"- {sentence}", bold=False)


class LibrariesContract(_Listing):
    """The modules of one floor may import only these libraries, and the standard library."""

    type_name = "libraries"
    # The linter puts the list that was configured in the place of each field.
    inside: Any = fields.ListField(subfield=fields.StringField())
    outside: Any = fields.ListField(subfield=fields.StringField(), default=[])
    libraries: Any = fields.ListField(subfield=fields.StringField())

    def sentences(self, graph: ImportGraph) -> Iterator[str]:
        for module, library in library_imports(graph):
            here = any(lives_in(module, package) for package in self.inside)
            there = any(lives_in(module, package) for package in self.outside)
            if here and not there and library not in self.libraries:
                yield f"{module} imports {library}"


class HomesContract(_Listing):
    """Each library has one home (`library: module module`); a library without a home may not be imported anywhere."""

    type_name = "homes"
    homes: Any = fields.ListField(subfield=fields.StringField())

    def sentences(self, graph: ImportGraph) -> Iterator[str]:
        homes = dict(line.split(":") for line in self.homes)
        for module, library in library_imports(graph):
            if library not in homes:
                yield f"{module} imports {library}, which has no home: give it one in pyproject.toml"
            elif not any(lives_in(module, home) for home in homes[library].split()):
                yield f"{module} imports {library}, which lives in{homes[library]}"
