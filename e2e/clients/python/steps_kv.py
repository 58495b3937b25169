"""Puts, ranges, deletes, transactions and compaction."""

import rpc_pb2 as pb

ALL = {"key": b"\0", "range_end": b"\0"}


def run(s):
    puts(s)
    ranges(s)
    streams(s)
    transactions(s)
    deletes(s)
    compaction(s)


def puts(s):
    put = s.kv.Put
    s.call("put", put, pb.PutRequest(key=b"a", value=b"1"))
    s.call("put prev", put, pb.PutRequest(key=b"a", value=b"2", prev_kv=True))
    s.call("put without key", put, pb.PutRequest(value=b"2"))
    s.call("put ignoring value", put, pb.PutRequest(key=b"a", ignore_value=True, prev_kv=True))
    s.call("put ignoring value with value", put, pb.PutRequest(key=b"a", value=b"x", ignore_value=True))
    s.call("put ignoring lease with lease", put, pb.PutRequest(key=b"a", lease=5, ignore_lease=True))
    s.call("put ignoring value of absent", put, pb.PutRequest(key=b"absent", ignore_value=True))
    s.call("put with absent lease", put, pb.PutRequest(key=b"a", lease=77))
    s.call("put too large", put, pb.PutRequest(key=b"a", value=b"x" * 1_600_000))
    s.call("put far too large", put, pb.PutRequest(key=b"a", value=b"x" * 2_200_000))
    for i in range(40):
        s.put(b"n/%02d" % (i * 11 % 40), b"%d" % (i % 7))


def ranges(s):
    for name, fields in {
        "single": {"key": b"a"},
        "absent": {"key": b"none"},
        "no key": {},
        "all": ALL | {"limit": 5},
        "negative limit": ALL | {"limit": -1, "keys_only": True},
        "interval": {"key": b"n/1", "range_end": b"n/2"},
        "end before key": {"key": b"b", "range_end": b"a"},
        "count": ALL | {"count_only": True},
        "keys": ALL | {"keys_only": True, "limit": 3},
        "serializable": {"key": b"a", "serializable": True},
        "revision": ALL | {"revision": 4},
        "future": {"key": b"a", "revision": 10_000},
        "negative revision": {"key": b"a", "revision": -1},
        "mod filters": ALL | {"min_mod_revision": 6, "max_mod_revision": 9},
        "create filters": ALL | {"min_create_revision": 6, "max_create_revision": 9},
        "sorted by create": ALL | {"sort_order": "DESCEND", "sort_target": "CREATE", "limit": 4},
        "sorted by version": ALL | {"sort_order": "DESCEND", "sort_target": "VERSION", "limit": 1},
        "odd sort": ALL | {"sort_order": 9},
    }.items():
        s.call("range, " + name, s.kv.Range, pb.RangeRequest(**fields))


def streams(s):
    for name, fields in {
        "all": ALL,
        "limit": ALL | {"limit": 25},
        "count": ALL | {"count_only": True},
        "keys": ALL | {"keys_only": True},
        "revision": ALL | {"revision": 30},
        "future": ALL | {"revision": 10_000},
        "sorted": ALL | {"sort_order": "DESCEND"},
        "filtered": ALL | {"min_mod_revision": 6},
        "no key": {},
    }.items():
        call = s.kv.RangeStream(pb.RangeRequest(**fields), timeout=15)
        s.stream("stream, " + name, call, merged)


def merged(messages):
    """Chunks may be cut anywhere; what counts is their sum, and that only the last one has the totals."""
    chunks = [message.range_response for message in messages]
    early = [chunk for chunk in chunks[:-1] if chunk.HasField("header") or chunk.count or chunk.more or not chunk.kvs]
    last = chunks[-1]
    keys = [[kv.key.decode("utf-8", "backslashreplace"), kv.mod_revision, len(kv.value)] for c in chunks for kv in c.kvs]
    return [len(early), last.header.revision, last.count, last.more, keys]


def op(**fields):
    return pb.RequestOp(**fields)


def transactions(s):
    put = op(request_put=pb.PutRequest(key=b"t", value=b"1", prev_kv=True))
    get = op(request_range=pb.RangeRequest(key=b"t"))
    delete = op(request_delete_range=pb.DeleteRangeRequest(key=b"t", prev_kv=True))
    absent = pb.Compare(key=b"t", target="CREATE", result="EQUAL", create_revision=0)
    nested = op(request_txn=pb.TxnRequest(compare=[absent], success=[put, get], failure=[get]))
    for name, fields in {
        "empty": {},
        "create": {"compare": [absent], "success": [put], "failure": [get]},
        "create again": {"compare": [absent], "success": [put], "failure": [get]},
        "nested": {"success": [delete, nested, get]},
        "order": {"success": [get, delete, get]},
        "delete and put": {"success": [delete, put]},
        "twice": {"success": [put, put]},
        "no operation set": {"success": [op()]},
        "no key in compare": {"compare": [pb.Compare()], "success": [put]},
        "value of absent": {"compare": [pb.Compare(key=b"none", target="VALUE", result="NOT_EQUAL", value=b"1")]},
        "all versions": {"compare": [pb.Compare(**ALL, target="VERSION", result="GREATER", version=0)], "success": [get]},
        "many": {"success": [op(request_range=pb.RangeRequest(key=b"t"))] * 129},
    }.items():
        s.call("txn, " + name, s.kv.Txn, pb.TxnRequest(**fields))


def deletes(s):
    for name, fields in {
        "one": {"key": b"a", "prev_kv": True},
        "absent": {"key": b"a", "prev_kv": True},
        "interval": {"key": b"n/", "range_end": b"n/05", "prev_kv": True},
        "no key": {},
        "prefix": {"key": b"n/", "range_end": b"n0"},
    }.items():
        s.call("delete, " + name, s.kv.DeleteRange, pb.DeleteRangeRequest(**fields))


def compaction(s):
    now = s.revision()
    for name, revision, physical in (
        ("logical", now - 3, False),
        ("again", now - 3, False),
        ("future", now + 5, False),
        ("negative", -5, False),
        ("physical", now, True),
    ):
        s.call("compact, " + name, s.kv.Compact, pb.CompactionRequest(revision=revision, physical=physical))
        s.call("range at revision after " + name, s.kv.Range, pb.RangeRequest(**ALL, revision=now - 3))
        s.call("range before after " + name, s.kv.Range, pb.RangeRequest(**ALL, revision=now - 4))
