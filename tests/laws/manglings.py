"""Ways to spoil a good text: bytes, lines, tokens, nesting and numbers, always the same for the same seed."""

import random
import re
from collections.abc import Callable

TOKEN = re.compile(r"[A-Za-z_][\w.]*|\"[^\"\n]*\"|-?\d[\d.]*|[\[\]{}=,]|[\u4e00-\u9fff]+")
NUMBERS = [
    *("nan", "-nan", "+inf", "-inf", "1e400", "-1e-400", "9" * 400, "-" + "9" * 4299, "9" * 4301, "0x" + "f" * 200),
    *("1e308", "0.1e-999999999", "1e999999999999", "0.005", "-0.0", "1_000", "0b1", "0o7", "1e12", "1000000000001"),
]
ODD = [
    *("true", "false", '""', "''", '"\\u0000"', '"\\ud7ff"', "[]", "{}", "[[]]", "[{}]", "2026-02-29", "2026-13-01"),
    *("0001-01-01", "9999-12-31", "2026-07-01T00:00:00", "2026-07-01 00:00:00+08:00", "07:32:00", '"permanent"'),
    *('"9999 years"', '"rolling 999 years"', '"0 days"', '"[" ', "'''", '"""', "\u202e", "\u200b", "\x00", "\ud800"),
    *("kind", "when", "any", "all", "exists", "points", "rules", "grades", "from", "to", ".", "..", "#", "\r", "\t"),
]
Rand = random.Random


def bytes_changed(text: str, chance: Rand) -> str:
    """A few letters changed, left out or put in, anywhere."""
    letters = list(text)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(letters) or 1)
        letters[place : place + chance.randint(0, 2)] = [
            chr(chance.choice([chance.randrange(128), chance.randrange(0xD7FF)]))
        ]
    return "".join(letters)


def lines_moved(text: str, chance: Rand) -> str:
    """Lines left out, doubled, swapped or moved."""
    lines = text.splitlines() or [""]
    for _ in range(chance.randint(1, 4)):
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(4):
            case 0 if len(lines) > 1:
                del lines[one]
            case 1:
                lines.insert(other, lines[one])
            case 2:
                lines[one], lines[other] = lines[other], lines[one]
            case _:
                lines[one] = lines[one][: chance.randrange(len(lines[one]) + 1)]
        lines = lines or [""]
    return "\n".join(lines)


def tokens_changed(text: str, chance: Rand) -> str:
    """Names, texts and numbers exchanged for others of the text, for huge numbers and for odd things."""
    found = list(TOKEN.finditer(text))
    for one in sorted(chance.sample(found, min(len(found), chance.randint(1, 5))), key=lambda one: -one.start()):
        new = chance.choice([chance.choice(found).group(), chance.choice(NUMBERS), chance.choice(ODD)])
        text = text[: one.start()] + new + text[one.end() :]
    return text


def nested(text: str, chance: Rand) -> str:
    """A value wrapped into many lists or tables, or a key with many dots."""
    many = chance.choice([3, 11, 12, 13, 200, 3000, 60_000])
    value = chance.choice(
        [
            '1 # """\nx = ' + "[" * many + "]" * many + ' # """',
            "[" * many + "]" * many,
            "{a=" * many + "1" + "}" * many,
            "[" * many,
            "{a=[" * many,
        ]
    )
    key = chance.choice(["when", "points", "x", ".".join(["a"] * min(many, 3000)), "rules"])
    lines = text.splitlines() or [""]
    lines.insert(chance.randrange(len(lines) + 1), f"{key} = {value}")
    return "\n".join(lines)


def long(text: str, chance: Rand) -> str:
    """A text as long as a text may be, or a little longer: repeated, or with one endless value."""
    most = 256 * 1024 + chance.choice([-4, 0, 1])
    match chance.randrange(6):
        case 0:
            return (text + "\n") * (most // (len(text.encode()) + 1))
        case 1:
            return text + "\n#" + "x" * (most - len(text.encode()) - 2)
        case 2:
            return "x = " + "9" * (most - 5)
        case 3:
            line = chance.choice(
                ["k%d = { a = 1 }", "k%d = 1", "[a%d.b]", "[[a.b]] # %d", "a%d.b.c.d = 1", "[[rules]]\nr%d = 1"]
            )
            return "\n".join(line % number for number in range(most // (len(line) + 6)))
        case 4:
            inner = chance.choice(
                ["{hours=1},", "{hourss=1},", '"",', "1,", "2026-01-01,", "[],", "{any=[{hours=1}]},"]
            )
            return f"{text}\nwhen = {{ any = [{inner * ((most - len(text.encode()) - 30) // len(inner))}] }}"
        case _:
            return 'x = "' + chance.choice(["\\", '"', "a", "\u5b57"]) * (most // 4) + '"'


def random_text(_: str, chance: Rand) -> str:
    """Anything at all."""
    marks = "[]{}=\",.#\n\r\t \\'_-+0123456789abcdefxyz:TZ\u6587\x00\ud800"
    return "".join(chance.choice(marks) for _ in range(chance.randint(0, 400)))


def spliced(text: str, chance: Rand) -> str:
    """The beginning of a text with the end of another place of it."""
    return text[: chance.randrange(len(text) + 1)] + text[chance.randrange(len(text) + 1) :]


WAYS: list[Callable[[str, Rand], str]] = [
    *[tokens_changed] * 8,
    *[lines_moved] * 4,
    *[bytes_changed] * 4,
    spliced,
    random_text,
]
"""The quick ways, by how often each is taken."""
HEAVY: list[Callable[[str, Rand], str]] = [nested, long]


def mangled(text: str, seed: int) -> str:
    """The text spoiled in one or two of the ways; every fortieth seed takes a heavy one."""
    chance = random.Random(seed)
    ways = [chance.choice(HEAVY)] if seed % 40 == 0 else chance.choices(WAYS, k=chance.randint(1, 2))
    for way in ways:
        text = way(text, chance)
    return text
