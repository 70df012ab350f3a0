"""Holds every answer that any test of the doors gets against the description of the doors: status, content type and content."""

import json
import re
from typing import Any

import httpx

from tests.web.schemas import wrong

Described = dict[str, Any]


class Contract:
    """What the description promises of each door."""

    def __init__(self, described: Described) -> None:
        self.described = described
        self.components = self.described["components"]["schemas"]
        self.ways = [
            (re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), path, ways)
            for path, ways in sorted(self.described["paths"].items(), key=lambda one: one[0].count("{"))
        ]

    def hold(self, response: httpx.Response) -> None:
        """An answer must be one that is described; addresses that are no door are somebody else's."""
        response.read()
        path, method = response.request.url.path, response.request.method.lower()
        told = next((ways.get(method) for pattern, _, ways in self.ways if pattern.fullmatch(path)), None)
        if told is not None:
            broken = self.broken(told, response)
            assert not broken, broken

    def broken(self, told: dict[str, Any], response: httpx.Response) -> list[str]:
        """Everything in an answer that its door does not describe."""
        status, media = str(response.status_code), response.headers.get("content-type", "").partition(";")[0]
        if status not in told["responses"]:
            return [f"{told['operationId']}: status {status} is not described"]
        content = told["responses"][status].get("content", {})
        if media not in content and (response.content or content):
            return [f"{told['operationId']}: {status} as {media} is not described"]
        if not media.endswith("json"):
            return []
        body = json.loads(response.content)
        return [
            f"{told['operationId']}: {status}: {one}" for one in wrong(body, content[media]["schema"], self.components)
        ]
