"""Where a resident lets somebody help with a few things, where that is taken up, and where a guardian agrees."""

from litestar import Response

from creditplus.actions.accept_delegation import Helping, accept_delegation
from creditplus.actions.end_delegation import end_delegation
from creditplus.actions.invite_delegate import Invitation, invite_delegate
from creditplus.actions.invite_ward import Agreement, invite_ward
from creditplus.actions.read_delegations import Delegated, read_delegations
from creditplus.actions.use_delegation import use_delegation
from creditplus.errors import Words
from creditplus.rights.delegations import DelegationEnd
from creditplus.tools.tokens import Granted
from creditplus.web import sent
from creditplus.web.doors import door
from creditplus.web.given import Here, Named


@door(
    "POST /v1/me/delegations",
    invite_delegate,
    says=Words("请家人代办", "Let a family member help"),
    more=Words(
        "得到一个口令，七天内交给代办人。只能代看积分、代领信用码、代看谁查过；不能代为参加、退出或授权。最长一年，可以随时结束。",
        "Gives a word to hand over within seven days. Only reading the score, getting codes and reading who looked can be handed "
        "over; never joining, leaving or agreeing. A year at most; it can be ended at any time.",
    ),
    takes=sent.NewDelegation,
    gives=Invitation,
    status=201,
    refuses=("unknown-person",),
)
async def invite(asked: Here) -> Response[bytes]:
    """Let a family member help."""
    wish = await asked.body(sent.NewDelegation)
    return await asked.do(wish.may, wish.last)


@door(
    "GET /v1/me/delegations",
    read_delegations,
    says=Words("查看代办", "Read who helps"),
    more=Words("自己请人代办的，和自己代别人办的。", "What one handed over, and what was handed over to oneself."),
    gives=list[Delegated],
)
async def delegated(asked: Here) -> Response[bytes]:
    """Read who helps."""
    return await asked.do()


@door(
    "POST /v1/delegations/acceptance",
    accept_delegation,
    says=Words("接受代办", "Accept to help"),
    more=Words("用家人给的口令，只能接受一次。", "With the word that was handed over; it works once."),
    takes=sent.HandedWord,
    gives=Helping,
    status=201,
    refuses=("unknown-word", "unknown-person"),
    repeats=True,
)
async def accept(asked: Here) -> Response[bytes]:
    """Accept to help."""
    return await asked.do((await asked.body(sent.HandedWord)).word)


@door(
    "POST /v1/delegations/{delegation}/token",
    use_delegation,
    says=Words("代办时领取令牌", "Get a token to help with"),
    more=Words(
        "十分钟有效，只能办委托的事；每一次都记录是谁代谁办的，本人看得到。",
        "It lives for ten minutes and opens only what was handed over; every act is logged as done for the person, who sees it.",
    ),
    gives=Granted,
    status=201,
    refuses=("unknown-delegation",),
)
async def use(asked: Here, delegation: Named) -> Response[bytes]:
    """Get a token to help with."""
    return await asked.do(delegation)


@door(
    "POST /v1/delegations/{delegation}/end",
    end_delegation,
    says=Words("结束代办", "End a delegation"),
    more=Words(
        "立即生效，双方都可以办。再次结束，答复相同。",
        "Effective at once, by either of the two. Ending it again is answered in the same way.",
    ),
    gives=DelegationEnd,
    status=201,
    refuses=("unknown-delegation",),
    repeats=True,
)
async def end(asked: Here, delegation: Named) -> Response[bytes]:
    """End a delegation."""
    return await asked.do(delegation)


@door(
    "POST /v1/me/wards",
    invite_ward,
    says=Words("监护人同意参加", "Agree as a guardian"),
    more=Words(
        "得到一个口令，由被监护的成年人参加时出示，七天内有效，只能用一次。",
        "Gives a word that the adult in one's care shows when joining; it works once, within seven days.",
    ),
    takes=sent.InCounty,
    gives=Agreement,
    status=201,
    refuses=("unknown-county", "unknown-person", "may-not-join"),
)
async def ward(asked: Here) -> Response[bytes]:
    """Agree as a guardian."""
    return await asked.do((await asked.body(sent.InCounty)).county)


DOORS = (invite, delegated, accept, use, end, ward)
