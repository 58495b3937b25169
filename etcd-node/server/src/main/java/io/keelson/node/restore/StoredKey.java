package io.keelson.node.restore;

import static io.keelson.bytes.WireReader.LEN;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader;
import io.keelson.bytes.WireReader.WireException;

/** The user key in an encoded {@code mvccpb.KeyValue}. */
final class StoredKey {
  private StoredKey() {}

  /** A slice of what is given; empty if the key-value has no key. */
  static Bytes of(Bytes keyValue) throws RestoreException {
    WireReader in = new WireReader(keyValue);
    Bytes key = Bytes.EMPTY;
    try {
      while (in.nextField()) {
        if (in.tag() == ((1 << 3) | LEN)) {
          key = in.bytes();
        } else {
          in.skip();
        }
      }
    } catch (WireException e) {
      throw new RestoreException("cannot unmarshal value: " + e.getMessage(), e);
    }
    return key;
  }
}
