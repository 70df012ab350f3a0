"""The desk: one large field for a scanner or a hand, and one answer of two that never says why.

Why the answer is made of the outcome and the terms alone: whatever caused the standard service, its page is the same to the
letter but for the decision's number and the time.
"""

from litestar import Response, get, post

from creditplus.actions.decide_scenario import Answer, decide_scenario
from creditplus.actions.read_scenarios import read_scenarios
from creditplus.errors import Forbidden, Refusal, Words
from creditplus.scenarios import Scenario
from creditplus.tools import clock
from creditplus.web import sent
from creditplus.web.bodies import fits
from creditplus.web.pages.visits import Here, Visit


async def _offered(visit: Visit) -> list[Scenario]:
    """The scenarios of this operator's place that it may ask about. Raises Forbidden."""
    if visit.by.role != "operator":
        raise Forbidden("not-signed-in" if visit.by.role == "nobody" else "wrong-role")
    texts = await visit.read(read_scenarios, visit.by.county) if visit.by.county else []
    own = [text for text in texts if f"decide:{text.scenario}" in visit.by.scopes]
    return [text for text in own if visit.by.operator_kind in text.operators and not text.service.emergency]


@get("/desk")
async def desk(visit: Here) -> Response[bytes]:
    """One field."""
    return visit.show("desk.html", texts=await _offered(visit), chosen=None, answer=None)


@post("/desk")
async def decide(visit: Here) -> Response[bytes]:
    """One answer, and the field for the next guest."""
    texts = await _offered(visit)
    form = await visit.form()
    chosen = next((text for text in texts if text.scenario == form.get("scenario")), texts[0] if texts else None)
    try:
        if chosen is None:
            raise Forbidden("no-scope")
        question = fits({"code": form.get("code", "").upper()}, sent.Question)
        answer = await visit.do(decide_scenario, chosen.scenario, question.code)
    except Refusal as refusal:
        return visit.refused(refusal, "desk.html", texts=texts, chosen=chosen, answer=None)
    return visit.show(
        "desk.html", texts=texts, chosen=chosen, answer=answer, at=clock.now(), offered=_offer(chosen, answer)
    )


def _offer(text: Scenario, answer: Answer) -> Words:
    """What a benefit is called on the wall: the one that gives most of these terms."""
    same = [
        benefit
        for benefit in text.benefits
        if any(answer.terms.get(name) == value for name, value in benefit.terms.items())
    ]
    return same[0].title if answer.outcome == "benefit" and same else text.title


PAGES = (desk, decide)
