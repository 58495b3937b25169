package io.keelson.node.ctl;

import com.google.protobuf.Message;
import io.keelson.proto.etcdserverpb.WatchResponse;
import java.io.PrintStream;

/** {@code protobuf}: the bytes of the answer. */
final class ProtobufOutput extends Output {
  ProtobufOutput(PrintStream out) {
    super("protobuf", out);
  }

  @Override
  void message(Message answer) {
    out.writeBytes(answer.toByteArray());
  }

  @Override
  void watch(WatchResponse answer, boolean isCompacted) {
    message(answer.toBuilder().clearWatchId().clearFragment().clearCancelReason().build());
  }
}
