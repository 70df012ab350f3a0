"""What is sent to the doors besides a record: small bodies and parameters, and what may stand in them."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from creditplus.actions.enrol_person import Months, Said
from creditplus.consents import Lifetime
from creditplus.offers.charges import Bill, Fen, Minutes
from creditplus.rights.delegations import Powers
from creditplus.scenarios import LinkKind, OperatorKind, ScenarioCode
from creditplus.tools.portals import Returned

CountyCode = Annotated[str, Meta(pattern=r"^[0-9]{6}$", description="a division code of six digits (GB/T 2260)")]


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No parameters at all."""


class OnDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As of which day; today, if it is left out."""

    on: date | None = None


class InCounty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In which county."""

    county: CountyCode


class Join(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which county to join, and what its text asks for: full months of residence and insurance, and, at 16 and 17, whether one
    lives on an own income. An adult without full capacity says so and shows the guardian's word. None of it is kept."""

    county: CountyCode
    own_income: bool = False
    residence_months: Months = 0
    insurance_months: Months = 0
    full_capacity: bool = True
    guardian_word: Annotated[str, Meta(min_length=16, max_length=40, description="the word of a guardian")] | None = (
        None
    )

    @property
    def said(self) -> Said:
        """What is said about oneself."""
        return Said(
            own_income=self.own_income,
            residence_months=self.residence_months,
            insurance_months=self.insurance_months,
            full_capacity=self.full_capacity,
            guardian_word=self.guardian_word,
        )


class Turn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether a kind of good records should count from now on."""

    what: Literal["off", "on"]


class NewDelegation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is handed over, and the last day on which it holds."""

    may: Powers
    last: date


class HandedWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The word that was handed over (capitals, blanks and hyphens do not matter)."""

    word: Annotated[str, Meta(min_length=16, max_length=40, description="the word, as shown or read out")]


class HouseholdNotice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words that were read: sharing an account is agreed to knowingly, or not at all."""

    notice_digest: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="`digest` of `GET /v1/me/household`")]


class HouseholdMembership(HouseholdNotice, frozen=True, forbid_unknown_fields=True):
    """The word that a member handed over, and the words that were read."""

    word: Annotated[str, Meta(min_length=16, max_length=40, description="the word, as shown or read out")]


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is wanted for spendable points."""

    reward: Annotated[str, Meta(min_length=1, max_length=60, description="the code of a reward")]


class FromFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the text's file is called; problems name it."""

    file: Annotated[str, Meta(pattern=r"^[A-Za-z0-9._/-]{1,120}$", description="a file name")] = "text.toml"


class NewConsent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which scenario may ask, and through which kind of operator; with a `city`, only for a visit to that other city.

    With a `notice_digest`, only to exactly those words.
    """

    scenario: ScenarioCode
    operator_kind: OperatorKind
    city: CountyCode | None = None
    notice_digest: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="of the words that were read")] | None = (
        None
    )


class OfConsent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which consent's words are wanted."""

    scenario: ScenarioCode
    operator_kind: OperatorKind
    city: CountyCode | None = None


class NewCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For which scenario a code is wanted, and how long it should live."""

    scenario: ScenarioCode
    lifetime_s: Lifetime = 300


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The `code` that the guest showed or read out (capitals, blanks and hyphens do not matter), or the `link` of a plate or card.

    With a bill (`amount_fen`, `minutes`) the answer says what is to pay; an emergency needs neither code nor link.
    `purpose` may say what for.
    """

    code: Annotated[str, Meta(min_length=16, max_length=40, description="the code, as shown or read out")] | None = None
    link: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="the link's token")] | None = None
    amount_fen: Fen | None = None
    minutes: Minutes | None = None
    purpose: Annotated[str, Meta(min_length=1, max_length=60)] | None = None

    @property
    def bill(self) -> Bill | None:
        """The bill, if one was sent."""
        if self.amount_fen is None and self.minutes is None:
            return None
        return Bill(amount_fen=self.amount_fen or 0, minutes=self.minutes or 0)


class NewLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For which scenario and operator a plate or card is bound. The plate itself is never sent here."""

    scenario: ScenarioCode
    operator: Annotated[str, Meta(min_length=1, max_length=80, description="the operator's id")]
    kind: LinkKind


class Paid(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much was paid towards a commitment."""

    amount_fen: Annotated[int, Meta(ge=1, le=10**9, description="money in fen")]


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who signs in, in the demonstration."""

    citizen_id: Annotated[str, Meta(min_length=15, max_length=40, description="a citizen id (GB 11643)")]


class FromPortal(msgspec.Struct, frozen=True):
    """What a portal sends the browser back with: its own code or ticket, and the state that we gave it. It may add more."""

    state: Annotated[str, Meta(max_length=200)] = ""
    code: Annotated[str, Meta(max_length=4000)] = ""
    ticket: Annotated[str, Meta(max_length=4000)] = ""
    iss: Annotated[str, Meta(max_length=400)] = ""
    error: Annotated[str, Meta(max_length=200)] = ""

    @property
    def returned(self) -> Returned:
        """The same, as the portal's tool takes it."""
        return Returned(self.state, self.code, self.ticket, self.iss, self.error)


class TokenRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form (RFC 6749 §4.4). The client may name itself here, or with HTTP Basic instead; never both."""

    grant_type: str
    client_id: Annotated[str, Meta(max_length=80)] | None = None
    client_secret: Annotated[str, Meta(max_length=200)] | None = None
    scope: Annotated[str, Meta(max_length=2000)] = ""
