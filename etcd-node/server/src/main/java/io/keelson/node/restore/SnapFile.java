package io.keelson.node.restore;

import static io.keelson.bytes.WireReader.LEN;
import static io.keelson.bytes.WireReader.NUM;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.bytes.WireWriter;
import io.keelson.node.members.MembershipJson;
import io.keelson.raft.ConfState;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Upstream's {@code <term>-<index>.snap}: a checksum, and a Raft snapshot whose data is the
 * membership.
 *
 * @param index last entry that the snapshot contains
 * @param term its term
 * @param confState configuration of voters only at that entry; empty when read, where nobody asks
 *     for it: the log says the same
 * @param data the membership as {@link MembershipJson}
 */
record SnapFile(long index, long term, ConfState confState, Bytes data) {
  /** Name in the folder {@code snap}. */
  String fileName() {
    return "%016x-%016x.snap".formatted(term, index);
  }

  Bytes encode() {
    WireWriter conf = new WireWriter(64);
    confState.voters().forEach(id -> conf.requiredVarintField(1, id));
    conf.requiredVarintField(5, 0);
    WireWriter metadata = new WireWriter(96);
    metadata.requiredBytesField(1, conf.toBytes());
    metadata.requiredVarintField(2, index);
    metadata.requiredVarintField(3, term);
    WireWriter snapshot = new WireWriter(data.length() + 128);
    snapshot.requiredBytesField(1, data);
    snapshot.requiredBytesField(2, metadata.toBytes());
    Bytes body = snapshot.toBytes();
    WireWriter out = new WireWriter(body.length() + 32);
    out.requiredVarintField(1, crc(body));
    out.requiredBytesField(2, body);
    return out.toBytes();
  }

  private static long crc(Bytes body) {
    CRC32C crc = new CRC32C();
    crc.update(body.array(), body.offset(), body.length());
    return crc.getValue();
  }

  /**
   * Reads it.
   *
   * @throws RestoreException if it is damaged
   */
  static SnapFile decode(Bytes encoded) throws RestoreException {
    try {
      WireReader in = new WireReader(encoded);
      long crc = -1;
      @Nullable Bytes body = null;
      while (in.nextField()) {
        switch (in.tag()) {
          case (1 << 3) | NUM -> crc = in.number();
          case (2 << 3) | LEN -> body = in.bytes();
          default -> in.skip();
        }
      }
      if (body == null || crc != crc(body)) {
        throw new RestoreException("the .snap file is damaged: its checksum is wrong");
      }
      return decodeBody(body);
    } catch (WireException e) {
      throw new RestoreException("the .snap file is damaged: " + e.getMessage(), e);
    }
  }

  private static SnapFile decodeBody(Bytes body) throws WireException {
    WireReader in = new WireReader(body);
    Bytes data = Bytes.EMPTY;
    long index = 0;
    long term = 0;
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | LEN -> data = in.bytes();
        case (2 << 3) | LEN -> {
          WireReader metadata = new WireReader(in.bytes());
          while (metadata.nextField()) {
            switch (metadata.tag()) {
              case (2 << 3) | NUM -> index = metadata.number();
              case (3 << 3) | NUM -> term = metadata.number();
              default -> metadata.skip();
            }
          }
        }
        default -> in.skip();
      }
    }
    return new SnapFile(index, term, ConfState.EMPTY, data);
  }
}
