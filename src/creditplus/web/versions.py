"""Which version of the service this is, and which version of its API."""

from functools import cache
from importlib import metadata

API = "1"


@cache
def service() -> str:
    """The version that was installed; `unknown` where the sources run without being installed."""
    try:
        return metadata.version("creditplus")
    except metadata.PackageNotFoundError:
        return "unknown"
