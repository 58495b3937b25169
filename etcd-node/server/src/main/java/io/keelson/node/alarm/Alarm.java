package io.keelson.node.alarm;

import static io.keelson.bytes.WireReader.NUM;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.bytes.WireWriter;

/**
 * An alarm that is raised for a member.
 *
 * @param memberId the member, 0 if none is known
 * @param type number of {@code AlarmType}; unknown ones are kept, as upstream does
 */
public record Alarm(long memberId, int type) implements Comparable<Alarm> {
  /** No alarm; in a question it stands for all of them. */
  public static final int NONE = 0;

  /** The member's store has reached its quota. */
  public static final int NO_SPACE = 1;

  /** The member's data differ from the others'. */
  public static final int CORRUPT = 2;

  private static final int BYTES_MAX = 16;

  /** The type's name, or its number if it has none. */
  public String typeName() {
    return switch (type) {
      case NONE -> "NONE";
      case NO_SPACE -> "NOSPACE";
      case CORRUPT -> "CORRUPT";
      default -> Integer.toString(type);
    };
  }

  /** What Status says of it. */
  public String text() {
    String member = memberId == 0 ? "" : "memberID:" + Long.toUnsignedString(memberId);
    String alarm = type == NONE ? "" : "alarm:" + typeName();
    return member.isEmpty() || alarm.isEmpty() ? member + alarm : member + " " + alarm;
  }

  /** By type, then by member. */
  @Override
  public int compareTo(Alarm other) {
    int byType = Integer.compare(type, other.type);
    return byType != 0 ? byType : Long.compareUnsigned(memberId, other.memberId);
  }

  /** The message {@code AlarmMember}, which is the row's key. */
  byte[] encode() {
    WireWriter out = new WireWriter(BYTES_MAX);
    out.varintField(1, memberId);
    out.varintField(2, type);
    return out.toArray();
  }

  static Alarm decode(byte[] key) {
    WireReader in = new WireReader(Bytes.wrap(key));
    long memberId = 0;
    int type = NONE;
    try {
      while (in.nextField()) {
        switch (in.tag()) {
          case (1 << 3) | NUM -> memberId = in.number();
          case (2 << 3) | NUM -> type = in.enumNumber();
          default -> in.skip();
        }
      }
    } catch (WireException e) {
      throw new IllegalStateException("a row of the alarm table is damaged", e);
    }
    return new Alarm(memberId, type);
  }
}
