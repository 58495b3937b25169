package io.keelson.e2e.diff;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.keelson.proto.etcdserverpb.DeleteRangeResponse;
import io.keelson.proto.etcdserverpb.LeaseLeasesResponse;
import io.keelson.proto.etcdserverpb.LeaseStatus;
import io.keelson.proto.etcdserverpb.LeaseTimeToLiveResponse;
import io.keelson.proto.etcdserverpb.PutResponse;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RangeRequest.SortOrder;
import io.keelson.proto.etcdserverpb.RangeRequest.SortTarget;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.etcdserverpb.RequestOp;
import io.keelson.proto.etcdserverpb.ResponseHeader;
import io.keelson.proto.etcdserverpb.ResponseOp;
import io.keelson.proto.etcdserverpb.TxnRequest;
import io.keelson.proto.etcdserverpb.TxnResponse;
import io.keelson.proto.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Takes out of an answer what may differ between two servers that are both right. */
final class Canonical {
  private static final Comparator<KeyValue> BY_KEY =
      Comparator.comparing(KeyValue::getKey, ByteString.unsignedLexicographicalComparator());

  private Canonical() {}

  /** Identifiers and term become 1 where they are set. */
  static Message withoutIdentity(Message message) {
    if (message instanceof TxnResponse txn) {
      return txnWithoutIdentity(txn);
    }
    FieldDescriptor header = message.getDescriptorForType().findFieldByName("header");
    if (header == null || !message.hasField(header)) {
      return message;
    }
    ResponseHeader old = (ResponseHeader) message.getField(header);
    return message.toBuilder().setField(header, withoutIdentity(old)).build();
  }

  /** Orders what upstream leaves unordered: ties of a sort, leases, keys of a lease. */
  static Message ordered(Message request, Message response) {
    if (request instanceof RangeRequest range && response instanceof RangeResponse answer) {
      return ordered(range, answer);
    }
    if (request instanceof TxnRequest txn && response instanceof TxnResponse answer) {
      return ordered(txn, answer);
    }
    if (response instanceof LeaseLeasesResponse leases) {
      List<LeaseStatus> sorted = new ArrayList<>(leases.getLeasesList());
      sorted.sort(Comparator.comparingLong(LeaseStatus::getID));
      return leases.toBuilder().clearLeases().addAllLeases(sorted).build();
    }
    if (response instanceof LeaseTimeToLiveResponse lease) {
      List<ByteString> sorted = new ArrayList<>(lease.getKeysList());
      sorted.sort(ByteString.unsignedLexicographicalComparator());
      // The time left is a matter of when one asks.
      return lease.toBuilder()
          .setTTL(Math.min(lease.getTTL(), 1))
          .clearKeys()
          .addAllKeys(sorted)
          .build();
    }
    return response;
  }

  private static ResponseHeader withoutIdentity(ResponseHeader header) {
    return header.toBuilder()
        .setClusterId(Math.abs(Long.signum(header.getClusterId())))
        .setMemberId(Math.abs(Long.signum(header.getMemberId())))
        .setRaftTerm(Math.abs(Long.signum(header.getRaftTerm())))
        .build();
  }

  private static TxnResponse txnWithoutIdentity(TxnResponse txn) {
    TxnResponse.Builder changed = txn.toBuilder();
    if (txn.hasHeader()) {
      changed.setHeader(withoutIdentity(txn.getHeader()));
    }
    for (int i = 0; i < txn.getResponsesCount(); i++) {
      ResponseOp op = txn.getResponses(i);
      changed.setResponses(
          i,
          switch (op.getResponseCase()) {
            case RESPONSE_RANGE ->
                op.toBuilder()
                    .setResponseRange((RangeResponse) withoutIdentity(op.getResponseRange()))
                    .build();
            case RESPONSE_PUT ->
                op.toBuilder()
                    .setResponsePut((PutResponse) withoutIdentity(op.getResponsePut()))
                    .build();
            case RESPONSE_DELETE_RANGE ->
                op.toBuilder()
                    .setResponseDeleteRange(
                        (DeleteRangeResponse) withoutIdentity(op.getResponseDeleteRange()))
                    .build();
            case RESPONSE_TXN ->
                op.toBuilder().setResponseTxn(txnWithoutIdentity(op.getResponseTxn())).build();
            case RESPONSE_NOT_SET -> op;
          });
    }
    return changed.build();
  }

  private static TxnResponse ordered(TxnRequest request, TxnResponse response) {
    List<RequestOp> branch =
        response.getSucceeded() ? request.getSuccessList() : request.getFailureList();
    TxnResponse.Builder changed = response.toBuilder();
    for (int i = 0; i < Math.min(branch.size(), response.getResponsesCount()); i++) {
      RequestOp asked = branch.get(i);
      ResponseOp op = response.getResponses(i);
      if (asked.hasRequestRange() && op.hasResponseRange()) {
        RangeResponse range = ordered(asked.getRequestRange(), op.getResponseRange());
        changed.setResponses(i, op.toBuilder().setResponseRange(range));
      } else if (asked.hasRequestTxn() && op.hasResponseTxn()) {
        TxnResponse txn = ordered(asked.getRequestTxn(), op.getResponseTxn());
        changed.setResponses(i, op.toBuilder().setResponseTxn(txn));
      }
    }
    return changed.build();
  }

  /**
   * Sorting is not stable: inside a group of equal sort keys any order will do, and when the limit
   * cut the last group, any of its members.
   */
  private static RangeResponse ordered(RangeRequest request, RangeResponse response) {
    SortTarget target = request.getSortTarget();
    if (target == SortTarget.KEY
        || target == SortTarget.UNRECOGNIZED
        || request.getSortOrder() == SortOrder.UNRECOGNIZED) {
      return response;
    }
    boolean keysHidden = target == SortTarget.VALUE && request.getKeysOnly();
    Comparator<KeyValue> bySortKey = keysHidden ? (_, _) -> 0 : comparator(target);
    List<KeyValue> kvs = response.getKvsList();
    List<KeyValue> canonical = new ArrayList<>(kvs.size());
    int from = 0;
    while (from < kvs.size()) {
      int to = from + 1;
      while (to < kvs.size() && bySortKey.compare(kvs.get(from), kvs.get(to)) == 0) {
        to++;
      }
      boolean cut = response.getMore() && to == kvs.size();
      if (cut) {
        for (KeyValue kv : kvs.subList(from, to)) {
          canonical.add(keysHidden ? KeyValue.getDefaultInstance() : sortKeyOnly(kv, target));
        }
      } else {
        kvs.subList(from, to).stream().sorted(BY_KEY).forEach(canonical::add);
      }
      from = to;
    }
    return response.toBuilder().clearKvs().addAllKvs(canonical).build();
  }

  private static Comparator<KeyValue> comparator(SortTarget target) {
    return switch (target) {
      case VERSION -> Comparator.comparingLong(KeyValue::getVersion);
      case CREATE -> Comparator.comparingLong(KeyValue::getCreateRevision);
      case MOD -> Comparator.comparingLong(KeyValue::getModRevision);
      case VALUE ->
          Comparator.comparing(KeyValue::getValue, ByteString.unsignedLexicographicalComparator());
      case KEY, UNRECOGNIZED -> BY_KEY;
    };
  }

  private static KeyValue sortKeyOnly(KeyValue kv, SortTarget target) {
    KeyValue.Builder only = KeyValue.newBuilder();
    switch (target) {
      case VERSION -> only.setVersion(kv.getVersion());
      case CREATE -> only.setCreateRevision(kv.getCreateRevision());
      case MOD -> only.setModRevision(kv.getModRevision());
      case VALUE -> only.setValue(kv.getValue());
      case KEY, UNRECOGNIZED -> only.setKey(kv.getKey());
    }
    return only.build();
  }
}
