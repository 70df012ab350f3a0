"""The pages that describe the doors: `/docs` for all of them, `/problems` for everything that can be refused."""

import json
from typing import Any

import msgspec
from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from creditplus import errors as sentences
from creditplus.errors import Words
from creditplus.web import errors, examples
from creditplus.web.doors import Door
from creditplus.web.pages import templates
from creditplus.web.pages.html import Html, element, joined
from creditplus.web.pages.visits import Here


@get("/docs")
async def docs(visit: Here) -> Response[bytes]:
    """All doors, with an example of each."""
    language = visit.language
    intro = Words(
        "本页由接口自身生成；机器可读的版本在 ", "This page is made from the doors themselves; for machines it is at "
    )
    start = element("p", intro.in_language(language), element("a", "/schema", href="/schema"))
    doors: list[Door] = visit.request.app.state.doors
    title = Words("接口", "For programs")
    contents = [element("li", element("a", f"{door.method} {door.path}", href=f"#{door.verb}")) for door in doors]
    told = [_door(door, language) for door in doors]
    return visit.show("described.html", title=title, inside=joined(start, element("ul", *contents), *told))


@get("/problems")
async def problems(visit: Here) -> Response[bytes]:
    """Every problem type."""
    language = visit.language
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
    title = Words("可能遇到的问题", "What can be refused")
    return visit.show("described.html", title=title, inside=element("table", *rows))


@get("/problems/{type:str}")
async def problem(visit: Here, type: FromPath[str]) -> Response[bytes]:
    """One problem type: what happened, what is safe, what to do next."""
    words = sentences.problem_types().get(type)
    if words is None:
        raise NotFoundException
    language = visit.language
    facts = element("p", f"HTTP {errors.status_of(type)} · {type}", class_="quiet")
    told = [
        element("p", words.detail.in_language(language)),
        element("p", words.next.in_language(language), class_="next"),
    ]
    return visit.show("described.html", title=words.title, inside=joined(facts, *told))


REACHES = {
    "own": Words("自己的", "their own"),
    "own county": Words("所属县市", "their county or city"),
    "anywhere": Words("全省", "anywhere"),
}
"""How far a role reaches, in words."""


def _door(door: Door, language: str) -> Html:
    """One door: what it does, who may come in, what is sent and answered, what it can refuse."""
    who = Words("所有人", "anyone") if door.public else _who(door)
    facts = [
        _row(Words("谁可以用", "who").in_language(language), who.in_language(language)),
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


def _who(door: Door) -> Words:
    """The roles that may come in, and how far each reaches."""
    reach = [(role, REACHES[where]) for role, where in sorted(door.who.items())]
    return Words(
        "、".join(f"{role}（{to.zh}）" for role, to in reach), ", ".join(f"{role} ({to.en})" for role, to in reach)
    )


def _row(name: str, value: str) -> Html:
    return element("tr", element("th", name, scope="row"), element("td", value))


def _shown(name: Words, example: Any, language: str) -> list[Html]:
    written = (
        example if isinstance(example, str) else json.dumps(msgspec.to_builtins(example), ensure_ascii=False, indent=2)
    )
    marked = {"lang": "zh-CN"} if templates.HAN.search(written) else {}
    return [element("p", name.in_language(language)), element("pre", written, tabindex="0", class_="scroll", **marked)]


def _link(type: str) -> Html:
    return element("a", type, href=f"/problems/{type}")


PAGES = (docs, problems, problem)
