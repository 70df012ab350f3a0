"""How a resident comes to have linked a plate, to have left, and to be forgotten."""

from tests.browser.place import Place
from tests.browser.surfer import Surfer


def linked(surfer: Surfer, _: Place) -> None:
    """A plate that has just been linked."""
    surfer.see("/me/links")
    surfer.page.locator('[name="offer"]').first.check()
    surfer.press(("绑定", "Link it"))


def unchosen(surfer: Surfer, _: Place) -> None:
    """A link asked for without saying where; the browser itself would not have let it go."""
    surfer.see("/me/links")
    surfer.page.evaluate("for (const one of document.querySelectorAll('[required]')) one.required = false")
    surfer.press(("绑定", "Link it"))


def forgotten(surfer: Surfer, _: Place) -> None:
    """Somebody whose identity has just been erased."""
    surfer.see("/me/forget")
    surfer.page.check("#sure")
    surfer.press(("删除我的身份", "Forget me"))


def gone(surfer: Surfer, _: Place) -> None:
    """Somebody who has just left."""
    surfer.see("/me/leave")
    surfer.press(("我要退出", "Leave now"))
