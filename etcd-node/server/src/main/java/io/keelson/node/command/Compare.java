package io.keelson.node.command;

import io.keelson.bytes.Bytes;

/**
 * One comparison of a transaction.
 *
 * @param result number of the relation: 0 equal, 1 greater, 2 less, 3 not equal; any other holds
 * @param target number of what is compared: 0 version, 1 create, 2 mod, 3 value, 4 lease
 * @param key first or only key
 * @param rangeEnd end of the range, empty for one key
 * @param operandField field number of the operand that is set, 0 for none; an operand of another
 *     kind than the target counts as zero or empty
 * @param number operand for all targets but the value
 * @param value operand for the value
 */
public record Compare(
    int result, int target, Bytes key, Bytes rangeEnd, int operandField, long number, Bytes value) {
  /** Relations. */
  public static final int EQUAL = 0;

  /** Greater. */
  public static final int GREATER = 1;

  /** Less. */
  public static final int LESS = 2;

  /** Not equal. */
  public static final int NOT_EQUAL = 3;

  /** What is compared. */
  public static final int VERSION = 0;

  /** Create revision. */
  public static final int CREATE = 1;

  /** Modification revision. */
  public static final int MOD = 2;

  /** Value. */
  public static final int VALUE = 3;

  /** Lease id. */
  public static final int LEASE = 4;

  private static final int FIRST_OPERAND_FIELD = 4;

  /** The operand if it is of the target's kind, else 0. */
  public long numberOperand() {
    return operandField == FIRST_OPERAND_FIELD + target ? number : 0;
  }

  /** The operand if it is a value, else empty. */
  public Bytes valueOperand() {
    return operandField == FIRST_OPERAND_FIELD + VALUE ? value : Bytes.EMPTY;
  }
}
