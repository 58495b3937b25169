package io.keelson.bench;

import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes of a Kubernetes control plane: 90 % guarded updates, 5 % creates, 5 % guarded deletes,
 * objects of 1 to 10 KiB. Until the wanted number of objects is there, only creates.
 *
 * <p>One update in fifty carries an outdated revision, as of a client with an old copy, and gets
 * the object back instead.
 */
final class KubernetesWorkload implements Workload {
  private static final int VALUE_BYTES_MIN = 1 << 10;
  private static final int VALUE_BYTES_MAX = 10 << 10;
  private static final int CREATE_PERCENT = 5;
  private static final int DELETE_PERCENT = 5;
  private static final int OUTDATED_ONE_IN = 50;

  private final String prefix;
  private final int objects;
  private final Values values;

  KubernetesWorkload(String prefix, int objects, Values values) {
    this.prefix = prefix;
    this.objects = objects;
    this.values = values;
  }

  @Override
  public List<Source> sources(LaneShare share) {
    Population population = new Population(share, objects / share.lanes());
    List<Source> sources = new ArrayList<>();
    for (int position = 0; position < share.positions(); position++) {
      sources.add(new Writer(population));
    }
    return sources;
  }

  /** The objects of one lane that no request is about just now. */
  private static final class Population {
    final SplittableRandom random;
    final int wanted;
    private final int step;
    private final long[] numbers;
    private final long[] revisions;
    private int size;
    private long upcoming;
    private boolean complete;

    Population(LaneShare share, int wanted) {
      this.random = new SplittableRandom(71L + share.lane());
      this.wanted = wanted;
      this.step = share.lanes();
      this.upcoming = share.lane();
      this.numbers = new long[2 * wanted + share.positions()];
      this.revisions = new long[numbers.length];
    }

    long create() {
      long number = upcoming;
      upcoming += step;
      return number;
    }

    void put(long number, long revision) {
      numbers[size] = number;
      revisions[size] = revision;
      size++;
    }

    /** True once the wanted number was reached, and then for ever. */
    boolean isComplete() {
      complete |= size >= wanted;
      return complete && size > 0;
    }

    boolean isFull() {
      return size >= 2 * wanted;
    }

    int pick() {
      return random.nextInt(size);
    }

    long number(int at) {
      return numbers[at];
    }

    long revision(int at) {
      return revisions[at];
    }

    void remove(int at) {
      size--;
      numbers[at] = numbers[size];
      revisions[at] = revisions[size];
    }
  }

  private enum Verb {
    CREATE,
    UPDATE,
    DELETE
  }

  private final class Writer implements Source {
    private final Population population;
    private final KeyBuffer key = new KeyBuffer(prefix);
    private Verb verb = Verb.CREATE;
    private long number;
    private long revision;
    private boolean isOutdated;

    Writer(Population population) {
      this.population = population;
    }

    @Override
    public MethodDescriptor<RequestBuffer, byte[]> next(RequestBuffer request) {
      SplittableRandom random = population.random;
      verb = draw(random);
      if (verb == Verb.CREATE) {
        number = population.create();
        Requests.create(request, key.of(number), values, size(random), random);
        return EtcdMethods.TXN;
      }
      int at = population.pick();
      number = population.number(at);
      revision = population.revision(at);
      population.remove(at);
      if (verb == Verb.DELETE) {
        Requests.delete(request, key.of(number), revision);
        return EtcdMethods.TXN;
      }
      isOutdated = random.nextInt(OUTDATED_ONE_IN) == 0;
      long expected = isOutdated ? revision - 1 : revision;
      Requests.update(request, key.of(number), expected, values, size(random), random);
      return EtcdMethods.TXN;
    }

    @Override
    public void completed(byte[] response) {
      boolean succeeded = false;
      long current = 0;
      long found = 0;
      ResponseCursor cursor = new ResponseCursor(response);
      while (cursor.next()) {
        switch (cursor.field()) {
          case 1 -> current = ResponseCursor.numberIn(cursor.nested(), 3);
          case 2 -> succeeded = cursor.number() != 0;
          case 3 -> found = modRevisionRead(cursor.nested());
          default -> {}
        }
      }
      boolean expected = verb != Verb.UPDATE || !isOutdated;
      if (succeeded != expected || (!succeeded && found != revision)) {
        throw new IllegalStateException(
            "%s of %d at %d: succeeded %b, found %d"
                .formatted(verb, number, revision, succeeded, found));
      }
      if (verb != Verb.DELETE) {
        population.put(number, succeeded ? current : found);
      }
    }

    private Verb draw(SplittableRandom random) {
      if (!population.isComplete()) {
        return Verb.CREATE;
      }
      int percent = random.nextInt(100);
      if (percent < CREATE_PERCENT && !population.isFull()) {
        return Verb.CREATE;
      }
      return percent < CREATE_PERCENT + DELETE_PERCENT ? Verb.DELETE : Verb.UPDATE;
    }

    private static int size(SplittableRandom random) {
      return random.nextInt(VALUE_BYTES_MIN, VALUE_BYTES_MAX + 1);
    }

    /** ResponseOp → RangeResponse → KeyValue → mod_revision; 0 when the operation was another. */
    private static long modRevisionRead(ResponseCursor operation) {
      if (!operation.next() || operation.field() != 1) {
        return 0;
      }
      ResponseCursor range = operation.nested();
      while (range.next()) {
        if (range.field() == 2) {
          return ResponseCursor.numberIn(range.nested(), 3);
        }
      }
      return 0;
    }
  }
}
