"""Notes, keys and checkpoints are written and read as c2sp.org says; published ones are accepted, malformed ones are not."""

import base64

import pytest

from creditplus.log import notes, verifier
from creditplus.log.notes import LOG, Checkpoint, Malformed
from creditplus.tools import sealing

# The example of golang.org/x/mod/sumdb/note, and its key.
KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
CHECKPOINT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
# RFC 8032, 7.1: key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


def test_a_published_note_is_accepted_by_both_readers() -> None:
    key = notes.verifier(KEY)
    assert (key.name, key.purpose, key.id.hex(), key.written()) == ("PeterNeumann", LOG, "c74f20a3", KEY)
    assert notes.signed_by(NOTE, key, sealing.checks)
    assert verifier.signed(NOTE, KEY)


@pytest.mark.parametrize("change", ["answer", "problem", "AQxVBtiF"])
def test_a_changed_note_is_not_accepted(change: str) -> None:
    changed = NOTE.replace(change, change[::-1])
    assert not notes.signed_by(changed, notes.verifier(KEY), sealing.checks)
    assert not verifier.signed(changed, KEY)


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_published_signatures_hold_without_any_library(key: str, message: str, signature: str) -> None:
    parts = [bytes.fromhex(part) for part in (key, message, signature)]
    assert verifier.good(*parts)
    assert not verifier.good(parts[0], parts[1] + b"x", parts[2])
    assert not verifier.good(parts[0], parts[1], parts[2][:32] + bytes(32))


def test_a_checkpoint_is_read_and_written_alike() -> None:
    found = notes.checkpoint(CHECKPOINT)
    root = base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    assert (found, found.written()) == (Checkpoint("example.com/behind-the-sofa", 20852163, root), CHECKPOINT)


BAD_CHECKPOINTS = ["", "a\n", "a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "a\n-1\nAA==\n", "a\n1\nAA==\n"]


@pytest.mark.parametrize("text", BAD_CHECKPOINTS)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        notes.checkpoint(text)


BAD_NOTES = [
    "",
    "text\n",
    "text\n\n",
    "\n\n— a AAAAAAA=\n",
    "te\x01xt\n\n— a AAAAAAA=\n",
    "text\n\n- a AAAAAAA=\n",
    NOTE.rstrip(),
]


@pytest.mark.parametrize("note", BAD_NOTES)
def test_a_malformed_note_is_refused(note: str) -> None:
    with pytest.raises(Malformed):
        notes.opened(note)


@pytest.mark.parametrize("key", ["", "a+b", KEY.replace("c7", "c8"), KEY.replace("ARpc", "CRpc"), KEY[:-4]])
def test_a_malformed_key_is_refused(key: str) -> None:
    with pytest.raises(Malformed):
        notes.verifier(key)
