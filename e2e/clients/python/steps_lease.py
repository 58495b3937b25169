"""Leases: grant, keep-alive stream, attached keys, expiry."""

import queue
import time

import grpc
import rpc_pb2 as pb

LIMIT = 15


def run(s):
    grants(s)
    attached(s)
    keep_alive(s)
    expiry(s)


def grants(s):
    for name, lease, ttl in (
        ("one", 1, 60),
        ("again", 1, 60),
        ("short", 2, 1),
        ("zero", 3, 0),
        ("negative", 4, -1),
        ("too long", 5, 9_000_000_001),
        ("negative id", -9, 60),
        ("largest id", (1 << 63) - 1, 60),
    ):
        s.call("grant " + name, s.lease.LeaseGrant, pb.LeaseGrantRequest(ID=lease, TTL=ttl))
    drawn = s.lease.LeaseGrant(pb.LeaseGrantRequest(TTL=60), timeout=LIMIT)
    s.print("drawn", [drawn.ID > 0, drawn.TTL, drawn.error])
    s.lease.LeaseRevoke(pb.LeaseRevokeRequest(ID=drawn.ID), timeout=LIMIT)
    for lease in (2, 3, 4, -9, (1 << 63) - 1, 5):
        s.call("revoke %d" % lease, s.lease.LeaseRevoke, pb.LeaseRevokeRequest(ID=lease))
    s.call("list", s.lease.LeaseLeases, pb.LeaseLeasesRequest(), ids)


def ids(answer):
    return [answer.header.revision, sorted(lease.ID for lease in answer.leases)]


def time_to_live(s, step, lease, keys=True):
    def show(answer):
        isNear = answer.grantedTTL - 3 <= answer.TTL <= answer.grantedTTL
        keys = sorted(key.decode() for key in answer.keys)
        return [answer.header.revision, answer.ID, answer.TTL if answer.TTL < 0 else isNear, answer.grantedTTL, keys]

    s.call(step, s.lease.LeaseTimeToLive, pb.LeaseTimeToLiveRequest(ID=lease, keys=keys), show)


def attached(s):
    for key in (b"l/2", b"l/1", b"l/3"):
        s.put(key, b"v", lease=1)
    time_to_live(s, "attached", 1)
    time_to_live(s, "without keys", 1, keys=False)
    time_to_live(s, "unknown", 50)
    s.put(b"l/3", b"w")
    s.call("grant other", s.lease.LeaseGrant, pb.LeaseGrantRequest(ID=2, TTL=60))
    s.put(b"l/2", b"w", lease=2)
    time_to_live(s, "after moves", 1)
    time_to_live(s, "other after moves", 2)
    s.call("revoke", s.lease.LeaseRevoke, pb.LeaseRevokeRequest(ID=1))
    s.call("left", s.kv.Range, pb.RangeRequest(key=b"l/", range_end=b"l0"))


def keep_alive(s):
    requests = queue.SimpleQueue()
    answers = s.lease.LeaseKeepAlive(iter(requests.get, None), timeout=LIMIT)
    try:
        for lease in (2, 2, 50, 0, -1, 2):
            requests.put(pb.LeaseKeepAliveRequest(ID=lease))
            answer = next(answers)
            s.print("keep alive %d" % lease, [answer.header.revision, answer.ID, answer.TTL])
        requests.put(None)
        s.print("half-close", [answer.ID for answer in answers])
    except grpc.RpcError as error:
        s.error("keep alive", error)


def expiry(s):
    s.call("grant short", s.lease.LeaseGrant, pb.LeaseGrantRequest(ID=7, TTL=2))
    start = time.monotonic()
    s.put(b"e/2", b"v", lease=7)
    s.put(b"e/1", b"v", lease=7)
    while time.monotonic() - start < LIMIT:
        left = s.kv.Range(pb.RangeRequest(key=b"e/", range_end=b"e0"), timeout=LIMIT)
        if not left.kvs:
            break
        time.sleep(0.02)
    s.print("expired", [time.monotonic() - start > 1.9, left.count, left.header.revision])
    time_to_live(s, "after expiry", 7)
    s.call("revoke expired", s.lease.LeaseRevoke, pb.LeaseRevokeRequest(ID=7))
    s.call("revoke other", s.lease.LeaseRevoke, pb.LeaseRevokeRequest(ID=2))
