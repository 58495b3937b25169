package io.keelson.node.lease;

import static io.keelson.bytes.WireReader.NUM;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.bytes.WireWriter;
import io.keelson.node.engine.EngineException;
import java.nio.ByteBuffer;

/** A row of {@code LEASE}: id, big-endian → {@code leasepb.Lease}, byte for byte as upstream's. */
final class LeaseRow {
  private LeaseRow() {}

  static byte[] key(long id) {
    return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
  }

  static byte[] encode(Lease lease) {
    WireWriter out = new WireWriter(32);
    out.varintField(1, lease.id());
    out.varintField(2, lease.grantedTtlSeconds());
    out.varintField(3, lease.remainingTtlSeconds());
    return out.toArray();
  }

  /** Reads a row; a time below the minimum is raised to it, as at the grant. */
  static Lease decode(byte[] row, long minTtlSeconds) {
    WireReader in = new WireReader(Bytes.wrap(row));
    long id = 0;
    long ttlSeconds = 0;
    long remainingTtlSeconds = 0;
    try {
      while (in.nextField()) {
        switch (in.tag()) {
          case (1 << 3) | NUM -> id = in.number();
          case (2 << 3) | NUM -> ttlSeconds = in.number();
          case (3 << 3) | NUM -> remainingTtlSeconds = in.number();
          default -> in.skip();
        }
      }
    } catch (WireException e) {
      throw new EngineException("a stored lease is damaged", e);
    }
    return new Lease(id, Math.max(ttlSeconds, minTtlSeconds), remainingTtlSeconds);
  }
}
