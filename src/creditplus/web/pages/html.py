"""Small pieces of HTML, in which whatever is put in can only ever be text.

Why no template language here: these pages are lists and tables, and a function that escapes what it is given cannot forget to.
"""

from html import escape


class Html(str):
    """Text that is HTML already. Everything else is escaped when it is put into an element."""

    __slots__ = ()

    def __html__(self) -> str:
        """What a template puts in as it is."""
        return str(self)


def element(name: str, *inside: str, **attributes: str) -> Html:
    """An element; `class_` and the like lose their underscore."""
    named = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items())
    return Html(f"<{name}{named}>{joined(*inside)}</{name}>")


def joined(*parts: str) -> Html:
    """Parts one after the other."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts))
