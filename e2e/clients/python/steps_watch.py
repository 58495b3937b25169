"""Watch streams as they are on the wire: ids, order of confirmations, fragments, refusals."""

import queue
import threading

import grpc
import rpc_pb2 as pb

LIMIT = 15
PREFIX = {"key": b"w/", "range_end": b"w0"}


class Stream:
    """One watch stream; answers are read by a thread into a queue."""

    def __init__(self, s):
        self.requests = queue.SimpleQueue()
        self.answers = queue.SimpleQueue()
        self.call = s.watch.Watch(iter(self.requests.get, None))
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        try:
            for answer in self.call:
                self.answers.put(answer)
            self.answers.put("end of stream")
        except grpc.RpcError as error:
            self.answers.put(f"{error.code().name}: {error.details()}")

    def create(self, **fields):
        self.requests.put(pb.WatchRequest(create_request=pb.WatchCreateRequest(**fields)))
        return self.next()

    def cancel(self, watch_id):
        self.requests.put(pb.WatchRequest(cancel_request=pb.WatchCancelRequest(watch_id=watch_id)))

    def progress(self):
        self.requests.put(pb.WatchRequest(progress_request=pb.WatchProgressRequest()))

    def next(self, limit=LIMIT):
        try:
            return self.answers.get(timeout=limit)
        except queue.Empty:
            return "nothing came"

    def events(self, count):
        """That many events, by watcher, in order."""
        seen, total = {}, 0
        while total < count:
            answer = self.next()
            if isinstance(answer, str):
                return {**seen, "then": answer}
            for event in answer.events:
                seen.setdefault(answer.watch_id, []).append(shown(event))
                total += 1
            if answer.canceled:
                seen.setdefault(answer.watch_id, []).append(brief(answer))
        return {str(key): seen[key] for key in sorted(seen)}

    def half_close(self):
        self.requests.put(None)


def shown(event):
    kv, prev = event.kv, event.prev_kv
    return [
        pb.kv__pb2.Event.EventType.Name(event.type),
        kv.key.decode(),
        len(kv.value),
        kv.create_revision,
        kv.mod_revision,
        kv.version,
        kv.lease,
        [prev.mod_revision, len(prev.value)] if event.HasField("prev_kv") else None,
    ]


def brief(answer):
    if isinstance(answer, str):
        return answer
    return {
        "id": answer.watch_id,
        "revision": answer.header.revision,
        "created": answer.created,
        "canceled": answer.canceled,
        "reason": answer.cancel_reason,
        "compact": answer.compact_revision,
        "fragment": answer.fragment,
        "events": [shown(event) for event in answer.events],
    }


def run(s):
    identities(s)
    refusals(s)
    kinds(s)
    progress(s)
    fragments(s)
    nonsense(s)


def identities(s):
    stream = Stream(s)
    s.print("first", brief(stream.create(key=b"i")))
    s.print("second", brief(stream.create(key=b"i")))
    s.print("chosen", brief(stream.create(key=b"i", watch_id=3)))
    s.print("chosen again", brief(stream.create(key=b"i", watch_id=3)))
    s.print("negative", brief(stream.create(key=b"i", watch_id=-4)))
    s.print("next", brief(stream.create(key=b"i")))
    s.print("skips what is taken", brief(stream.create(key=b"i")))
    s.put(b"i", b"1")
    s.print("each has it", stream.events(6))
    stream.cancel(1)
    s.print("cancel", brief(stream.next()))
    stream.cancel(1)
    stream.cancel(99)
    s.put(b"i", b"2")
    s.print("the others have it", stream.events(5))
    s.print("reuse", brief(stream.create(key=b"i", watch_id=1)))
    stream.half_close()
    s.put(b"i", b"3")
    s.print("after half-close", stream.events(6))


def refusals(s):
    now = s.put(b"r", b"1").header.revision
    for value in (b"2", b"3", b"4"):
        s.put(b"r", value)
    s.kv.Compact(pb.CompactionRequest(revision=now + 2), timeout=LIMIT)
    for name, fields in {
        "end before key": {"key": b"b", "range_end": b"a"},
        "end is key": {"key": b"b", "range_end": b"b"},
        "negative start": {"key": b"r", "start_revision": -1},
    }.items():
        stream = Stream(s)
        s.print(name, brief(stream.create(**fields)))
        s.print(name + ", stream goes on", brief(stream.create(key=b"r")))
    stream = Stream(s)
    s.print("compacted start", brief(stream.create(key=b"r", start_revision=now)))
    s.print("compacted", brief(stream.next()))
    s.print("at compaction", brief(stream.create(key=b"r", start_revision=now + 2, prev_kv=True)))
    s.print("its events", stream.events(2))
    s.print("future", brief(stream.create(key=b"r", start_revision=now + 6)))
    for value in (b"5", b"6", b"7"):
        s.put(b"r", value)
    s.print("both", stream.events(4))


def kinds(s):
    stream = Stream(s)
    wanted = 0
    for number, (count, fields) in enumerate(
        (
            (2, {"key": b"w/a"}),
            (6, PREFIX),
            (6, PREFIX | {"prev_kv": True}),
            (2, {"key": b"w/b", "range_end": b"w/c"}),
            (4, {"key": b"w/b", "range_end": b"\0"}),
            (6, {"key": b"", "range_end": b"\0"}),
            (3, PREFIX | {"filters": ["NOPUT"], "prev_kv": True}),
            (3, PREFIX | {"filters": ["NODELETE"], "prev_kv": True}),
            (0, PREFIX | {"filters": ["NOPUT", "NODELETE"]}),
            (6, PREFIX | {"fragment": True}),
        )
    ):
        s.print("create %d" % number, brief(stream.create(**fields)))
        wanted += count
    for key in (b"w/a", b"w/b", b"w/c"):
        s.put(key, b"1")
    s.kv.DeleteRange(pb.DeleteRangeRequest(**PREFIX), timeout=LIMIT)
    s.print("events", stream.events(wanted))


def progress(s):
    stream = Stream(s)
    stream.progress()
    s.print("without watchers", brief(stream.next(0.5)))
    s.print("create", brief(stream.create(key=b"p")))
    now = s.put(b"elsewhere", b"1").header.revision
    answer = None
    for _ in range(LIMIT * 5):
        stream.progress()
        answer = stream.next(0.2)
        if isinstance(answer, str) or answer.header.revision >= now:
            break
    s.print("requested", brief(answer))
    stream = Stream(s)
    s.print("notify", brief(stream.create(key=b"p", progress_notify=True)))
    s.print("notified", brief(stream.next()))


def fragments(s):
    for i in range(4):
        s.put(b"w/%d" % i, b"x" * 900_000)
    whole, cut = Stream(s), Stream(s)
    s.print("create whole", brief(whole.create(**PREFIX, prev_kv=True)))
    s.print("create cut", brief(cut.create(**PREFIX, prev_kv=True, fragment=True)))
    s.kv.DeleteRange(pb.DeleteRangeRequest(**PREFIX), timeout=LIMIT)
    s.print("whole", brief(whole.next()))
    answer = cut.next()
    pieces = [answer]
    while not isinstance(answer, str) and answer.fragment:
        answer = cut.next()
        pieces.append(answer)
    s.print("cut", [brief(piece) for piece in pieces])


def nonsense(s):
    stream = Stream(s)
    stream.requests.put(pb.WatchRequest())
    s.print("create after an empty request", brief(stream.create(key=b"p")))
    stream.call.cancel()
    s.print("cancel by the client", stream.next())
