"""What nobody may ever write down: who somebody is, the codes that were shown and the plates that were named in this run of the tests.

`HEARD` says where any of it was found after all: in a log line, an address, a header, an error, a metric or what an auditor reads.
"""

import re

import httpx

from creditplus import people

PLANTED: set[str] = set()
HEARD: set[str] = set()
AUDITED = ("/v1/events", "/v1/seals", "/metrics")
"""What is read of everybody: it says nothing of anybody, also where it is a good answer."""
ON_PURPOSE = "x-planted"
"""A header of requests that put a canary where it does not belong, to see that it comes back from nowhere."""
NUMBER = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")


def planted(word: str) -> str:
    """A word that nothing may hold from now on."""
    PLANTED.add(word)
    return word


def sings(said: str) -> bool:
    """Whether anything that was said tells who somebody is, which code they showed or which plate they have."""
    return any(people.citizen_id(one) for one in NUMBER.findall(said)) or any(word in said for word in PLANTED)


def listen(place: str, said: str) -> None:
    """Note the place, if what is said there tells who somebody is."""
    if sings(said):
        HEARD.add(place)


def look(response: httpx.Response) -> None:
    """Look through an answer of the town's server, and at the address that it was asked for."""
    response.read()
    asked, path = response.request, response.request.url.path
    seen = {"headers": str(response.headers)}
    if ON_PURPOSE not in asked.headers:
        seen["address"] = str(asked.url)
    if response.is_error or path.startswith(AUDITED):
        seen["answer"] = response.text
    named = f"{asked.method} {NUMBER.sub('*', path)[:40]}"
    for place, said in seen.items():
        listen(f"{place} of {named}", said)
