package io.keelson.bench.micro;

import io.keelson.bench.KeyBuffer;
import io.keelson.bench.RequestBuffer;
import io.keelson.bench.Requests;
import io.keelson.bench.Values;
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

/** What the load generator itself spends on a request; it must stay far below a microsecond. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class RequestEncodingBenchmark {
  private final Values values = new Values(1);
  private final SplittableRandom random = new SplittableRandom(1);
  private final KeyBuffer key = new KeyBuffer("/registry/pods/default/");
  private final RequestBuffer request = new RequestBuffer();

  @Benchmark
  public int put() {
    request.clear();
    values.write(request, Requests.PUT_VALUE, 256, random);
    Requests.putKey(request, key.of(random.nextLong(100_000)));
    return request.length();
  }

  @Benchmark
  public int update() {
    request.clear();
    byte[] one = key.of(random.nextLong(100_000));
    Requests.update(request, one, 123_456_789, values, 1024, random);
    return request.length();
  }
}
