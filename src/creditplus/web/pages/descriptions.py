"""The pages that describe the doors: `/docs` for all of them, `/problems` for everything that can be refused."""

import json
from importlib.resources import files
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from creditplus import errors as sentences
from creditplus.errors import Words
from creditplus.web import errors, examples, languages
from creditplus.web.doors import Door
from creditplus.web.pages.html import Html, element, joined, page

HEADERS = {"cache-control": "public, max-age=300", "vary": "Accept-Language"}
Asking = Request[Any, Any, Any]


@get("/docs", sync_to_thread=False)
def docs(request: Asking) -> Response[bytes]:
    """All doors, with an example of each."""
    language = languages.of(request)
    intro = Words(
        "本页由接口自身生成；机器可读的版本在 ", "This page is made from the doors themselves; for machines it is at "
    )
    start = element("p", intro.in_language(language), element("a", "/schema", href="/schema"))
    doors: list[Door] = request.app.state.doors
    title = Words("Credit+ 信用+ 接口", "The doors of Credit+").in_language(language)
    contents = [element("li", element("a", f"{door.method} {door.path}", href=f"#{door.verb}")) for door in doors]
    told = [_door(door, language) for door in doors]
    return _answer(page(title, language, start, element("ul", *contents), *told), language)


@get("/problems", sync_to_thread=False)
def problems(request: Asking) -> Response[bytes]:
    """Every problem type."""
    language = languages.of(request)
    rows = [
        element(
            "tr",
            *(
                element("td", cell)
                for cell in (str(errors.status_of(type)), _link(type), words.title.in_language(language))
            ),
        )
        for type, words in sorted(sentences.problem_types().items())
    ]
    title = Words("可能遇到的问题", "What can be refused").in_language(language)
    return _answer(page(title, language, element("table", *rows)), language)


@get("/problems/{type:str}", sync_to_thread=False)
def problem(request: Asking, type: FromPath[str]) -> Response[bytes]:
    """One problem type: what happened, what is safe, what to do next."""
    words = sentences.problem_types().get(type)
    if words is None:
        raise NotFoundException
    language = languages.of(request)
    facts = element("p", f"HTTP {errors.status_of(type)} · {type}", class_="quiet")
    told = [
        element("p", words.detail.in_language(language)),
        element("p", words.next.in_language(language), class_="next"),
    ]
    return _answer(page(words.title.in_language(language), language, facts, *told), language)


@get("/static/plain.css", sync_to_thread=False)
def style() -> Response[bytes]:
    """The one style sheet of these pages."""
    sheet = files("creditplus").joinpath("web/static/plain.css").read_bytes()
    return Response(sheet, media_type="text/css", headers={"cache-control": "public, max-age=3600"})


REACHES = {
    "own": Words("自己的", "their own"),
    "own county": Words("所属县市", "their county or city"),
    "anywhere": Words("全省", "anywhere"),
}
"""How far a role reaches, in words."""


def _answer(body: bytes, language: str) -> Response[bytes]:
    headers = HEADERS | {"content-language": languages.NAMES[language]}
    return Response(body, media_type="text/html", headers=headers)


def _door(door: Door, language: str) -> Html:
    """One door: what it does, who may come in, what is sent and answered, what it can refuse."""
    told = [f"{role}（{REACHES[where].in_language(language)}）" for role, where in sorted(door.who.items())]
    who = Words("所有人", "anyone").in_language(language) if door.public else ", ".join(told)
    facts = [
        _row(Words("谁可以用", "who").in_language(language), who),
        _row(
            Words("可能的拒绝", "may refuse").in_language(language),
            joined(*(joined(_link(type), " ") for type in door.problems)),
        ),
    ]
    heading = element("h2", element("code", f"{door.method} {door.path}"), id=door.verb)
    says = element("p", element("strong", door.says.in_language(language)), " ", door.more.in_language(language))
    shown = [
        *(_shown(Words("发送", "send"), examples.SENT[door.verb], language) if door.takes is not None else ()),
        *(_shown(Words("答复", "answer"), examples.GIVEN[door.verb], language) if door.gives is not None else ()),
    ]
    return element("section", heading, says, element("table", *facts), *shown)


def _row(name: str, value: str) -> Html:
    return element("tr", element("th", name, scope="row"), element("td", value))


def _shown(name: Words, example: Any, language: str) -> list[Html]:
    written = (
        example if isinstance(example, str) else json.dumps(msgspec.to_builtins(example), ensure_ascii=False, indent=2)
    )
    return [element("p", name.in_language(language)), element("pre", written, tabindex="0")]


def _link(type: str) -> Html:
    return element("a", type, href=f"/problems/{type}")


PAGES = [docs, problems, problem, style]
