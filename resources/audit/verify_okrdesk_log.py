#!/usr/bin/env python3
"""Verify a log that an okrdesk server exported; needs Python 3.8 or newer and nothing else.

    python3 verify_okrdesk_log.py LOG.jsonl [--mark "TEXT OF A PRINTED CHECKPOINT"] [--lang en]

It is meant to be read. The file has one JSON object per line:

    {"okrdesk_log": 1, "agency": ID, "key": HEX, …}       first; `key` is the server's Ed25519 key
    {"device": ID, "key": HEX, "person": ID}              a computer, its key, who sits there
    {"entry": TEXT, "salt": HEX|null, "body": TEXT|null}  one change and its fate, in their order
    {"batch": {device, first, last, prev_head, head, sig}}  what a computer signed of its changes
    {"checkpoint": {agency, size, root, time, sig},       what the server signed of its whole log,
     "witnesses": [{name, key, sig}]}                     and who signed the same text as a witness
    {"end": {"entries": N}}                               last

What is checked, with H = SHA-256 and ‖ for "followed by":

 1. The TEXT of an entry is JSON. `aseq` counts 1, 2, 3 … without a gap; the hash of an entry is
    H(0x00 ‖ TEXT). `prev` is the hash of the entry before it with the same `ent` and `eid`, or "".
 2. `body` in the entry is H(salt ‖ body). Where the law had a body erased, or the export left it
    out, both are null, and all other checks still hold.
 3. The hashes are the leaves of the tree of RFC 6962 §2.1. Each checkpoint's `root` is the root of
    the first `size` entries, and `sig` is the server's Ed25519 signature (RFC 8032) over
    "okr-checkpoint/1\\nAGENCY\\nSIZE\\nROOT\\nTIME\\n".
 4. The chain of a computer begins with H("okr-sync/1 AGENCY DEVICE") and goes on with
    H(chain ‖ body) for its changes `dseq` 1, 2, 3 …; a batch names the chain before and after, and
    the computer signed "okr-sync/1 push AGENCY DEVICE FIRST LAST PREV_HEAD HEAD".

A printed checkpoint (the text beside its QR code) proves that the log in the file begins with the
very log of that night: give it with --mark, as often as you have one.
"""

import argparse
import json
import sys
from hashlib import sha256, sha512

WORDS = {
    "vi": {
        "good": "ĐÚNG: {entries} mục, không có mục nào bị sửa, xóa hay đổi thứ tự.",
        "bad": "SAI ở mục {entry}: {what}",
        "bad_file": "SAI ở dòng {line} của tệp: {what}",
        "counts": "Đã kiểm tra: {checkpoints} mốc kiểm chứng, {batches} lô có chữ ký của máy.",
        "erased": "Không kèm nội dung (đã xóa theo luật hoặc không xuất): {count} mục.",
        "server": "Thay đổi do chính máy chủ ghi, không có chữ ký của máy nào: {count}.",
        "unsigned": "Không kiểm được bằng chữ ký của máy (máy gửi lại): {count} mục: {first} …",
        "mark_good": "Mốc in khớp: {size} mục đầu là nhật ký của mốc đó.",
        "witness": "{name} (khóa {key}) đã đồng ký {size} mục đầu.",
        "key": "Khóa của máy chủ: {key} (so với khóa trên mốc kiểm chứng đã in).",
        "sequence": "số thứ tự không liên tục (mục bị xóa, thêm hoặc đổi chỗ)",
        "chain": "không nối tiếp mục trước của cùng một đối tượng",
        "body": "nội dung không khớp giá trị băm (đã bị sửa)",
        "root": "gốc của cây băm không khớp mốc kiểm chứng",
        "signature": "chữ ký của mốc kiểm chứng không đúng",
        "batch": "chuỗi thay đổi của máy không khớp điều máy đã ký",
        "batch_signature": "chữ ký của máy không đúng",
        "mark_bad": "mốc in không khớp nhật ký này",
        "short": "tệp bị cắt cụt hoặc thiếu mục",
        "line": "dòng không đúng định dạng",
    },
    "en": {
        "good": "GOOD: {entries} entries, none edited, deleted or moved.",
        "bad": "WRONG at entry {entry}: {what}",
        "bad_file": "WRONG at line {line} of the file: {what}",
        "counts": "Checked: {checkpoints} checkpoints, {batches} batches signed by computers.",
        "erased": "Content not in the file (erased by law, or left out): {count} entries.",
        "server": "Changes made by the server itself, signed by no computer: {count}.",
        "unsigned": "Sent again, so that no signature could be checked: {count}, entries {first} …",
        "mark_good": "The printed checkpoint fits: the first {size} entries are its log.",
        "witness": "{name} (key {key}) is a witness of the first {size} entries.",
        "key": "Key of the server: {key} (compare with the printed checkpoint).",
        "sequence": "the numbers have a gap (an entry was deleted, inserted or moved)",
        "chain": "it does not follow the entry before it about the same object",
        "body": "the content does not fit its hash (it was edited)",
        "root": "the root of the tree is not that of the checkpoint",
        "signature": "the signature of the checkpoint is wrong",
        "batch": "the computer's changes are not those that it signed",
        "batch_signature": "the computer's signature is wrong",
        "mark_bad": "the printed checkpoint does not fit this log",
        "short": "the file was cut off or lacks entries",
        "line": "the line is not of this format",
    },
}


class Wrong(Exception):
    """Something does not hold; the message is a key of WORDS."""


# ------------------------------------------------------------------- Ed25519 (RFC 8032 §5.1, §6)

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def add(a, b):
    """Return the sum of two points in extended coordinates."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return (i * j % P, k * m % P, j * k % P, i * m % P)


def times(number, point):
    """Return `number` times a point."""
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


def point_of(raw):
    """Return the point that 32 bytes encode; Wrong where they encode none."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if y >= P or (x * x - x2) % P or (x == 0 and sign):
        raise Wrong("signature")
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key, message, signature):
    """Say whether `signature` is that of the owner of `key` over `message`; all are bytes."""
    if len(key) != 32 or len(signature) != 64:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= ORDER:
        return False
    try:
        public, nonce = point_of(key), point_of(signature[:32])
    except Wrong:
        return False
    hashed = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = times(scalar, BASE), add(nonce, times(hashed, public))
    return not (
        (left[0] * right[2] - right[0] * left[2]) % P
        or (left[1] * right[2] - right[1] * left[2]) % P
    )


# ------------------------------------------------------------------------------- tree (RFC 6962)


class Tree:
    """The right edge of the tree of all entries so far: its perfect subtrees, largest first."""

    def __init__(self):
        self.size = 0
        self.edge = []

    def append(self, leaf):
        """Add the hash of an entry."""
        place = self.size
        while place & 1:
            leaf = sha256(b"\x01" + self.edge.pop() + leaf).digest()
            place >>= 1
        self.edge.append(leaf)
        self.size += 1

    def root(self):
        """Return the root hash, in hex."""
        if not self.edge:
            return sha256().hexdigest()
        root = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            root = sha256(b"\x01" + left + root).digest()
        return root.hex()


# ------------------------------------------------------------------------------------ verifying


def need(condition, what):
    """Stop where something does not hold."""
    if not condition:
        raise Wrong(what)


class Verifier:
    """Reads the lines of a file one by one; holds one hash per object and one per computer."""

    def __init__(self, marks):
        self.marks = {}
        for mark in marks:
            self.marks.setdefault(mark["size"], []).append(mark)
        self.agency = self.key = ""
        self.tree = Tree()
        self.last_of = {}
        self.devices = {}
        self.chains = {}
        self.uncovered = {}
        self.parked = {}
        self.counts = {"checkpoints": 0, "batches": 0, "erased": 0, "server": 0}
        self.counts.update({"marks": [], "unsigned": [], "witnesses": {}})
        self.is_complete = False

    def read(self, line):
        """Check one line."""
        whole = json.loads(line)
        need(self.key or "okrdesk_log" in whole, "line")
        need(not self.is_complete, "line")
        if "okrdesk_log" in whole:
            need(whole["okrdesk_log"] == 1 and not self.key, "line")
            self.agency, self.key = whole["agency"], whole["key"]
            self.check_marks()
        elif "device" in whole:
            self.devices[whole["device"]] = bytes.fromhex(whole["key"])
        elif "entry" in whole:
            self.entry(whole["entry"], whole["salt"], whole["body"])
        elif "batch" in whole:
            self.batch(whole["batch"])
        elif "checkpoint" in whole:
            self.checkpoint(whole["checkpoint"], whole.get("witnesses", []))
        elif "end" in whole:
            need(whole["end"]["entries"] == self.tree.size, "short")
            self.is_complete = True

    def entry(self, text, salt, body):
        """Check an entry's number, its link to the one before, and its body."""
        header = json.loads(text)
        need(header["aseq"] == self.tree.size + 1 and header["agency"] == self.agency, "sequence")
        need(header["prev"] == self.last_of.get((header["ent"], header["eid"]), ""), "chain")
        leaf = sha256(b"\x00" + text.encode()).digest()
        self.last_of[header["ent"], header["eid"]] = leaf.hex()
        self.tree.append(leaf)
        if salt is None and body is None:
            self.counts["erased"] += 1
        else:
            need(salt is not None and body is not None, "body")
            hashed = sha256(bytes.fromhex(salt) + body.encode()).hexdigest()
            need(hashed == header["body"], "body")
            self.record(header, body)
        self.check_marks()

    def record(self, header, body):
        """Put a change on the chain of its computer."""
        record = json.loads(body)
        for name in ("cid", "ent", "eid"):
            need(record[name] == header[name], "body")
        device, number = record["dev"], record["dseq"]
        if device not in self.devices:
            self.counts["server"] += 1
            return
        start = sha256(f"okr-sync/1 {self.agency} {device}".encode()).digest()
        at, head = self.chains.get(device, (0, start))
        hashed = sha256(body.encode()).digest()
        if header["fate"] == "parked":
            self.parked[header["cid"]] = hashed
        if number <= at:  # only the same change, decided again after it had waited
            need(self.parked.get(header["cid"]) == hashed, "batch")
            return
        self.uncovered.setdefault(device, []).append(header["aseq"])
        if number == at + 1 and head is not None:
            self.chains[device] = (number, sha256(head + body.encode()).digest())
        else:  # changes of before, sent again by this computer, are not in the log twice
            self.chains[device] = (number, None)

    def batch(self, batch):
        """Check what a computer signed against the changes that the log holds of it."""
        device = batch["device"]
        text = "okr-sync/1 push {} {device} {first} {last} {prev_head} {head}".format(
            self.agency, **batch
        )
        key, signature = self.devices.get(device, b""), bytes.fromhex(batch["sig"])
        need(is_signed(key, text.encode(), signature), "batch_signature")
        at, head = self.chains.get(device, (0, None))
        if at == batch["last"] and head is not None:
            need(head.hex() == batch["head"], "batch")
            self.uncovered[device] = []
        self.counts["unsigned"] += self.uncovered.pop(device, [])
        self.chains[device] = (max(at, batch["last"]), bytes.fromhex(batch["head"]))
        self.counts["batches"] += 1

    def checkpoint(self, checkpoint, witnesses):
        """Check what the server, and its witnesses, signed of the log up to here."""
        need(checkpoint["size"] == self.tree.size, "root")
        need(checkpoint["root"] == self.tree.root(), "root")
        need(self.is_signed(checkpoint, self.key), "signature")
        self.counts["checkpoints"] += 1
        for witness in witnesses:
            signed = dict(checkpoint, sig=witness["sig"])
            need(witness["key"] != self.key, "signature")
            need(self.is_signed(signed, witness["key"]), "signature")
            self.counts["witnesses"].setdefault((witness["name"], witness["key"]), []).append(
                checkpoint["size"]
            )

    def is_signed(self, checkpoint, key):
        """Say whether the owner of `key` (hex) signed a checkpoint of this agency."""
        text = "okr-checkpoint/1\n{agency}\n{size}\n{root}\n{time}\n".format(**checkpoint)
        signature = bytes.fromhex(checkpoint["sig"])
        is_ours = checkpoint["agency"] == self.agency
        return is_ours and is_signed(bytes.fromhex(key), text.encode(), signature)

    def check_marks(self):
        """Check the printed checkpoints over exactly the entries so far."""
        for mark in self.marks.pop(self.tree.size, ()):
            need(mark["root"] == self.tree.root(), "mark_bad")
            need(self.is_signed(mark, self.key), "mark_bad")
            self.counts["marks"].append(mark["size"])

    def finish(self):
        """Check that nothing is missing at the end."""
        need(self.is_complete, "short")
        need(not self.marks, "mark_bad")
        need(not any(self.uncovered.values()), "batch")


def mark_of(text):
    """Read the text of a printed checkpoint: OKR-CHECKPOINT/1 AGENCY SIZE ROOT TIME SIG."""
    parts = text.lower().split()
    if len(parts) != 6 or parts[0] != "okr-checkpoint/1":
        raise argparse.ArgumentTypeError("OKR-CHECKPOINT/1 AGENCY SIZE ROOT TIME SIG")
    _, agency, size, root, time, sig = parts
    return {"agency": agency, "size": int(size), "root": root, "time": int(time), "sig": sig}


def verify(lines, verifier, words):
    """Check all lines; return what to print, and whether all holds."""
    number = 0
    try:
        for line in lines:
            number += 1
            verifier.read(line)
        verifier.finish()
    except (Wrong, ValueError, KeyError, TypeError, RecursionError) as problem:
        what = words.get(str(problem) if isinstance(problem, Wrong) else "line")
        is_entry = isinstance(problem, Wrong) and str(problem) in ("chain", "body", "sequence")
        if is_entry:
            held = verifier.tree.size + (str(problem) != "body")
            return [words["bad"].format(entry=held, what=what)], False
        return [words["bad_file"].format(line=number, what=what)], False
    counts = verifier.counts
    said = [words["good"].format(entries=verifier.tree.size), words["counts"].format(**counts)]
    said += [words["mark_good"].format(size=size) for size in counts["marks"]]
    for (name, key), sizes in counts["witnesses"].items():
        said.append(words["witness"].format(name=name, key=key, size=max(sizes)))
    for name in ("erased", "server"):
        if counts[name]:
            said.append(words[name].format(count=counts[name]))
    if counts["unsigned"]:
        first = ", ".join(str(entry) for entry in counts["unsigned"][:5])
        said.append(words["unsigned"].format(count=len(counts["unsigned"]), first=first))
    return [*said, words["key"].format(key=verifier.key)], True


def main(arguments=None):
    """Verify the file named on the command line; the exit code is 0 where all holds, else 1."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file")
    parser.add_argument("--mark", type=mark_of, action="append", default=[])
    parser.add_argument("--lang", choices=sorted(WORDS), default="vi")
    options = parser.parse_args(arguments)
    with open(options.file, encoding="utf-8") as lines:
        said, is_good = verify(lines, Verifier(options.mark), WORDS[options.lang])
    for line in said:
        print(line)
    return 0 if is_good else 1


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    sys.exit(main())
