package io.keelson.node.command;

import static io.keelson.bytes.WireReader.LEN;
import static io.keelson.bytes.WireReader.NUM;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.bytes.WireWriter;
import io.keelson.raft.ConfChange;

/** {@code raftpb.ConfChange} ⇄ {@link ConfChange}. */
public final class ConfChangeCodec {
  private ConfChangeCodec() {}

  /** Encodes; as upstream does, scalars are written also when 0. */
  public static Bytes encode(ConfChange change) {
    WireWriter out = new WireWriter(change.context().length() + 40);
    out.requiredVarintField(1, change.id());
    out.requiredVarintField(2, change.type().number());
    out.requiredVarintField(3, change.nodeId());
    out.bytesField(4, change.context());
    return out.toBytes();
  }

  /**
   * Decodes.
   *
   * @throws WireException if the bytes are not a configuration change
   */
  public static ConfChange decode(Bytes encoded) throws WireException {
    WireReader in = new WireReader(encoded);
    long id = 0;
    long type = 0;
    long nodeId = 0;
    Bytes context = Bytes.EMPTY;
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | NUM -> id = in.number();
        case (2 << 3) | NUM -> type = in.number();
        case (3 << 3) | NUM -> nodeId = in.number();
        case (4 << 3) | LEN -> context = in.bytes();
        default -> in.skip();
      }
    }
    for (ConfChange.Type known : ConfChange.Type.values()) {
      if (known.number() == type) {
        return new ConfChange(id, known, nodeId, context);
      }
    }
    throw new WireException("unknown configuration change type " + type);
  }
}
