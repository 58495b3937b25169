"""Status, hashes, alarms, snapshot, members."""

import hashlib

import rpc_pb2 as pb

LIMIT = 60


def run(s):
    status(s, "status")
    hashes(s)
    alarms(s)
    s.call("defragment", s.maintenance.Defragment, pb.DefragmentRequest())
    s.stream("snapshot", s.maintenance.Snapshot(pb.SnapshotRequest(), timeout=LIMIT), snapshot)
    s.call("move leader", s.maintenance.MoveLeader, pb.MoveLeaderRequest(targetID=5))
    s.call("members", s.cluster.MemberList, pb.MemberListRequest(linearizable=True), members)
    s.call("add nothing", s.cluster.MemberAdd, pb.MemberAddRequest())
    s.call("add bad", s.cluster.MemberAdd, pb.MemberAddRequest(peerURLs=["nonsense"]))
    s.call("remove unknown", s.cluster.MemberRemove, pb.MemberRemoveRequest(ID=5))


def members(answer):
    return [[m.name, m.isLearner, len(m.peerURLs), len(m.clientURLs)] for m in answer.members]


def status(s, step):
    def show(answer):
        errors = [error.replace(str(answer.header.member_id), "OWN") for error in answer.errors]
        return [answer.version, answer.storageVersion, answer.isLearner, errors, answer.dbSizeQuota]

    return s.call(step, s.maintenance.Status, pb.StatusRequest(), show)


def hashes(s):
    now = s.put(b"h", b"1").header.revision
    s.call("compact", s.kv.Compact, pb.CompactionRequest(revision=now, physical=True))
    s.put(b"h", b"2")
    for revision in (0, now, now + 1, now + 2, now - 1, -1):
        s.call("hash at now%+d" % (revision - now), s.maintenance.HashKV, pb.HashKVRequest(revision=revision))


def alarms(s):
    own = s.maintenance.Status(pb.StatusRequest(), timeout=LIMIT).header.member_id

    def show(answer):
        return [["OWN" if a.memberID == own else a.memberID, pb.AlarmType.Name(a.alarm)] for a in answer.alarms]

    def alarm(step, action, member=0, kind="NONE"):
        request = pb.AlarmRequest(action=action, memberID=member, alarm=kind)
        s.call(step, s.maintenance.Alarm, request, show)

    alarm("none", "GET")
    alarm("raise", "ACTIVATE", own, "NOSPACE")
    status(s, "status with alarm")
    s.call("put", s.kv.Put, pb.PutRequest(key=b"h", value=b"3"))
    s.call("range", s.kv.Range, pb.RangeRequest(key=b"h"))
    s.call("grant", s.lease.LeaseGrant, pb.LeaseGrantRequest(ID=1, TTL=60))
    alarm("list", "GET")
    alarm("disarm another's", "DEACTIVATE", 5, "NOSPACE")
    alarm("disarm", "DEACTIVATE", own, "NOSPACE")
    alarm("raise none", "ACTIVATE", own, "NONE")
    alarm("list after none", "GET")
    alarm("disarm none", "DEACTIVATE", own, "NONE")
    s.call("put again", s.kv.Put, pb.PutRequest(key=b"h", value=b"3"))


def snapshot(messages):
    """The sum of the whole file follows it; remaining bytes count down to it."""
    data = b"".join(message.blob for message in messages)
    content, digest = data[:-32], data[-32:]
    counts_down = all(a.remaining_bytes - b.remaining_bytes == len(b.blob) for a, b in zip(messages, messages[1:-1]))
    return [
        hashlib.sha256(content).digest() == digest,
        len(data) % 512,
        counts_down,
        messages[-1].remaining_bytes,
        len(messages[-1].blob),
        sorted({message.version for message in messages}),
    ]
