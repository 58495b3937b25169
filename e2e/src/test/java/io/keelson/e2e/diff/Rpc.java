package io.keelson.e2e.diff;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.CompactionResponse;
import io.keelson.proto.etcdserverpb.DeleteRangeRequest;
import io.keelson.proto.etcdserverpb.DeleteRangeResponse;
import io.keelson.proto.etcdserverpb.HashKVRequest;
import io.keelson.proto.etcdserverpb.HashKVResponse;
import io.keelson.proto.etcdserverpb.LeaseGrantRequest;
import io.keelson.proto.etcdserverpb.LeaseGrantResponse;
import io.keelson.proto.etcdserverpb.LeaseLeasesRequest;
import io.keelson.proto.etcdserverpb.LeaseLeasesResponse;
import io.keelson.proto.etcdserverpb.LeaseRevokeRequest;
import io.keelson.proto.etcdserverpb.LeaseRevokeResponse;
import io.keelson.proto.etcdserverpb.LeaseTimeToLiveRequest;
import io.keelson.proto.etcdserverpb.LeaseTimeToLiveResponse;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.PutResponse;
import io.keelson.proto.etcdserverpb.RangeRequest;
import io.keelson.proto.etcdserverpb.RangeResponse;
import io.keelson.proto.etcdserverpb.RangeStreamResponse;
import io.keelson.proto.etcdserverpb.TxnRequest;
import io.keelson.proto.etcdserverpb.TxnResponse;

/** The calls that are compared; requests and answers travel as bytes, so they may be malformed. */
enum Rpc {
  RANGE(
      "etcdserverpb.KV/Range",
      RangeRequest.getDefaultInstance(),
      RangeResponse.getDefaultInstance()),
  RANGE_STREAM(
      "etcdserverpb.KV/RangeStream",
      RangeRequest.getDefaultInstance(),
      RangeStreamResponse.getDefaultInstance()),
  PUT("etcdserverpb.KV/Put", PutRequest.getDefaultInstance(), PutResponse.getDefaultInstance()),
  DELETE_RANGE(
      "etcdserverpb.KV/DeleteRange",
      DeleteRangeRequest.getDefaultInstance(),
      DeleteRangeResponse.getDefaultInstance()),
  TXN("etcdserverpb.KV/Txn", TxnRequest.getDefaultInstance(), TxnResponse.getDefaultInstance()),
  COMPACT(
      "etcdserverpb.KV/Compact",
      CompactionRequest.getDefaultInstance(),
      CompactionResponse.getDefaultInstance()),
  HASH_KV(
      "etcdserverpb.Maintenance/HashKV",
      HashKVRequest.getDefaultInstance(),
      HashKVResponse.getDefaultInstance()),
  LEASE_GRANT(
      "etcdserverpb.Lease/LeaseGrant",
      LeaseGrantRequest.getDefaultInstance(),
      LeaseGrantResponse.getDefaultInstance()),
  LEASE_REVOKE(
      "etcdserverpb.Lease/LeaseRevoke",
      LeaseRevokeRequest.getDefaultInstance(),
      LeaseRevokeResponse.getDefaultInstance()),
  LEASE_TIME_TO_LIVE(
      "etcdserverpb.Lease/LeaseTimeToLive",
      LeaseTimeToLiveRequest.getDefaultInstance(),
      LeaseTimeToLiveResponse.getDefaultInstance()),
  LEASE_LEASES(
      "etcdserverpb.Lease/LeaseLeases",
      LeaseLeasesRequest.getDefaultInstance(),
      LeaseLeasesResponse.getDefaultInstance()),
  UNKNOWN_METHOD(
      "etcdserverpb.KV/Nothing",
      RangeRequest.getDefaultInstance(),
      RangeResponse.getDefaultInstance()),
  UNKNOWN_SERVICE(
      "etcdserverpb.Nothing/Range",
      RangeRequest.getDefaultInstance(),
      RangeResponse.getDefaultInstance());

  private final String path;
  private final Message requestType;
  private final Message responseType;

  Rpc(String path, Message requestType, Message responseType) {
    this.path = path;
    this.requestType = requestType;
    this.responseType = responseType;
  }

  String path() {
    return path;
  }

  Message requestType() {
    return requestType;
  }

  Message responseType() {
    return responseType;
  }

  MethodDescriptor<byte[], byte[]> descriptor() {
    return RawMarshaller.method(
        path, this == RANGE_STREAM ? MethodType.SERVER_STREAMING : MethodType.UNARY);
  }
}
