package io.keelson.e2e.diff;

import com.google.protobuf.Message;
import io.grpc.Status;
import io.keelson.proto.etcdserverpb.RangeResponse;
import org.jspecify.annotations.Nullable;

/** What a server answered. */
sealed interface Outcome {
  record Answer(Message message) implements Outcome {}

  /**
   * All chunks of a stream merged into one.
   *
   * @param misplaced what a chunk before the last one carried besides keys and values
   */
  record Streamed(RangeResponse merged, String misplaced) implements Outcome {}

  record Refusal(Status.Code code, String text) implements Outcome {
    static Refusal of(Status status) {
      @Nullable String description = status.getDescription();
      return new Refusal(status.getCode(), description == null ? "" : description);
    }
  }
}
