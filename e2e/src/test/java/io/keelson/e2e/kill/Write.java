package io.keelson.e2e.kill;

import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * One write of one key, as its writer saw it.
 *
 * @param value empty for a delete
 * @param revision what the server acknowledged, 0 when the outcome is unknown
 */
record Write(ByteString key, Optional<ByteString> value, long revision) {
  boolean isAcknowledged() {
    return revision != 0;
  }
}
