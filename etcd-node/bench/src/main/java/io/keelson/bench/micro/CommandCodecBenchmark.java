package io.keelson.bench.micro;

import io.keelson.bench.KeyBuffer;
import io.keelson.bench.RequestBuffer;
import io.keelson.bench.Requests;
import io.keelson.bench.Values;
import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.command.Command;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.command.RequestCodec;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the node spends on reading a request and on wrapping it into a log entry and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class CommandCodecBenchmark {
  private static final long REQUEST_ID = 0x1234_5678_9abc_def0L;

  private final Bytes put = putRequest();
  private final Bytes txn = updateRequest();
  private final Bytes putEntry = CommandCodec.encodePut(REQUEST_ID, put);
  private final Bytes txnEntry = CommandCodec.encodeTxn(REQUEST_ID, txn);

  static Bytes putRequest() {
    RequestBuffer request = new RequestBuffer();
    new Values(1).write(request, Requests.PUT_VALUE, 256, new SplittableRandom(1));
    Requests.putKey(request, new KeyBuffer("/registry/pods/default/").of(42));
    return Bytes.wrap(request.toByteArray());
  }

  private static Bytes updateRequest() {
    RequestBuffer request = new RequestBuffer();
    byte[] key = new KeyBuffer("/registry/pods/default/").of(42);
    Requests.update(request, key, 123_456_789, new Values(1), 1024, new SplittableRandom(1));
    return Bytes.wrap(request.toByteArray());
  }

  @Benchmark
  public Command readPut() throws WireException {
    return RequestCodec.put(put);
  }

  @Benchmark
  public Command readTxn() throws WireException {
    return RequestCodec.txn(txn);
  }

  @Benchmark
  public Bytes wrapPut() {
    return CommandCodec.encodePut(REQUEST_ID, put);
  }

  @Benchmark
  public CommandCodec.Decoded readPutEntry() throws WireException {
    return CommandCodec.decode(putEntry);
  }

  @Benchmark
  public CommandCodec.Decoded readTxnEntry() throws WireException {
    return CommandCodec.decode(txnEntry);
  }
}
