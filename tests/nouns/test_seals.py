"""The log's tree is the tree of RFC 6962: published trees come out, every proof leads to its root, and nothing else does."""

import hashlib
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditplus.log import seals, verifier

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The leaves and roots that the reference implementation of RFC 6962 is tested with."""
HASHES = [seals.leaf(bytes.fromhex(leaf)) for leaf in LEAVES]


def span(hashes: list[bytes], low: int, high: int) -> bytes:
    return seals.root(hashes[low:high])


def made(size: int) -> list[bytes]:
    return [seals.leaf(str(number).encode()) for number in range(size)]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots_come_out(size: int) -> None:
    stack = seals.Stack()
    for hash in HASHES[:size]:
        stack.push(hash)
    assert [seals.root(HASHES[:size]).hex(), stack.root().hex()] == [ROOTS[size - 1]] * 2


def test_the_program_in_the_evidence_package_derives_the_published_roots_and_proofs_by_itself() -> None:
    tree, roots = verifier.Tree(), []
    for leaf in LEAVES:
        tree.push(bytes.fromhex(leaf))
        roots.append(tree.root())
    assert [root.hex() for root in roots] == ROOTS
    for old in range(1, 9):
        for new in range(old, 9):
            proof = seals.consistency(old, new, partial(span, HASHES[:new]))
            assert verifier.continues(old, new, roots[old - 1], roots[new - 1], proof)
            assert not verifier.continues(old, new, roots[old - 1], roots[new - 2], proof)


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert [seals.root([]), seals.Stack().root()] == [hashlib.sha256().digest()] * 2


def test_the_published_proofs_come_out() -> None:
    """RFC 6962, 2.1.3: the proofs for a tree of seven leaves, named there by the nodes they consist of."""
    seven = partial(span, HASHES[:7])
    a, b, c, d, e, f, j = HASHES[:7]
    g, h, i = seals.node(a, b), seals.node(c, d), seals.node(e, f)
    k, l = seals.node(g, h), seals.node(i, j)  # noqa: E741 # as the RFC calls it
    proofs = [seals.inclusion(place, 7, seven) for place in (0, 3, 4, 6)]
    assert proofs == [[b, h, l], [c, g, l], [f, j, k], [i, k]]
    grown = [seals.consistency(old, 7, seven) for old in (3, 4, 6)]
    assert grown == [[c, d, g, l], [l], [i, j, k]]


@given(st.integers(1, 70), st.data())
def test_every_leaf_is_proved_and_no_other_leaf_or_place_is(size: int, data: st.DataObject) -> None:
    hashes = made(size)
    place = data.draw(st.integers(0, size - 1))
    proof = seals.inclusion(place, size, partial(span, hashes))
    assert seals.included(hashes[place], place, size, proof) == seals.root(hashes)
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != place or size == 1))
    if other != place:
        assert seals.included(hashes[place], other, size, proof) != seals.root(hashes)
        assert seals.included(hashes[other], place, size, proof) != seals.root(hashes)
    assert seals.included(hashes[place], place, size, [*proof, b"x" * 32]) != seals.root(hashes)


@given(st.integers(1, 60), st.integers(0, 60))
def test_growth_is_proved_and_a_change_of_what_was_there_is_not(old: int, more: int) -> None:
    hashes = made(old + more)
    first, second = seals.root(hashes[:old]), seals.root(hashes)
    proof = seals.consistency(old, old + more, partial(span, hashes))
    assert seals.consistent(old, old + more, first, second, proof)
    for place in {0, old // 2, old - 1}:
        changed = [*hashes[:place], seals.leaf(b"changed"), *hashes[place + 1 :]]
        forged = seals.consistency(old, old + more, partial(span, changed))
        assert not seals.consistent(old, old + more, first, seals.root(changed), forged)
    if more:
        assert not seals.consistent(old, old + more, first, second, proof[:-1])
        assert not seals.consistent(old + more, old, second, first, proof)


@given(st.integers(0, 300))
def test_a_tree_that_grows_leaf_by_leaf_has_the_same_root(size: int) -> None:
    stack = seals.Stack()
    for hash in made(size):
        stack.push(hash)
    assert (stack.root(), stack.size) == (seals.root(made(size)), size)
