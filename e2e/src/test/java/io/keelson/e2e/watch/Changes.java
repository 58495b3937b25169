package io.keelson.e2e.watch;

import io.grpc.StatusRuntimeException;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.LeaseGrantRequest;
import io.keelson.proto.etcdserverpb.LeaseGrpc;
import io.keelson.proto.etcdserverpb.LeaseRevokeRequest;
import io.keelson.proto.etcdserverpb.RequestOp;
import io.keelson.proto.etcdserverpb.TxnRequest;
import io.keelson.proto.mvccpb.Event;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Makes every change at both servers, and keeps the events that watchers must hear of. */
final class Changes {
  private static final long LEASE_SECONDS = 100_000;

  private final List<EtcdProcess> servers;
  private final KeyModel model = new KeyModel();
  private long compacted;
  private @Nullable String difference;

  Changes(EtcdProcess left, EtcdProcess right) {
    servers = List.of(left, right);
  }

  void make(WatchScript.Change change) {
    switch (change) {
      case WatchScript.Change.Write(List<RequestOp> operations) -> {
        model.write(operations);
        expect(change, model.revision(), server -> write(server, operations));
      }
      case WatchScript.Change.Grant(long lease) -> {
        var request = LeaseGrantRequest.newBuilder().setID(lease).setTTL(LEASE_SECONDS).build();
        expect(change, lease, server -> leases(server).leaseGrant(request).getID());
      }
      case WatchScript.Change.Revoke(long lease) -> {
        model.revoke(lease);
        var request = LeaseRevokeRequest.newBuilder().setID(lease).build();
        expect(
            change,
            model.revision(),
            server -> leases(server).leaseRevoke(request).getHeader().getRevision());
      }
    }
  }

  void compact(long revision) {
    compacted = revision;
    var request = CompactionRequest.newBuilder().setRevision(revision).build();
    expect(
        request,
        model.revision(),
        server -> server.client().kv().compact(request).getHeader().getRevision());
  }

  List<Event> log() {
    return model.log();
  }

  long revision() {
    return model.revision();
  }

  long compacted() {
    return compacted;
  }

  /** The first change that a server did not make as the model did. */
  @Nullable String difference() {
    return difference;
  }

  private void expect(Object change, long expected, ToLongFunction<EtcdProcess> call) {
    for (EtcdProcess server : servers) {
      String answer = answer(server, call);
      if (difference == null && !answer.equals(Long.toString(expected))) {
        difference =
            "%s: expected %d, %s answered %s".formatted(change, expected, server.label(), answer);
      }
    }
  }

  private static String answer(EtcdProcess server, ToLongFunction<EtcdProcess> call) {
    try {
      return Long.toString(call.applyAsLong(server));
    } catch (StatusRuntimeException e) {
      return e.getStatus().toString();
    }
  }

  /** A single operation goes its own way; the result is the same. */
  private static long write(EtcdProcess server, List<RequestOp> operations) {
    var kv = server.client().kv();
    RequestOp first = operations.getFirst();
    if (operations.size() > 1) {
      var txn = TxnRequest.newBuilder().addAllSuccess(operations).build();
      return kv.txn(txn).getHeader().getRevision();
    }
    return first.hasRequestPut()
        ? kv.put(first.getRequestPut()).getHeader().getRevision()
        : kv.deleteRange(first.getRequestDeleteRange()).getHeader().getRevision();
  }

  private static LeaseGrpc.LeaseBlockingStub leases(EtcdProcess server) {
    return LeaseGrpc.newBlockingStub(server.client().channel())
        .withDeadlineAfter(20, TimeUnit.SECONDS);
  }
}
