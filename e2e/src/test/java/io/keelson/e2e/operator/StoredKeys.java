package io.keelson.e2e.operator;

import com.google.protobuf.ByteString;
import io.grpc.ChannelCredentials;
import io.keelson.e2e.process.EtcdClient;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.LeaseGrantRequest;
import io.keelson.proto.etcdserverpb.LeaseGrpc;
import io.keelson.proto.etcdserverpb.LeaseLeasesRequest;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.mvccpb.KeyValue;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a cluster holds: keys with a history, some deleted, some with leases.
 *
 * @param revision of the cluster when it was read
 * @param keys in order, with values, revisions, versions and leases
 * @param leases all that there are
 */
record StoredKeys(long revision, List<KeyValue> keys, Set<Long> leases) {
  private static final int COUNT = 400;
  private static final long LEASE_SECONDS = 3600;
  private static final String PREFIX = "kept/";

  /** Writes some hundreds; the values say which time it is. */
  static void write(int port, ChannelCredentials credentials, String value) {
    write(port, credentials, value, COUNT);
  }

  /** Writes so many, deletes an eighth of them, and compacts what came before. */
  static void write(int port, ChannelCredentials credentials, String value, int count) {
    try (var client = new EtcdClient(port, credentials)) {
      long lease =
          LeaseGrpc.newBlockingStub(client.channel())
              .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(LEASE_SECONDS).build())
              .getID();
      for (int i = 0; i < count + count / 4; i++) {
        var put = PutRequest.newBuilder().setKey(key(i % count));
        put.setValue(ByteString.copyFromUtf8(value + "-" + i)).setLease(i % 2 == 0 ? lease : 0);
        var _ = client.kv().put(put.build());
      }
      long revision =
          client
              .kv()
              .deleteRange(
                  DeleteRangeRequest.newBuilder()
                      .setKey(key(0))
                      .setRangeEnd(key(count / 8))
                      .build())
              .getHeader()
              .getRevision();
      var _ =
          client
              .kv()
              .compact(CompactionRequest.newBuilder().setRevision(revision - count / 7).build());
    }
  }

  /** Reads all keys of {@link #write} and all leases. */
  static StoredKeys read(int port, ChannelCredentials credentials) {
    try (var client = new EtcdClient(port, credentials)) {
      RangeResponse all =
          client
              .kv()
              .range(
                  RangeRequest.newBuilder()
                      .setKey(ByteString.copyFromUtf8(PREFIX))
                      .setRangeEnd(ByteString.copyFromUtf8("kept0"))
                      .build());
      Set<Long> leases = new TreeSet<>();
      LeaseGrpc.newBlockingStub(client.channel())
          .leaseLeases(LeaseLeasesRequest.getDefaultInstance())
          .getLeasesList()
          .forEach(lease -> leases.add(lease.getID()));
      return new StoredKeys(all.getHeader().getRevision(), all.getKvsList(), leases);
    }
  }

  /** How many keys there are from one to before another. */
  static int count(int port, ChannelCredentials credentials, String from, String to) {
    try (var client = new EtcdClient(port, credentials)) {
      var range =
          RangeRequest.newBuilder()
              .setKey(ByteString.copyFromUtf8(from))
              .setRangeEnd(ByteString.copyFromUtf8(to))
              .setCountOnly(true);
      return Math.toIntExact(client.kv().range(range.build()).getCount());
    }
  }

  private static ByteString key(int i) {
    return ByteString.copyFromUtf8(PREFIX + "%05d".formatted(i));
  }
}
