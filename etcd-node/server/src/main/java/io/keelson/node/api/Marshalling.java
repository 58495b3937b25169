package io.keelson.node.api;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.keelson.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Methods whose messages gRPC passes through as bytes. */
final class Marshalling {
  static final Marshaller<Bytes> REQUEST =
      new Marshaller<>() {
        @Override
        public InputStream stream(Bytes value) {
          return EncodedMessage.of(value.array(), value.offset(), value.length());
        }

        @Override
        public Bytes parse(InputStream stream) {
          try {
            if (stream instanceof KnownLength) {
              byte[] array = new byte[stream.available()];
              int read = stream.readNBytes(array, 0, array.length);
              return Bytes.wrap(array, 0, read);
            }
            return Bytes.wrap(stream.readAllBytes());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private static final Marshaller<EncodedMessage> RESPONSE =
      new Marshaller<>() {
        @Override
        public InputStream stream(EncodedMessage value) {
          return value;
        }

        @Override
        public EncodedMessage parse(InputStream stream) {
          throw new UnsupportedOperationException("a server does not read responses");
        }
      };

  private Marshalling() {}

  static MethodDescriptor<Bytes, EncodedMessage> method(
      String service, String name, MethodType type) {
    return MethodDescriptor.<Bytes, EncodedMessage>newBuilder()
        .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
        .setType(type)
        .setRequestMarshaller(REQUEST)
        .setResponseMarshaller(RESPONSE)
        .setSampledToLocalTracing(false)
        .build();
  }
}
