#!/usr/bin/python3
"""What two of WorstSpf's records cost pyspf, with DNS in memory: seconds of processor time (Debian: python3-spf)."""

import sys
import time

import spf

SUBJECT = "subject.example"
RECORDS = {
    "self-include": "v=spf1 ~exists:dead.example " + f"include:{SUBJECT} " * 10 + "-all",
    "macros": "v=spf1 " + ("exists:" + "%{l1}" * 1200 + ".x.example ") * 10 + "-all",
}


def check(record):
    def lookup(name, qtype, *_, **__):
        return [((name, "TXT"), (record.encode(),))] if qtype == "TXT" and name.rstrip(".") == SUBJECT else []

    spf.DNSLookup = lookup
    begin = time.process_time()
    result = spf.query(i="192.0.2.1", s="a." * 31 + "@" + SUBJECT, h="mail.example.org").check()
    return time.process_time() - begin, result[0]


for name, record in RECORDS.items():
    seconds, result = check(record)
    print(f"pyspf, {name}: {seconds:.4f} s, {result}")
    sys.stdout.flush()
