package io.keelson.bench;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** etcd's methods with requests as prepared bytes and responses as received bytes. */
final class EtcdMethods {
  static final MethodDescriptor<RequestBuffer, byte[]> RANGE =
      method("etcdserverpb.KV/Range", MethodType.UNARY);
  static final MethodDescriptor<RequestBuffer, byte[]> PUT =
      method("etcdserverpb.KV/Put", MethodType.UNARY);
  static final MethodDescriptor<RequestBuffer, byte[]> TXN =
      method("etcdserverpb.KV/Txn", MethodType.UNARY);
  static final MethodDescriptor<RequestBuffer, byte[]> RANGE_STREAM =
      method("etcdserverpb.KV/RangeStream", MethodType.SERVER_STREAMING);
  static final MethodDescriptor<RequestBuffer, byte[]> COMPACT =
      method("etcdserverpb.KV/Compact", MethodType.UNARY);
  static final MethodDescriptor<RequestBuffer, byte[]> WATCH =
      method("etcdserverpb.Watch/Watch", MethodType.BIDI_STREAMING);
  static final MethodDescriptor<RequestBuffer, byte[]> LEASE_GRANT =
      method("etcdserverpb.Lease/LeaseGrant", MethodType.UNARY);
  static final MethodDescriptor<RequestBuffer, byte[]> LEASE_REVOKE =
      method("etcdserverpb.Lease/LeaseRevoke", MethodType.UNARY);
  static final MethodDescriptor<RequestBuffer, byte[]> LEASE_KEEP_ALIVE =
      method("etcdserverpb.Lease/LeaseKeepAlive", MethodType.BIDI_STREAMING);
  static final MethodDescriptor<RequestBuffer, byte[]> LEASE_LEASES =
      method("etcdserverpb.Lease/LeaseLeases", MethodType.UNARY);
  static final MethodDescriptor<RequestBuffer, byte[]> SNAPSHOT =
      method("etcdserverpb.Maintenance/Snapshot", MethodType.SERVER_STREAMING);
  static final MethodDescriptor<RequestBuffer, byte[]> STATUS =
      method("etcdserverpb.Maintenance/Status", MethodType.UNARY);
  static final MethodDescriptor<RequestBuffer, byte[]> HASH_KV =
      method("etcdserverpb.Maintenance/HashKV", MethodType.UNARY);

  private EtcdMethods() {}

  private static MethodDescriptor<RequestBuffer, byte[]> method(String name, MethodType type) {
    return MethodDescriptor.<RequestBuffer, byte[]>newBuilder()
        .setType(type)
        .setFullMethodName(name)
        .setRequestMarshaller(new RequestMarshaller())
        .setResponseMarshaller(new ResponseMarshaller())
        .build();
  }

  private static final class RequestMarshaller
      implements MethodDescriptor.Marshaller<RequestBuffer> {
    @Override
    public InputStream stream(RequestBuffer request) {
      return request.stream();
    }

    @Override
    public RequestBuffer parse(InputStream stream) {
      throw new IllegalStateException("requests are only sent");
    }
  }

  private static final class ResponseMarshaller implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] response) {
      throw new IllegalStateException("responses are only received");
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        byte[] response = new byte[stream.available()];
        int length = stream.readNBytes(response, 0, response.length);
        if (length != response.length || stream.read() >= 0) {
          throw new IllegalStateException("response of unknown length");
        }
        return response;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
