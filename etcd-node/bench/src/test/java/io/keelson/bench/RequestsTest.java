package io.keelson.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.Compare.CompareResult;
import io.keelson.proto.etcdserverpb.Compare.CompareTarget;
import io.keelson.proto.etcdserverpb.Compare.TargetUnionCase;
import io.keelson.proto.etcdserverpb.HashKVRequest;
import io.keelson.proto.etcdserverpb.LeaseGrantRequest;
import io.keelson.proto.etcdserverpb.LeaseKeepAliveRequest;
import io.keelson.proto.etcdserverpb.LeaseRevokeRequest;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.etcdserverpb.ResponseHeader;
import io.keelson.proto.etcdserverpb.TxnRequest;
import io.keelson.proto.etcdserverpb.WatchCreateRequest;
import io.keelson.proto.etcdserverpb.WatchRequest;
import io.keelson.proto.mvccpb.KeyValue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The hand-written encoding against the generated classes. */
class RequestsTest {
  private static final Values VALUES = new Values(1);
  private static final ByteString KEY = ByteString.copyFromUtf8("/a/000000000042");

  private final RequestBuffer request = new RequestBuffer();
  private final byte[] key = new KeyBuffer("/a/").of(42);
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void putLargerThanTheFirstBuffer() throws InvalidProtocolBufferException {
    VALUES.write(request, Requests.PUT_VALUE, 10_000, random);
    Requests.putKey(request, key);
    PutRequest put = PutRequest.parseFrom(request.toByteArray());
    assertThat(put.getKey()).isEqualTo(KEY);
    assertThat(put.getValue().size()).isEqualTo(10_000);
  }

  @Test
  void bufferIsReused() throws InvalidProtocolBufferException {
    for (int size : new int[] {0, 5000, 1, 127, 128}) {
      request.clear();
      VALUES.write(request, Requests.PUT_VALUE, size, random);
      Requests.putKey(request, key);
      PutRequest put = PutRequest.parseFrom(request.toByteArray());
      assertThat(put.getValue().size()).isEqualTo(size);
      assertThat(put.toByteString().size()).isEqualTo(request.length() - (size == 0 ? 2 : 0));
    }
  }

  @Test
  void createComparesWithZeroExplicitly() throws InvalidProtocolBufferException {
    Requests.create(request, key, VALUES, 1024, random);
    TxnRequest txn = TxnRequest.parseFrom(request.toByteArray());
    assertThat(txn.getCompareCount()).isEqualTo(1);
    assertThat(txn.getCompare(0).getResult()).isEqualTo(CompareResult.EQUAL);
    assertThat(txn.getCompare(0).getTarget()).isEqualTo(CompareTarget.MOD);
    assertThat(txn.getCompare(0).getTargetUnionCase()).isEqualTo(TargetUnionCase.MOD_REVISION);
    assertThat(txn.getCompare(0).getModRevision()).isZero();
    assertThat(txn.getCompare(0).getKey()).isEqualTo(KEY);
    assertThat(txn.getSuccess(0).getRequestPut().getKey()).isEqualTo(KEY);
    assertThat(txn.getSuccess(0).getRequestPut().getValue().size()).isEqualTo(1024);
    assertThat(txn.getFailureCount()).isZero();
  }

  @Test
  void updateAndDeleteReadOtherwise() throws InvalidProtocolBufferException {
    Requests.update(request, key, 1L << 40, VALUES, 10, random);
    TxnRequest update = TxnRequest.parseFrom(request.toByteArray());
    assertThat(update.getCompare(0).getModRevision()).isEqualTo(1L << 40);
    assertThat(update.getSuccess(0).hasRequestPut()).isTrue();
    assertThat(update.getFailure(0).getRequestRange().getKey()).isEqualTo(KEY);

    request.clear();
    Requests.delete(request, key, 7);
    TxnRequest delete = TxnRequest.parseFrom(request.toByteArray());
    assertThat(delete.getCompare(0).getModRevision()).isEqualTo(7);
    assertThat(delete.getSuccess(0).getRequestDeleteRange().getKey()).isEqualTo(KEY);
    assertThat(delete.getFailure(0).getRequestRange().getKey()).isEqualTo(KEY);
  }

  @Test
  void pagesGoOnBehindTheLastKeyAtTheFirstRevision() throws InvalidProtocolBufferException {
    Source pages =
        new PageWorkload("/a/", 2, false).sources(new Workload.LaneShare(0, 1, 1)).getFirst();
    assertThat(nextPage(pages)).isEqualTo(page("/a/", 0));
    pages.completed(answer(9, true, "/a/1", "/a/222"));
    assertThat(nextPage(pages)).isEqualTo(page("/a/222\0", 9));
    pages.completed(answer(12, true, "/a/3", "/a/4"));
    assertThat(nextPage(pages)).isEqualTo(page("/a/4\0", 9));
    pages.completed(answer(13, false, "/a/5"));
    assertThat(nextPage(pages)).isEqualTo(page("/a/", 0));
  }

  @Test
  void count() throws InvalidProtocolBufferException {
    Requests.count(request, KeyBuffer.startOf("/a/"), KeyBuffer.endOf("/a/"));
    assertThat(RangeRequest.parseFrom(request.toByteArray()))
        .isEqualTo(
            RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("/a/"))
                .setRangeEnd(ByteString.copyFromUtf8("/a0"))
                .setCountOnly(true)
                .build());
  }

  @Test
  void rangesOfOtherKinds() throws InvalidProtocolBufferException {
    RangeRequest all =
        RangeRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("/a/"))
            .setRangeEnd(ByteString.copyFromUtf8("/a0"))
            .build();
    Requests.all(request, KeyBuffer.startOf("/a/"), KeyBuffer.endOf("/a/"));
    assertThat(RangeRequest.parseFrom(request.toByteArray())).isEqualTo(all);

    request.clear();
    Requests.keysOnly(request, KeyBuffer.startOf("/a/"), KeyBuffer.endOf("/a/"));
    assertThat(RangeRequest.parseFrom(request.toByteArray()))
        .isEqualTo(all.toBuilder().setKeysOnly(true).build());

    request.clear();
    Requests.getAt(request, key, 17);
    assertThat(RangeRequest.parseFrom(request.toByteArray()))
        .isEqualTo(RangeRequest.newBuilder().setKey(KEY).setRevision(17).build());
  }

  @Test
  void leases() throws InvalidProtocolBufferException {
    Requests.leaseGrant(request, 5, 60);
    assertThat(LeaseGrantRequest.parseFrom(request.toByteArray()))
        .isEqualTo(LeaseGrantRequest.newBuilder().setID(5).setTTL(60).build());

    request.clear();
    Requests.lease(request, 1L << 40);
    assertThat(LeaseRevokeRequest.parseFrom(request.toByteArray()).getID()).isEqualTo(1L << 40);
    assertThat(LeaseKeepAliveRequest.parseFrom(request.toByteArray()).getID()).isEqualTo(1L << 40);

    request.clear();
    Requests.putAttached(request, key, new byte[] {1, 2}, 9);
    assertThat(PutRequest.parseFrom(request.toByteArray()))
        .isEqualTo(
            PutRequest.newBuilder()
                .setKey(KEY)
                .setValue(ByteString.copyFrom(new byte[] {1, 2}))
                .setLease(9)
                .build());
  }

  @Test
  void physicalCompaction() throws InvalidProtocolBufferException {
    Requests.compact(request, 1_000_000);
    assertThat(CompactionRequest.parseFrom(request.toByteArray()))
        .isEqualTo(CompactionRequest.newBuilder().setRevision(1_000_000).setPhysical(true).build());
  }

  @Test
  void watchFromARevision() throws InvalidProtocolBufferException {
    Requests.watchFrom(request, KeyBuffer.startOf("/a/"), KeyBuffer.endOf("/a/"), 2, 7);
    WatchCreateRequest create =
        WatchCreateRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("/a/"))
            .setRangeEnd(ByteString.copyFromUtf8("/a0"))
            .setStartRevision(2)
            .setPrevKv(true)
            .setWatchId(7)
            .build();
    assertThat(WatchRequest.parseFrom(request.toByteArray()).getCreateRequest()).isEqualTo(create);
  }

  private RangeRequest nextPage(Source pages) throws InvalidProtocolBufferException {
    request.clear();
    pages.next(request);
    return RangeRequest.parseFrom(request.toByteArray());
  }

  private static RangeRequest page(String start, long revision) {
    return RangeRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(start))
        .setRangeEnd(ByteString.copyFromUtf8("/a0"))
        .setLimit(2)
        .setRevision(revision)
        .build();
  }

  private static byte[] answer(long revision, boolean more, String... keys) {
    RangeResponse.Builder response =
        RangeResponse.newBuilder()
            .setHeader(ResponseHeader.newBuilder().setClusterId(-1).setRevision(revision))
            .setMore(more)
            .setCount(5);
    for (String key : keys) {
      response.addKvs(
          KeyValue.newBuilder()
              .setKey(ByteString.copyFromUtf8(key))
              .setModRevision(3)
              .setValue(ByteString.copyFromUtf8("v")));
    }
    return response.build().toByteArray();
  }

  @Test
  void hashUpToARevision() throws InvalidProtocolBufferException {
    Requests.hashKv(request, 300);
    assertThat(HashKVRequest.parseFrom(request.toByteArray()).getRevision()).isEqualTo(300);
  }
}
