"""Runs a list of steps over plain gRPC against one server and prints one JSON line per step; see ../README.md."""

import json
import sys
import zlib

import grpc
import rpc_pb2 as pb
import rpc_pb2_grpc as stubs

import steps_kv
import steps_lease
import steps_maintenance
import steps_watch

LIMIT = 15
LONGEST_SHOWN = 64
OWN_TO_SERVER = {"cluster_id", "member_id", "raft_term"}


def text(data):
    if len(data) <= LONGEST_SHOWN:
        return data.decode("utf-8", "backslashreplace")
    return "%d bytes, crc32 %08x" % (len(data), zlib.crc32(data))


def plain(value):
    """A message as a dictionary of the fields that are set, without what belongs to one server."""
    if isinstance(value, bytes):
        return text(value)
    if hasattr(value, "ListFields"):
        return {
            field.name: [plain(item) for item in content] if field.is_repeated else plain(content)
            for field, content in value.ListFields()
            if field.name not in OWN_TO_SERVER
        }
    return value


class Script:
    """The stubs of one server, and the printing of steps of one section."""

    def __init__(self, channel, section):
        self.section = section
        self.kv = stubs.KVStub(channel)
        self.watch = stubs.WatchStub(channel)
        self.lease = stubs.LeaseStub(channel)
        self.maintenance = stubs.MaintenanceStub(channel)
        self.cluster = stubs.ClusterStub(channel)

    def print(self, step, value):
        print(json.dumps({"step": self.section + " " + step, "value": value}, ensure_ascii=False), flush=True)

    def error(self, step, error):
        line = {"step": self.section + " " + step, "error": f"{error.code().name}: {error.details()}"}
        print(json.dumps(line, ensure_ascii=False), flush=True)

    def call(self, step, method, request, show=plain):
        """One unary call; its answer, or None after a refusal."""
        try:
            answer = method(request, timeout=LIMIT)
        except grpc.RpcError as error:
            self.error(step, error)
            return None
        self.print(step, show(answer))
        return answer

    def stream(self, step, call, show):
        try:
            self.print(step, show(list(call)))
        except grpc.RpcError as error:
            self.error(step, error)

    def put(self, key, value, **options):
        return self.kv.Put(pb.PutRequest(key=key, value=value, **options), timeout=LIMIT)

    def revision(self):
        return self.kv.Range(pb.RangeRequest(key=b"revision?"), timeout=LIMIT).header.revision

    def clear(self):
        request = pb.DeleteRangeRequest(key=b"\0", range_end=b"\0")
        self.call("clear", self.kv.DeleteRange, request)


SECTIONS = {
    "kv": steps_kv.run,
    "watch": steps_watch.run,
    "lease": steps_lease.run,
    "maintenance": steps_maintenance.run,
}


def main():
    endpoint = sys.argv[1].removeprefix("http://")
    unlimited = [("grpc.max_receive_message_length", -1), ("grpc.enable_http_proxy", 0)]
    with grpc.insecure_channel(endpoint, options=unlimited) as channel:
        for name in sys.argv[2:] or SECTIONS:
            script = Script(channel, name)
            script.clear()
            SECTIONS[name](script)


if __name__ == "__main__":
    main()
