"""The templates, and the few things they may use: sentences in both languages side by side, points, money and days.

Why both languages stand in the template: `say("中文", "English")` cannot be half translated, and who changes one sees the other.
Why whatever is put in is text: the templates escape everything; only charts and codes that we draw ourselves are marked as HTML.
"""

import re
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jinja2
from jinja2.runtime import Context

from creditplus import arithmetic, workdays
from creditplus.errors import Words, problem_types
from creditplus.offers import terms
from creditplus.province import divisions
from creditplus.province.catalogues import Field
from creditplus.scenarios import OPERATORS
from creditplus.web import languages
from creditplus.web.pages.html import Html, element, joined

FOLDER = Path(__file__).parents[1] / "templates"
POLARITY = {
    "merit": Words("加分信息", "something good"),
    "demerit": Words("减分信息", "something that takes points"),
    "listing": Words("列入名单", "a listing"),
    "honour": Words("荣誉", "an honour"),
}
ROLES = {
    "resident": Words("居民", "resident"),
    "operator": Words("经营者", "operator"),
    "provider": Words("信息提供单位", "provider"),
    "author": Words("起草人", "author"),
    "approver": Words("审批人", "approver"),
    "province": Words("省级", "province"),
    "auditor": Words("审计员", "auditor"),
}
NAMED = {
    "/words": Words("说明", "your words"),
    "/grounds": Words("哪里不对", "what is wrong"),
    "/because": Words("理由", "reason"),
    "/outcome": Words("结果", "outcome"),
    "/county": Words("县（市、区）", "county"),
    "/citizen_id": Words("身份证号码", "citizen id"),
    "/residence_months": Words("住了几个月", "months lived here"),
    "/insurance_months": Words("缴社保几个月", "months of insurance"),
    "/file": Words("文件", "file"),
    "/may": Words("可以办什么", "what they may do"),
    "/last": Words("最后一天", "the last day"),
    "/word": Words("口令", "the word"),
    "/guardian_word": Words("监护人的口令", "the guardian's word"),
}
"""What a form calls its fields, for the list of what is wrong at a page's head."""
KINDS = {
    "guardrails": Words("底线", "guardrails"),
    "catalogue": Words("目录", "catalogue"),
    "rulebook": Words("评价标准", "rulebook"),
    "scenario": Words("场景", "scenario"),
    "recognition": Words("互认", "recognition"),
}
STATES = {
    "proposed": Words("待批准", "waits for approval"),
    "rejected": Words("已驳回", "rejected"),
    "approved": Words("已批准，未到生效日", "approved, not yet in force"),
    "in force": Words("正在生效", "in force"),
    "superseded": Words("已被取代", "superseded"),
    "expired": Words("已到期", "expired"),
}
STEPS = {
    "proposed": Words("提交", "proposed"),
    "simulated": Words("推算影响", "looked ahead"),
    "approved": Words("批准", "approved"),
    "rejected": Words("驳回", "rejected"),
    "in force": Words("生效", "in force"),
    "superseded": Words("被取代", "superseded"),
    "expired": Words("到期", "expired"),
}
HAN = re.compile("[\u2e80-\u9fff\uff00-\uffef]")
"""A Chinese letter or mark."""
RUN = re.compile(f"({HAN.pattern}(?:{HAN.pattern}|[0-9“”]+(?={HAN.pattern}))*)")
"""Chinese letters one after the other, with the numbers and quotation marks between them."""
DAYS = re.compile(
    r"<(title|option|textarea|pre|svg|script|time)\b.*?</\1>|<[^>]*>|(?P<day>(?<![\w-])\d{4}-\d\d-\d\d(?: \d\d:\d\d)?(?![\w-]))",
    re.S,
)
"""The days on a page, and what is passed over on the way to them."""
environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(FOLDER),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


def made(template: str, language: str, **facts: Any) -> str:
    """A page in a language."""
    known: dict[str, Any] = {
        "language": languages.NAMES[language],
        "refusal": None,
        "typed": defaultdict(str),
        "say": lambda zh, en: Words(zh, en).in_language(language),
        "words": lambda words: words.in_language(language),
    }
    return DAYS.sub(_whole, environment.get_template(template).render(known | facts))


def _whole(found: re.Match[str]) -> str:
    """A day in a sentence stays on one line; what is drawn, written by somebody or inside a tag stays as it is."""
    return f'<span class="whole-day">{found["day"]}</span>' if found["day"] else found[0]


def points(hundredths: int) -> str:
    """Points as people write them."""
    return arithmetic.shown(hundredths)


def signed(hundredths: int) -> str:
    """A change of points, with its sign; a true minus, which screen readers say."""
    return f"+{points(hundredths)}" if hundredths > 0 else points(hundredths).replace("-", "−")


def money(fen: int) -> str:
    """Money in yuan."""
    return f"¥{fen / 100:,.2f}".removesuffix(".00")


def day(at: date | datetime) -> str:
    """A day, or the day of an instant here."""
    return str(workdays.day_of(at) if isinstance(at, datetime) else at)


def hour(at: datetime) -> str:
    """An instant here, to the minute."""
    return f"{at.astimezone(workdays.SHANGHAI):%Y-%m-%d %H:%M}"


@jinja2.pass_context
def coded(context: Context, sentence: str) -> Html:
    """A sentence in which what stands between backticks is shown as code."""
    parts = sentence.split("`")
    said = [own(context, part) for part in parts]
    return joined(*(element("code", part) if place % 2 else part for place, part in enumerate(said)))


def foreign(written: object) -> Html:
    """What an element carries whose words are Chinese on an English page, so that they are read out as Chinese."""
    return Html(' lang="zh-CN"' if HAN.search(str(written)) else "")


@jinja2.pass_context
def own(context: Context, written: object) -> Html:
    """Words of which some are Chinese in both languages, such as the title of a law or what somebody wrote."""
    if context["language"] == languages.NAMES["zh"]:
        return joined(str(written))
    parts = RUN.split(str(written))
    return joined(
        *(element("span", part, lang=languages.NAMES["zh"]) if place % 2 else part for place, part in enumerate(parts))
    )


def value(field: Field, written: object) -> Words:
    """What a field of a record says, in words and with its unit."""
    if field.type == "yes_no":
        return Words("是", "yes") if written in (True, "yes") else Words("否", "no")
    if field.type == "fen":
        return Words(money(int(str(written))), money(int(str(written))))
    plain, unit = str(written), field.measured
    return field.chosen.get(plain, Words(f"{plain} {unit.zh}".rstrip(), f"{plain} {unit.en}".rstrip()))


def stacked(table: str) -> Html:
    """A table that a narrow screen shows as one card for each row: every cell carries the head of its column, and all say what they
    are, because some screen readers forget it of what is no longer laid out as a table."""
    labels = [
        re.sub("<[^>]+>", "", head).strip() for head in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', table, re.S)
    ]

    def row(found: re.Match[str]) -> str:
        left = iter(labels)
        return re.sub(
            r"<td|<th scope=\"row\"", lambda one: f'{one[0]} {ROW[one[0]]} data-label="{next(left, "")}"', found[0]
        )

    marked = re.sub(r"<tr>(?:(?!<th scope=\"col\").)*?</tr>", row, table, flags=re.S)
    for tag, role in (
        ("table", "table"),
        ("thead", "rowgroup"),
        ("tbody", "rowgroup"),
        ("tfoot", "rowgroup"),
        ("tr", "row"),
    ):
        marked = re.sub(f"<{tag}(?=[ >])", f'<{tag} role="{role}"', marked)
    marked = re.sub(r">\s*—\s*</td>", " data-none>—</td>", marked)
    return Html(marked.replace('<th scope="col"', '<th scope="col" role="columnheader"'))


ROW = {"<td": 'role="cell"', '<th scope="row"': 'role="rowheader"'}


def place(code: str) -> Words:
    """What a division is called."""
    found = divisions.divisions().get(code)
    return found.title if found else Words(code, code)


def many(number: int, one: str, more: str = "") -> str:
    """So many of something, in English: 1 seal, 2 seals."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def term(name: str, value: int) -> Words:
    """One term of a service and its value, in words."""
    about = terms.TERMS[name]
    shown = {
        "fen": Words(money(value), money(value)),
        "yes_no": Words("是", "yes") if value else Words("否", "no"),
        "percent": Words(f"{value}%", f"{value}%"),
        "minutes": Words(f"{value} 分钟", many(value, "minute")),
        "hours": Words(f"{value} 小时", many(value, "hour")),
        "days": Words(f"{value} 天", many(value, "day")),
        "months": Words(f"{value} 个月", many(value, "month")),
        "count": Words(str(value), str(value)),
    }[about.unit]
    return Words(f"{about.title.zh}：{shown.zh}", f"{about.title.en}: {shown.en}")


environment.filters |= {
    "points": points,
    "signed": signed,
    "money": money,
    "day": day,
    "hour": hour,
    "coded": coded,
    "stacked": stacked,
    "foreign": foreign,
    "own": own,
}
environment.globals |= {"place": place, "term": term, "polarity": POLARITY, "operators": OPERATORS}
environment.globals |= {"named": NAMED, "value": value, "many": many, "problems": problem_types}
environment.globals |= {"roles": ROLES, "kinds": KINDS, "states": STATES, "steps": STEPS}
