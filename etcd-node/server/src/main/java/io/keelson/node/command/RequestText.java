package io.keelson.node.command;

import io.keelson.bytes.Bytes;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.EmptyOp;
import io.keelson.node.command.Command.Op;
import io.keelson.node.command.Command.Put;
import io.keelson.node.command.Command.RangeOp;
import io.keelson.node.command.Command.Txn;
import java.util.List;
import java.util.Locale;

/**
 * Requests as the log shows them: like upstream's texts, with the size of a value in place of the
 * value, which may be a secret; and bounded.
 */
public final class RequestText {
  private static final int LENGTH_MAX = 4096;
  private static final int KEY_BYTES_MAX = 512;

  private final StringBuilder out = new StringBuilder();

  private RequestText() {}

  /** A request of the log. */
  public static String of(long requestId, Command command) {
    RequestText text = new RequestText();
    text.out.append("header:<ID:").append(Long.toUnsignedString(requestId)).append("> ");
    switch (command) {
      case Op op -> text.op("", op);
      case Command.Compact compact ->
          text.out.append("compaction:<revision:").append(compact.revision()).append('>');
      case Command.LeaseGrant grant ->
          text.out.append(
              String.format(
                  Locale.ROOT,
                  "lease_grant:<ttl:%d-second id:%016x>",
                  grant.ttlSeconds(),
                  grant.id()));
      case Command.LeaseRevoke revoke ->
          text.out.append(String.format(Locale.ROOT, "lease_revoke:<id:%016x>", revoke.id()));
      case Command.AlarmChange change ->
          text.out
              .append("alarm:<action:")
              .append(change.action())
              .append(" memberID:")
              .append(Long.toUnsignedString(change.memberId()))
              .append(" alarm:")
              .append(change.type())
              .append('>');
      default -> text.out.append(command);
    }
    return text.done();
  }

  /** A read of one range. */
  public static String of(RangeRequest range) {
    RequestText text = new RequestText();
    text.range(range);
    return text.done();
  }

  /** A transaction of reads. */
  public static String of(Txn txn) {
    RequestText text = new RequestText();
    text.txn(txn);
    return text.done();
  }

  private String done() {
    return out.length() <= LENGTH_MAX ? out.toString() : out.substring(0, LENGTH_MAX) + "…";
  }

  private void op(String prefix, Op op) {
    if (out.length() > LENGTH_MAX) {
      return;
    }
    switch (op) {
      case Put put -> {
        out.append(prefix).append("put:<");
        bytes("key", put.key());
        out.append(" value_size:").append(put.value().length());
        number(" lease", put.lease());
        out.append('>');
      }
      case DeleteRange delete -> {
        out.append(prefix).append("delete_range:<");
        bytes("key", delete.key());
        end(delete.rangeEnd());
        out.append('>');
      }
      case RangeOp range -> {
        out.append(prefix).append("range:<");
        range(range.range());
        out.append('>');
      }
      case Txn nested -> {
        out.append(prefix).append("txn:<");
        txn(nested);
        out.append('>');
      }
      case EmptyOp ignored -> {}
    }
  }

  private void txn(Txn txn) {
    out.append("compare:<");
    for (Compare compare : txn.compares()) {
      if (out.length() > LENGTH_MAX) {
        return;
      }
      out.append("target:").append(compare.target()).append(' ');
      bytes("key", compare.key());
      out.append(' ');
    }
    ops("> success:<", txn.success());
    ops("> failure:<", txn.failure());
    out.append('>');
  }

  private void ops(String start, List<Op> ops) {
    out.append(start);
    for (int i = 0; i < ops.size(); i++) {
      op(i == 0 ? "request_" : " request_", ops.get(i));
    }
  }

  private void range(RangeRequest range) {
    bytes("key", range.key());
    end(range.rangeEnd());
    number(" limit", range.limit());
    number(" revision", range.revision());
    if (range.isSerializable()) {
      out.append(" serializable:true");
    }
    if (range.isKeysOnly()) {
      out.append(" keys_only:true");
    }
    if (range.isCountOnly()) {
      out.append(" count_only:true");
    }
  }

  private void end(Bytes rangeEnd) {
    if (!rangeEnd.isEmpty()) {
      out.append(' ');
      bytes("range_end", rangeEnd);
    }
  }

  private void number(String name, long value) {
    if (value != 0) {
      out.append(name).append(':').append(value);
    }
  }

  private void bytes(String name, Bytes value) {
    out.append(name).append(":\"");
    for (int i = 0; i < Math.min(value.length(), KEY_BYTES_MAX); i++) {
      int octet = value.at(i) & 0xff;
      if (octet == '"' || octet == '\\') {
        out.append('\\').append((char) octet);
      } else if (octet >= ' ' && octet < 0x7f) {
        out.append((char) octet);
      } else {
        out.append("\\x").append(Character.forDigit(octet >> 4, 16));
        out.append(Character.forDigit(octet & 0xf, 16));
      }
    }
    out.append(value.length() > KEY_BYTES_MAX ? "…\"" : "\"");
  }
}
