"""The heaviest texts that are not refused for their weight alone: as many rules, keys and entries as a text may have."""

from collections.abc import Callable

from creditplus.language import lines, texts
from tests import shelf

HEAD = shelf.text(shelf.RULEBOOKS[0]).split("[[rules]]")[0]
PLAIN = 'title={zh="字",en="a"}\nkind="volunteer_service"\nlaw="《献血法》"\n'
ESCAPED = "\\u5b57" * 25
FILLER = "一二三四五六七八九十" * 5
SHAPES: dict[str, Callable[[int], str]] = {
    "short rules": lambda n: f'code="a{n}"\n{PLAIN}points=1\n',
    "long words": lambda n: f'code="a{n}"\n{PLAIN.replace("字", FILLER).replace("献血法", FILLER[:20])}points=1\n',
    "limits": lambda n: f'code="a{n}"\n{PLAIN}points=1\nlimits={{record=1,day=1,month=2,year=3}}\n',
    "bands": lambda n: (
        f'code="a{n}"\n{PLAIN}measure="hours"\nbands=[{{points=1.5,to=1.5}},{{points=1,to=2}},{{points=0.5}}]\n'
    ),
    "conditions": lambda n: (
        f'code="a{n}"\n{PLAIN}points=1\nwhen={{any=[{{hours={{at_least=1}}}},{{hours={{is=2.5}}}},{{activity="助老"}}]}}\n'
    ),
    "escapes": lambda n: f'code="a{n}"\n{PLAIN.replace("字", ESCAPED)}points=1\n',
    "one code": lambda _: f'code="a"\n{PLAIN}points=1\n',
    "unknown kinds": lambda n: f'code="a{n}"\n{PLAIN.replace("volunteer", f"temnulov{n}")}points=1\n',
    "unknown keys": lambda n: f'code="a{n}"\n{PLAIN}points=1\ncounts_forr{n}=1\nlimitss{n}=2\n',
    "unknown categories": lambda n: f'code="a{n}"\n{PLAIN}points=1\ncategory="conduct{n}"\n',
    "unknown fields": lambda n: f'code="a{n}"\n{PLAIN}points=1\nwhen={{hours{n}=1,activity{n}="x"}}\n',
    "unknown choices": lambda n: f'code="a{n}"\n{PLAIN}points=1\ncounts_from="findin{n}"\n',
    "no numbers": lambda n: f'code="a{n}"\n{PLAIN}points="x"\n',
    "forbidden words": lambda n: f'code="a{n}"\n{PLAIN.replace("字", "宗教血型民族年龄性别")}points=1\n',
    "no law": lambda n: f'code="a{n}"\n{PLAIN.replace("《献血法》", "没有这部法律")}points=1\n',
    "nothing but mistakes": lambda n: f'code="A{n}"\ntitel=1\nkind=2\nlaw=3\npoints="x"\nwhen=4\n',
}
LONG = "abcdefghij" * 5
CATEGORIES = "".join(f'[[categories]]\ncode="{LONG}{n}"\ntitle={{zh="字",en="a"}}\n' for n in range(99))
BEGINNINGS = {"unknown categories": HEAD.split("[[categories]]")[0] + CATEGORIES}


def text(shape: str) -> str:
    """The heaviest text of a shape."""
    head, rule = BEGINNINGS.get(shape, HEAD), SHAPES[shape]
    empty, one = lines.weigh(head), lines.weigh(rule(0))
    count = min(
        1000,
        texts.TABLES_MAX - head.count("\n["),
        (lines.VALUES_MAX - empty.values) // one.values,
        (texts.SIZE_MAX - len(head.encode())) // (len(rule(999).encode()) + 10),
    )
    return head + "".join(f"[[rules]]\n{rule(number)}" for number in range(count))
