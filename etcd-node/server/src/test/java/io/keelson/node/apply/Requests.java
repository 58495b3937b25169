package io.keelson.node.apply;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireWriter;
import io.keelson.node.command.Command;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.LeaseCheckpoint;
import io.keelson.node.command.Command.LeaseGrant;
import io.keelson.node.command.Command.LeaseRevoke;
import io.keelson.node.command.Command.Op;
import io.keelson.node.command.Command.Put;
import io.keelson.node.command.Command.Txn;
import io.keelson.node.command.CommandCodec;

/** Commands as entries of the log. */
final class Requests {
  private Requests() {}

  static Bytes encode(Command command) {
    return switch (command) {
      case Put put -> CommandCodec.encodePut(1, message(put));
      case DeleteRange delete -> CommandCodec.encodeDeleteRange(1, message(delete));
      case Txn txn -> CommandCodec.encodeTxn(1, message(txn));
      case LeaseGrant grant -> CommandCodec.encodeLeaseGrant(1, grant);
      case LeaseRevoke revoke -> CommandCodec.encodeLeaseRevoke(1, revoke);
      case LeaseCheckpoint checkpoint -> CommandCodec.encodeLeaseCheckpoint(1, checkpoint);
      default -> throw new IllegalArgumentException(command.toString());
    };
  }

  private static Bytes message(Op op) {
    WireWriter out = new WireWriter(64);
    switch (op) {
      case Put put -> {
        out.bytesField(1, put.key());
        out.bytesField(2, put.value());
        out.varintField(3, put.lease());
        out.boolField(6, put.isLeaseIgnored());
      }
      case DeleteRange delete -> {
        out.bytesField(1, delete.key());
        out.bytesField(2, delete.rangeEnd());
      }
      case Txn txn -> txn.success().forEach(inner -> out.requiredBytesField(2, wrapped(inner)));
      default -> throw new IllegalArgumentException(op.toString());
    }
    return out.toBytes();
  }

  private static Bytes wrapped(Op op) {
    WireWriter out = new WireWriter(64);
    int field = op instanceof Put ? 2 : op instanceof DeleteRange ? 3 : 4;
    out.requiredBytesField(field, message(op));
    return out.toBytes();
  }
}
