package io.keelson.node.mvcc;

import static io.keelson.bytes.WireReader.LEN;
import static io.keelson.bytes.WireReader.NUM;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.bytes.WireWriter;
import io.keelson.node.engine.EngineException;

/**
 * Reads the fields of an encoded {@code mvccpb.KeyValue}. Keeps slices of what it is given.
 *
 * @param key key
 * @param createRevision revision at which the key came to life
 * @param modRevision revision of this version
 * @param version counts from 1 since the key came to life
 * @param value value
 * @param lease attached lease, 0 for none
 */
public record KeyValueView(
    Bytes key, long createRevision, long modRevision, long version, Bytes value, long lease) {
  private static final KeyValueView ABSENT = new KeyValueView(Bytes.EMPTY, 0, 0, 0, Bytes.EMPTY, 0);

  /** What an absent key is compared as. */
  static KeyValueView absent() {
    return ABSENT;
  }

  /**
   * Decodes.
   *
   * @throws EngineException if the bytes, which come from the store, are damaged
   */
  public static KeyValueView decode(Bytes encoded) {
    WireReader in = new WireReader(encoded);
    Bytes key = Bytes.EMPTY;
    Bytes value = Bytes.EMPTY;
    long create = 0;
    long mod = 0;
    long version = 0;
    long lease = 0;
    try {
      while (in.nextField()) {
        switch (in.tag()) {
          case (1 << 3) | LEN -> key = in.bytes();
          case (2 << 3) | NUM -> create = in.number();
          case (3 << 3) | NUM -> mod = in.number();
          case (4 << 3) | NUM -> version = in.number();
          case (5 << 3) | LEN -> value = in.bytes();
          case (6 << 3) | NUM -> lease = in.number();
          default -> throw new WireException("unknown field " + in.field());
        }
      }
    } catch (WireException e) {
      throw new EngineException("a stored key-value is damaged", e);
    }
    return new KeyValueView(key, create, mod, version, value, lease);
  }

  /** The canonical encoding: fields in order, zeros omitted. HashKV depends on it. */
  static void encode(WireWriter out, Bytes key, KeyVersion version, Bytes value) {
    out.bytesField(1, key);
    out.varintField(2, version.createRevision());
    out.varintField(3, version.revision().main());
    out.varintField(4, version.version());
    out.bytesField(5, value);
    out.varintField(6, version.lease());
  }

  /** This version as it was stored. */
  Bytes encode() {
    WireWriter out = new WireWriter(key.length() + value.length() + 60);
    out.bytesField(1, key);
    out.varintField(2, createRevision);
    out.varintField(3, modRevision);
    out.varintField(4, version);
    out.bytesField(5, value);
    out.varintField(6, lease);
    return out.toBytes();
  }

  /** This version without value and lease, as a keys-only range returns it. */
  Bytes encodeKeyOnly() {
    WireWriter out = new WireWriter(key.length() + 40);
    out.bytesField(1, key);
    out.varintField(2, createRevision);
    out.varintField(3, modRevision);
    out.varintField(4, version);
    return out.toBytes();
  }

  /** This version without value, as a keys-only range sorted by value returns it. */
  Bytes encodeWithoutValue() {
    WireWriter out = new WireWriter(key.length() + 50);
    out.bytesField(1, key);
    out.varintField(2, createRevision);
    out.varintField(3, modRevision);
    out.varintField(4, version);
    out.varintField(6, lease);
    return out.toBytes();
  }
}
