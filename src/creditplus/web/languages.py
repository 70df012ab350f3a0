"""Which of our two languages somebody reads: Chinese, unless they prefer English.

Why so little: there are two languages, so the only question is which of them was asked for with more weight.
"""

from typing import Any

from litestar import Request

from creditplus.errors import Words

LANGUAGES = ("zh", "en")
NAMES = {"zh": "zh-CN", "en": "en"}
"""How a language is called in `Content-Language` and in HTML."""


def of(request: Request[Any, Any, Any]) -> str:
    """The language to answer a request in; `?language=` in the address of a page goes before what the browser says."""
    asked = request.query_params.get("language")
    return asked if asked in LANGUAGES else wanted(request.headers.get("accept-language", ""))


def wanted(accept: str) -> str:
    """The language that an `Accept-Language` header prefers; Chinese where it names neither, or nothing that can be read."""
    weights = {"zh": 0.0, "en": 0.0}
    for part in accept[:500].split(","):
        tag, _, weight = part.strip().partition(";")
        language = tag.strip().lower().split("-")[0]
        if language in weights:
            weights[language] = max(weights[language], _weight(weight))
    return "en" if weights["en"] > weights["zh"] else "zh"


def _weight(written: str) -> float:
    name, _, value = written.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" and len(value) < 8 else 0.0
    except ValueError:
        return 0.0


def both(words: Words) -> list[tuple[str, str]]:
    """A sentence in each language, with the language's name."""
    return [(NAMES[language], words.in_language(language)) for language in LANGUAGES]
