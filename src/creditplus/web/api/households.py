"""Where residents share one household's account, where their county's text lets them, and stop sharing it (R18)."""

from litestar import Response

from creditplus.actions.invite_member import HouseholdInvitation, invite_member
from creditplus.actions.join_household import join_household
from creditplus.actions.leave_household import leave_household
from creditplus.actions.read_household import Household, read_household
from creditplus.errors import Words
from creditplus.lives.households import HouseholdStep
from creditplus.web import sent
from creditplus.web.doors import door
from creditplus.web.given import Here


@door(
    "GET /v1/me/household",
    read_household,
    says=Words("查看家庭账户", "Read one's household's account"),
    more=Words(
        "本县是否设家庭账户、几人共用、分数和等级，以及同意的原文；不显示其他成员是谁和各人的明细。",
        "Whether the county has such accounts, how many share one's own, its points and grade, and the words to agree to; never who "
        "the others are, nor their lines.",
    ),
    gives=Household,
    refuses=("not-joined", "no-rulebook", "no-catalogue"),
)
async def shared(asked: Here) -> Response[bytes]:
    """Read one's household's account."""
    return await asked.do()


@door(
    "POST /v1/me/household/words",
    invite_member,
    says=Words("邀请一位家人", "Invite a member of the family"),
    more=Words(
        "得到一个口令，七天内交给一位家人；本人须先同意共用的原文。每位成员都由本人同意后才加入。",
        "Gives a word to hand over within seven days, having agreed to the words oneself. Nobody joins but by their own agreement.",
    ),
    takes=sent.HouseholdNotice,
    gives=HouseholdInvitation,
    status=201,
    refuses=("not-joined", "notice-changed", "may-not-share", "no-rulebook", "no-catalogue"),
)
async def invite(asked: Here) -> Response[bytes]:
    """Invite a member of the family."""
    return await asked.do((await asked.body(sent.HouseholdNotice)).notice_digest)


@door(
    "POST /v1/households/membership",
    join_household,
    says=Words("同意共用家庭账户", "Agree to share a household's account"),
    more=Words(
        "用家人给的口令，只能用一次。自己的分数较高时仍按自己的分数，谁也不会变差。",
        "With the word that was handed over, once. Whoever has more points alone is served by those: nobody is worse off.",
    ),
    takes=sent.HouseholdMembership,
    gives=HouseholdStep,
    status=201,
    refuses=(
        "unknown-word",
        "not-joined",
        "shared-elsewhere",
        "notice-changed",
        "may-not-share",
        "no-rulebook",
        "no-catalogue",
    ),
    repeats=True,
)
async def join(asked: Here) -> Response[bytes]:
    """Agree to share a household's account."""
    wish = await asked.body(sent.HouseholdMembership)
    return await asked.do(wish.word, wish.notice_digest)


@door(
    "POST /v1/me/household/departure",
    leave_household,
    says=Words("退出家庭账户", "Share it no longer"),
    more=Words(
        "立即生效，本人的信息随本人一起退出。再次退出，答复相同。",
        "Effective at once, and what is one's own leaves with one. Leaving again is answered in the same way.",
    ),
    gives=HouseholdStep,
    status=201,
    refuses=("unknown-household",),
    repeats=True,
)
async def leave(asked: Here) -> Response[bytes]:
    """Share it no longer."""
    return await asked.do()


DOORS = (shared, invite, join, leave)
