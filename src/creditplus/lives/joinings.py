"""Who may join (R17): age, and months of residence or insurance where the county asks for them. None of it is ever worth points.

Why every answer is a sentence and nothing is kept: what is asked here opens the door once. An own income is a yes or a no,
never a sum, and neither it nor the months are stored, so no later rule can find them.
"""

from datetime import date, datetime, timedelta

import msgspec

from creditplus import people
from creditplus.errors import Words
from creditplus.rulebooks import Joining

WORD_LASTS = timedelta(days=7)
"""How long a guardian's word waits to be used."""
GUARDIAN_AGE = 18


class Applicant(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody who wants to join says: the citizen id, and what the county's text asks for.

    Nobody under the county's age can join, whatever a guardian says, so no child ever does.
    """

    citizen_id: str
    full_capacity: bool = True
    guardian_agrees: bool = False
    own_income: bool = False
    residence_months: int = 0
    insurance_months: int = 0


class GuardianWord(msgspec.Struct, frozen=True, kw_only=True):
    """A guardian agrees that whoever holds this word joins a county; only its digest is kept, and it works once, for a week."""

    id: str
    guardian: str
    county: str
    digest: str
    given_at: datetime
    until: datetime


class WardJoined(msgspec.Struct, frozen=True, kw_only=True):
    """The one use of a guardian's word, by whoever joined with it."""

    word: str
    ward: str
    at: datetime


def agrees(word: GuardianWord, ward: str, county: str, at: datetime) -> bool:
    """Whether a guardian's word lets somebody join a county at an instant; nobody is their own guardian."""
    return word.guardian != ward and word.county == county and word.given_at <= at < word.until


def reasons(joining: Joining, applicant: Applicant, on: date) -> tuple[Words, ...]:
    """Why somebody may not join on a day, in words; empty if they may."""
    number = people.citizen_id(applicant.citizen_id)
    if number is None:
        return (Words("身份证号码不正确，请核对", "this is no citizen id; check it"),)
    return tuple(
        reason
        for reason in (
            _age(joining, people.age(number, on), applicant.own_income),
            _capacity(applicant),
            _months("居住", "residence", applicant.residence_months, joining.residence_months),
            _months("参加社会保险", "social insurance", applicant.insurance_months, joining.insurance_months),
        )
        if reason is not None
    )


def _age(joining: Joining, age: int, own_income: bool) -> Words | None:
    """Adults join; at 16 and 17 those who live on their own income, where the county says so (民法典 十八)."""
    least = joining.age
    if own_income and joining.age_with_own_income is not None:
        least = min(least, joining.age_with_own_income)
    if age >= least:
        return None
    extra = joining.age_with_own_income
    also = extra is not None and extra < joining.age
    return Words(
        f"年满 {joining.age} 周岁可以参加"
        + (f"；以自己的劳动收入为主要生活来源的，年满 {extra} 周岁可以参加" if also else ""),
        f"one may join from the age of {joining.age}"
        + (f", or of {extra} when living on one's own income" if also else ""),
    )


def _capacity(applicant: Applicant) -> Words | None:
    """Who has no full capacity joins with a guardian's word only (民法典 十七至二十二; PIPL 31; G27)."""
    if applicant.full_capacity or applicant.guardian_agrees:
        return None
    return Words("要监护人先同意", "a guardian has to agree first")


def _months(zh: str, en: str, has: int, needs: int) -> Words | None:
    if has >= needs:
        return None
    return Words(f"要{zh}满 {needs} 个月，现在是 {has} 个月", f"{needs} months of {en} are needed, there are {has}")
