"""Examples of what people decide for themselves: leaving, agreeing, switching off, and letting somebody help."""

from datetime import UTC, date, datetime
from typing import Any

from creditplus.actions.accept_delegation import Helping
from creditplus.actions.erase_person import Erased
from creditplus.actions.invite_delegate import Invitation
from creditplus.actions.invite_member import HouseholdInvitation
from creditplus.actions.invite_ward import Agreement
from creditplus.actions.leave_county import Left
from creditplus.actions.read_balance import Account
from creditplus.actions.read_consents import Agreed
from creditplus.actions.read_delegations import Delegated
from creditplus.actions.read_household import Household, Worth
from creditplus.actions.read_kinds import Switchable
from creditplus.actions.read_links import Bindable, Bound, Links
from creditplus.actions.read_notice import Notice
from creditplus.actions.redeem_points import Redeemed
from creditplus.consents import Consent
from creditplus.errors import Words
from creditplus.lives import households
from creditplus.lives.accounts import Balance, Redemption
from creditplus.lives.households import HouseholdStep
from creditplus.lives.optouts import Switch
from creditplus.people import Enrolment
from creditplus.province import divisions
from creditplus.rights import receipts
from creditplus.rights.delegations import DelegationEnd
from creditplus.rulebooks import Reward
from creditplus.tools.tokens import Granted
from creditplus.web import sent

DAY = date(2026, 7, 1)
AT = datetime(2026, 7, 1, 1, 30, tzinfo=UTC)
UNTIL = datetime(2026, 12, 31, 16, tzinfo=UTC)
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
RESIDENT = "4f1c2a9be07d4e5b8a60c3d2f1e09b77"
TOKEN = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiI0ZjFjIn0.c2lnbmF0dXJl"
WORD = "LABCDEFGH23456JK"
CONSENT = Consent(
    id="5e0f6f9c2b7d4a01",
    person=RESIDENT,
    scenario="library-deposit",
    operator_kind="library",
    notice_digest=DIGEST,
    scenario_digest=DIGEST,
    given_at=AT,
    until=datetime(2027, 6, 30, 16, tzinfo=UTC),
)
RECEIPT = receipts.receipt(
    CONSENT,
    (),
    receipts.purpose(
        CONSENT, Words("图书馆免押金借阅", "Books without a deposit"), ("GB/T 2260:231181",), "北信评〔2026〕1号"
    ),
    Words("同意图书馆查询我能否免押金。", "The library may ask whether my deposit is waived."),
    (receipts.party("231181", "北安市", "controller"),),
)

PARKING = Words("先离场后付费", "Leave first, pay later")
BALANCE = Balance(on=DAY, points=1_250, redeemable=1_000, ends_on=date(2027, 6, 1), ending=300)

SHARED: dict[str, Any] = {"household": "6f4922f45568161a", "person": RESIDENT, "notice_digest": DIGEST, "at": AT}

SENT: dict[str, Any] = {
    "invite_ward": sent.InCounty("231181"),
    "redeem_points": sent.Wish("haircut"),
    "switch_kind": sent.Turn("off"),
    "invite_delegate": sent.NewDelegation(("issue_code", "read_score"), date(2026, 12, 31)),
    "accept_delegation": sent.HandedWord(WORD),
    "invite_member": sent.HouseholdNotice(DIGEST),
    "join_household": sent.HouseholdMembership(DIGEST, WORD),
}
GIVEN: dict[str, Any] = {
    "give_consent": CONSENT,
    "read_links": Links(
        (
            Bound(
                link="e4da3b7fbbce2345",
                scenario="parking-exit-first",
                title=PARKING,
                operator=Words("站前停车场", "Station car park"),
                kind="plate",
                at=AT,
            ),
        ),
        (
            Bindable(
                scenario="parking-exit-first",
                title=PARKING,
                operator="operator-3c4d",
                operator_kind="parking",
                name=Words("站前停车场", "Station car park"),
                kind="plate",
                agreed=True,
            ),
        ),
    ),
    "invite_ward": Agreement(WORD, "231181", UNTIL),
    "read_balance": Account(BALANCE, (), (Reward(code="haircut", title=Words("理发一次", "a haircut"), price=500),)),
    "redeem_points": Redeemed(
        Redemption(id="c9f0f895fb98ab91", person=RESIDENT, reward="haircut", on=DAY, points=500), BALANCE
    ),
    "leave_county": Left(
        step=Enrolment(id="c20ad4d76fe97759", person=RESIDENT, county="231181", what="left", on=DAY, at=AT),
        consents=1,
        links=1,
        can_erase=True,
    ),
    "erase_person": Erased(RESIDENT, AT),
    "read_notice": Notice(
        scenario="library-deposit",
        operator_kind="library",
        says=Words("同意图书馆查询我能否免押金。", "The library may ask whether my deposit is waived."),
        digest=DIGEST,
        until=UNTIL,
    ),
    "read_consents": [Agreed(consent=CONSENT, state="given")],
    "read_receipt": RECEIPT,
    "read_kinds": [Switchable("volunteer_service", Words("志愿服务", "Volunteering"), True)],
    "switch_kind": Switch(id="aab3238922bcc25a", person=RESIDENT, kind="volunteer_service", what="off", at=AT),
    "invite_delegate": Invitation("a87ff679a2f3e71d", WORD, ("issue_code", "read_score"), UNTIL),
    "read_delegations": [
        Delegated(
            delegation="a87ff679a2f3e71d",
            own=True,
            may=("issue_code", "read_score"),
            given_at=AT,
            until=UNTIL,
            accepted_at=AT,
            holds=True,
        )
    ],
    "read_household": Household(
        county="231181",
        allowed="family",
        household="6f4922f45568161a",
        members=2,
        since=DAY,
        own=Worth(52_000, "B"),
        shared=Worth(56_500, "A"),
        serves="shared",
        says=households.notice(divisions.divisions()["231181"].title),
        digest=households.agreed_digest(divisions.divisions()["231181"].title),
    ),
    "invite_member": HouseholdInvitation(WORD, "6f4922f45568161a", UNTIL),
    "join_household": HouseholdStep(id="1f0e3dad99908345", what="joined", word="98f13708210194c4", **SHARED),
    "leave_household": HouseholdStep(id="70efdf2ec9b08607", what="left", **(SHARED | {"notice_digest": None})),
    "accept_delegation": Helping("a87ff679a2f3e71d", ("issue_code", "read_score"), UNTIL),
    "use_delegation": Granted(TOKEN, "Bearer", 600),
    "end_delegation": DelegationEnd(id="e1671797c52e15f7", delegation="a87ff679a2f3e71d", at=AT),
}
