"""What somebody would write by hand: Litestar, the rules in zen-engine, the rows in PostgreSQL by SQLAlchemy, a commit for each request.

The same question: whose plate is it, what did they do, do they agree; decide, keep the decision and its event, sign the answer.
"""

import asyncio
import os
import secrets
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import uvicorn
import zen
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from litestar import Litestar, Request, post
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PEOPLE, RECORDS = 300, 2
KEY = Ed25519PrivateKey.generate()
TOKEN = jwt.encode({"sub": "gate", "aud": "here", "exp": 4_000_000_000}, KEY, algorithm="EdDSA")
RULES = {
    "nodes": [
        {"id": "in", "type": "inputNode", "name": "in"},
        {
            "id": "points",
            "type": "expressionNode",
            "name": "points",
            "content": {
                "expressions": [
                    {"id": "1", "key": "points", "value": "500 + min([200, sum(hours)])"},
                    {"id": "2", "key": "agreed", "value": "agreed"},
                ]
            },
        },
        {
            "id": "table",
            "type": "decisionTableNode",
            "name": "table",
            "content": {
                "hitPolicy": "first",
                "inputs": [
                    {"id": "p", "name": "points", "field": "points"},
                    {"id": "a", "name": "agreed", "field": "agreed"},
                ],
                "outputs": [{"id": "m", "name": "minutes", "field": "free_minutes"}],
                "rules": [
                    {"_id": "1", "p": ">= 600", "a": "true", "m": "180"},
                    {"_id": "2", "p": "", "a": "", "m": "120"},
                ],
            },
        },
        {"id": "out", "type": "outputNode", "name": "out"},
    ],
    "edges": [
        {"id": "1", "sourceId": "in", "targetId": "points"},
        {"id": "2", "sourceId": "points", "targetId": "table"},
        {"id": "3", "sourceId": "table", "targetId": "out"},
    ],
}


class Kept(DeclarativeBase):
    """What all tables share."""


class Link(Kept):
    """A plate and whose it is."""

    __tablename__ = "links"
    token: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str]
    agreed: Mapped[bool]


class Record(Kept):
    """Something that somebody did."""

    __tablename__ = "records"
    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    hours: Mapped[int]


class Decision(Kept):
    """What was answered."""

    __tablename__ = "decisions"
    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    free_minutes: Mapped[int]


class Event(Kept):
    """That it was answered."""

    __tablename__ = "events"
    number: Mapped[int] = mapped_column(primary_key=True)
    decision: Mapped[str] = mapped_column(ForeignKey("decisions.id"))


engine = create_async_engine(os.environ["YARD_DATABASE"].replace("postgresql://", "postgresql+asyncpg://"))
sessions = async_sessionmaker(engine, expire_on_commit=False)
rules = zen.ZenEngine().create_decision(RULES)


@post("/decide", status_code=200)
async def decide(request: Request[Any, Any, Any], data: dict[str, Any]) -> dict[str, Any]:
    """One decision."""
    token = request.headers["authorization"].removeprefix("Bearer ")
    jwt.decode(token, KEY.public_key(), ["EdDSA"], audience="here")
    async with sessions() as db:
        link = await db.get(Link, data["link"])
        assert link is not None
        records = (await db.scalars(select(Record).where(Record.person == link.person))).all()
        found = rules.evaluate({"hours": [one.hours for one in records], "agreed": link.agreed})
        told = Decision(id=secrets.token_hex(16), person=link.person, free_minutes=int(found["result"]["free_minutes"]))
        db.add(told)
        await db.flush()
        db.add(Event(decision=told.id))
        await db.commit()
    until = datetime.now(UTC) + timedelta(hours=1)
    terms = {"free_minutes": told.free_minutes}
    signed = jwt.encode({"jti": told.id, "terms": terms, "aud": "gate", "exp": until}, KEY, algorithm="EdDSA")
    return {"decision": told.id, "terms": terms, "until": until.isoformat(), "attestation": signed}


async def furnish(folder: str) -> None:
    """Tables, people and plates; what is asked, and with which token."""
    async with engine.begin() as db:
        await db.run_sync(Kept.metadata.create_all)
    async with sessions() as db:
        for order in range(PEOPLE):
            db.add(Link(token=f"{order:064x}", person=f"p{order}", agreed=True))
            for place in range(RECORDS):
                db.add(Record(id=f"{order}-{place}", person=f"p{order}", hours=60 * (order % 3)))
        await db.commit()
    with open(f"{folder}/token", "w") as file:
        file.write(TOKEN)


if __name__ == "__main__":

    async def started() -> None:
        await furnish(sys.argv[2])
        await engine.dispose()

    asyncio.run(started())
    app = Litestar([decide], openapi_config=None)
    uvicorn.run(
        app, port=int(sys.argv[1]), loop="uvloop", http="httptools", ws="none", log_config=None, access_log=False
    )
