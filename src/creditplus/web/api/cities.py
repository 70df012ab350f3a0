"""Where other cities ask about a code, the province's statements are read, and two cities' logs are compared without a person."""

from litestar import Response

from creditplus.actions.admit_city import admit_city
from creditplus.actions.answer_city import SignedAnswer, answer_city
from creditplus.actions.read_attestations import read_attestations
from creditplus.actions.read_cities import read_cities
from creditplus.actions.read_statement import read_statement
from creditplus.errors import NotFound, Words
from creditplus.federation.attestations import Tallies
from creditplus.tools import tokens
from creditplus.web import federated, straight
from creditplus.web.doors import door
from creditplus.web.given import Here

STATEMENT = "application/entity-statement+jwt"


@door(
    "POST /v1/cities/answers",
    answer_city,
    says=Words("另一个城市凭码询问一个等级", "Another city asks about one code"),
    more=Words(
        "一个签名的问题，一个签名的答复：不高于该场景所需的一个等级，或者没有；从不说明原因，不含积分、明细和身份。"
        "问题由省信任名录中的城市签名，三十秒内有效，只答复一次。",
        "One signed question, one signed answer: one grade, no higher than the scenario can use, or nothing; never why, and never "
        "a score, a line or an identity. The question is signed by a city on the province's list, lives thirty seconds, and is "
        "answered once.",
    ),
    takes=federated.CityQuestion,
    gives=SignedAnswer,
    refuses=("city-not-known", "question-again", "no-catalogue"),
    ahead=True,
    way=straight.way,
)
async def answer(asked: Here) -> Response[bytes]:
    """Another city asks about one code."""
    sent = await asked.body(federated.CityQuestion)
    admitted = await asked.journal.look(lambda db: admit_city(db, asked.by, sent.question))
    await asked.limited("city", admitted.city)
    return await asked.do(admitted)


@door(
    "GET /v1/cities",
    read_cities,
    says=Words("省信任名录中的城市", "The cities on the province's list"),
    more=Words(
        "OpenID Federation 的列表入口：各城市的地址；被移出的城市仍列出，以便各地读到移出的声明。",
        "The list endpoint of OpenID Federation: the address of each city; a removed one stays, so that everybody reads that it is.",
    ),
    gives=list[str],
    only_reads=True,
)
async def cities(asked: Here) -> Response[bytes]:
    """The cities on the province's list."""
    return await asked.do()


@door(
    "GET /v1/cities/statement",
    read_statement,
    says=Words("省里对一个城市的声明", "The province's statement about a city"),
    more=Words(
        "OpenID Federation 的取用入口：一个签名的实体声明（entity-statement+jwt），至多七天有效。",
        "The fetch endpoint of OpenID Federation: a signed entity statement (`entity-statement+jwt`) that lives a week at most.",
    ),
    asks=federated.OfEntity,
    written=(STATEMENT,),
    refuses=("unknown-city-here",),
    only_reads=True,
)
async def statement(asked: Here) -> Response[bytes]:
    """The province's statement about a city."""
    told = await asked.do(asked.query(federated.OfEntity).sub, written=str.encode)
    return Response(told.content, media_type=STATEMENT)


@door(
    "GET /.well-known/openid-federation",
    "read_configuration",
    says=Words("本城市对自己的声明", "What this city says of itself"),
    more=Words(
        "OpenID Federation 的实体配置：本城市的公钥（含下一把），由自己签名；省里据此续签。",
        "The entity configuration of OpenID Federation: this city's public keys, the next one included, signed by itself; the "
        "province renews its statement by it.",
    ),
    written=(STATEMENT,),
    refuses=("unknown-city-here",),
    kept=False,
)
async def configuration(asked: Here) -> Response[bytes]:
    """What this city says of itself."""
    own = tokens.federation()
    if own is None:
        raise NotFound("unknown-city-here")
    about = tokens.Metadata(tokens.City(own.city, answers_endpoint=f"{own.address}/v1/cities/answers"))
    return Response(tokens.configuration(own.keys, own.address, about, [own.province]).encode(), media_type=STATEMENT)


@door(
    "GET /v1/attestations",
    read_attestations,
    says=Words("一天的跨市答复（只有摘要）", "A day's answers between cities, as digests"),
    more=Words(
        "供省里核对两个城市的日志：只有签名答复的摘要，没有人，没有等级，没有时刻。",
        "For the province to compare two cities' logs: the digests of what was signed; no person, no grade, no hour.",
    ),
    asks=federated.OfDay,
    gives=Tallies,
    refuses=("unknown-city-here",),
)
async def attestations(asked: Here) -> Response[bytes]:
    """A day's answers between cities."""
    return await asked.do(asked.query(federated.OfDay).on)


DOORS = (answer, cities, statement, configuration, attestations)
