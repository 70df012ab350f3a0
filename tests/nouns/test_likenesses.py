"""Somebody who mistyped a word is told the one that was probably meant, and quickly, however many words there are."""

import difflib
import time

import pytest

from creditplus.language import likenesses
from tests import shelf

KINDS = [kind.code for kind in shelf.catalogue().kinds]


@pytest.mark.parametrize("kind", KINDS)
def test_a_word_with_a_letter_too_few_too_many_or_exchanged_is_recognised(kind: str):
    middle = len(kind) // 2
    mistyped = [kind[1:], kind[:middle] + kind[middle + 1 :], f"{kind}s", kind[:middle] + "x" + kind[middle + 1 :]]
    assert [likenesses.most_like(word, KINDS) for word in mistyped] == [[kind]] * len(mistyped)


def test_a_word_like_none_is_answered_with_all_words_if_they_are_few():
    assert likenesses.nearest("zzz", ["one", "two"]) == ("；可以写 `one`, `two`", "; write `one`, `two`")
    assert likenesses.nearest("zzz", KINDS) == ("", "")
    assert likenesses.nearest("zzz", []) == ("", "")


def test_looking_at_the_likeliest_words_only_is_many_times_quicker_and_finds_the_same():
    long = [f"{'abcdefghij' * 5}{number}" for number in range(99)]
    wanted = [f"{'abcdefghij' * 4}{number}" for number in range(20)]
    assert [likenesses.most_like(word, long) != [] for word in wanted] == [True] * 20
    begun = time.process_time()
    assert all(likenesses.most_like(word, long) for word in wanted)
    quick = time.process_time() - begun
    assert all(difflib.get_close_matches(word, long, 1) for word in wanted)
    assert quick * 3 < time.process_time() - begun - quick
