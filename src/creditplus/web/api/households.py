"""Where a couple or a family has one account, in counties whose text says so."""

from litestar import Response

from creditplus.actions.invite_household import HouseholdInvitation, invite_household
from creditplus.actions.join_household import InHousehold, join_household
from creditplus.actions.leave_household import leave_household
from creditplus.actions.read_household import HouseholdScore, read_household
from creditplus.errors import Words
from creditplus.lives.households import Membership
from creditplus.web import sent
from creditplus.web.doors import door
from creditplus.web.given import Here


@door(
    "POST /v1/me/household/invitations",
    invite_household,
    says=Words("邀请家人共用家庭账户", "Invite somebody into the household's account"),
    more=Words(
        "得到一个口令，七天内交给家人，只能用一次。各人仍以自己和家庭两个分数中较好的一个为准。",
        "Gives a word to hand over; it works once, within seven days. Everybody is still served by the better of two scores.",
    ),
    gives=HouseholdInvitation,
    status=201,
    refuses=("not-joined", "no-household", "no-rulebook"),
)
async def invite(asked: Here) -> Response[bytes]:
    """Invite somebody into the household's account."""
    return await asked.do()


@door(
    "POST /v1/me/household",
    join_household,
    says=Words("加入家庭账户", "Come into a household's account"),
    more=Words("用家人给的口令，立即生效。", "With the word that was handed over; effective at once."),
    takes=sent.HandedWord,
    gives=InHousehold,
    status=201,
    refuses=("not-joined", "unknown-word", "in-a-household", "no-household", "no-rulebook"),
)
async def join(asked: Here) -> Response[bytes]:
    """Come into a household's account."""
    return await asked.do((await asked.body(sent.HandedWord)).word)


@door(
    "GET /v1/me/household",
    read_household,
    says=Words("查看家庭账户", "Read the household's account"),
    more=Words(
        "家庭的分数、自己的分数，以哪一个为准。", "The household's score, one's own, and which of the two serves."
    ),
    gives=HouseholdScore,
    refuses=("not-joined", "not-in-a-household", "no-rulebook"),
)
async def read(asked: Here) -> Response[bytes]:
    """Read the household's account."""
    return await asked.do()


@door(
    "POST /v1/me/household/departure",
    leave_household,
    says=Words("退出家庭账户", "Leave the household's account"),
    more=Words("立即生效，自己的信息跟自己走。", "Effective at once; one's own records go along."),
    gives=Membership,
    status=201,
    refuses=("not-in-a-household",),
)
async def leave(asked: Here) -> Response[bytes]:
    """Leave the household's account."""
    return await asked.do()


DOORS = (invite, join, read, leave)
