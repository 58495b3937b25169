package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.Op;
import io.keelson.node.command.Command.Put;
import io.keelson.node.command.Command.RangeOp;
import io.keelson.node.command.Command.Txn;
import io.keelson.node.command.Compare;
import io.keelson.node.command.RangeRequest;
import io.keelson.node.command.RangeRequest.RevisionFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws requests on few keys, so that they meet. */
final class RandomCommands {
  private static final List<String> KEYS =
      List.of(
          "a",
          "a\0",
          "a/1",
          "a/2",
          "b",
          "b0",
          "c",
          "cc",
          "d",
          "e\u00ff",
          "f",
          "zz",
          // Too long for the cache of versions.
          "l".repeat(300));

  private final RandomGenerator random;

  RandomCommands(RandomGenerator random) {
    this.random = random;
  }

  private Bytes key() {
    return Bytes.utf8(KEYS.get(random.nextInt(KEYS.size())));
  }

  private Bytes rangeEnd() {
    return switch (random.nextInt(4)) {
      case 0 -> Bytes.of(0);
      case 1 -> key();
      case 2 -> key().successor();
      default -> Bytes.EMPTY;
    };
  }

  private boolean isRare() {
    return random.nextInt(8) == 0;
  }

  Put put() {
    boolean isValueIgnored = isRare();
    boolean isLeaseIgnored = isRare();
    byte[] value = new byte[random.nextInt(20) == 0 ? 5000 : random.nextInt(6)];
    random.nextBytes(value);
    return new Put(
        key(),
        isValueIgnored ? Bytes.EMPTY : Bytes.wrap(value),
        isLeaseIgnored ? 0 : Math.max(0, random.nextInt(8) - 3),
        random.nextInt(3) == 0,
        isValueIgnored,
        isLeaseIgnored);
  }

  DeleteRange delete() {
    return new DeleteRange(key(), isRare() ? rangeEnd() : Bytes.EMPTY, random.nextBoolean());
  }

  DeleteRange deleteMany() {
    return new DeleteRange(key(), rangeEnd(), random.nextBoolean());
  }

  Txn txn(long revision, int depth) {
    return new Txn(compares(revision), ops(revision, depth, false), ops(revision, depth, false));
  }

  Txn readOnlyTxn(long revision) {
    return new Txn(compares(revision), ops(revision, 1, true), ops(revision, 1, true));
  }

  private List<Compare> compares(long revision) {
    List<Compare> compares = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      int target = random.nextInt(5);
      long number = random.nextInt(2) == 0 ? random.nextInt(4) : random.nextLong(revision + 2);
      byte[] value = new byte[random.nextInt(2)];
      random.nextBytes(value);
      boolean isValue = target == Compare.VALUE;
      compares.add(
          new Compare(
              random.nextInt(4),
              target,
              key(),
              rangeEnd(),
              4 + target,
              isValue ? 0 : number,
              isValue ? Bytes.wrap(value) : Bytes.EMPTY));
    }
    return compares;
  }

  private List<Op> ops(long revision, int depth, boolean isReadOnly) {
    List<Op> ops = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      int kind = isReadOnly ? random.nextInt(2) : random.nextInt(8);
      ops.add(
          switch (kind) {
            case 0 -> new RangeOp(range(revision));
            case 1 ->
                depth == 0
                    ? new RangeOp(range(revision))
                    : new Txn(
                        compares(revision),
                        ops(revision, depth - 1, isReadOnly),
                        ops(revision, depth - 1, isReadOnly));
            case 2, 3 -> delete();
            default -> put();
          });
    }
    return ops;
  }

  RangeRequest range(long revision) {
    boolean isPast = random.nextBoolean();
    RevisionFilter filter =
        isRare()
            ? new RevisionFilter(bound(revision), bound(revision), bound(revision), bound(revision))
            : RevisionFilter.NONE;
    return new RangeRequest(
        key(),
        rangeEnd(),
        random.nextBoolean() ? 0 : random.nextInt(5),
        isPast ? Math.max(0, revision + 1 - random.nextInt(20)) : 0,
        random.nextInt(3),
        random.nextInt(5),
        random.nextBoolean(),
        random.nextInt(4) == 0,
        random.nextInt(6) == 0,
        filter);
  }

  private long bound(long revision) {
    return random.nextBoolean() ? 0 : random.nextLong(revision + 1);
  }
}
