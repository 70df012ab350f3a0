"""The project speaks of itself alone: no machine's paths, no package index's address, no trace of its making."""

import re

import pytest

from tests.house import sources

# Written so that this file does not find itself.
FOREIGN = {
    "a path of one machine": r"(?<![\w.])/(w[o]rk|r[o]ot|f[a]rm|h[o]me/\w+|U[s]ers/\w+|t[m]p/\w+)/",
    "the address of a package index": r"https?://[^\s\"')]*/(s[i]mple|p[a]ckages)/|p[y]pi\.org|p[y]thonhosted|index[-]url",
    "a trace of how it was written": r"w[o]rktree|sub[-]?ag[e]nt|\bch[a]tgpt|\bcl[a]ude\b|\bissue [#]?\d|\bthe br[i]ef",
    "something left for later": r"\bT[O]DO\b|\bF[I]XME\b|\bX[X]X\b",
}
TEXT = {
    ".py",
    ".toml",
    ".md",
    ".lock",
    ".txt",
    ".cfg",
    ".ini",
    ".sql",
    ".html",
    ".js",
    ".css",
    ".csv",
    ".json",
    ".yml",
    ".sh",
    "",
}


def lines() -> list[tuple[str, str]]:
    """Every line of every text file, with its place."""
    found = []
    for path in sources.tracked():
        if path.suffix in TEXT and "/static/vendor/" not in path.as_posix():
            text = path.read_text("utf-8").splitlines()
            found += [(f"{sources.name_of(path)}:{number}", line) for number, line in enumerate(text, 1)]
    return found


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_has_foreign_words(what: str) -> None:
    pattern = re.compile(FOREIGN[what], re.IGNORECASE if what != "something left for later" else 0)
    assert [f"{place}: {line.strip()[:100]}" for place, line in lines() if pattern.search(line)] == []


def test_no_test_is_skipped() -> None:
    passed_over = re.compile(r"pytest\.(s[k]ip|im[p]ortorskip|x[f]ail)|mark\.(s[k]ip|s[k]ipif|x[f]ail)\b")
    assert [place for place, line in lines() if passed_over.search(line)] == []


def test_every_silenced_check_says_why() -> None:
    silenced = re.compile(r"# (t[y]pe: ignore|n[o]qa)(\[[\w, -]+\]|: [A-Z0-9, ]+)?(.*)")
    bare = [place for place, line in lines() if (found := silenced.search(line)) and not (found[2] and "#" in found[3])]
    assert bare == []
