package io.keelson.node.gateway;

import io.keelson.node.edge.HttpExchange;
import io.keelson.node.edge.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * {@code /metrics}: any method, always the Prometheus text format, gzip for those who take it.
 * Written by an executor, since the text is long.
 */
final class MetricsEndpoint implements HttpHandler {
  private static final int CHARS_EXPECTED = 1 << 17;
  private static final Set<String> ESCAPINGS =
      Set.of("allow-utf-8", "underscores", "dots", "values");

  private final Consumer<Appendable> exposition;
  private final Executor executor;

  MetricsEndpoint(Consumer<Appendable> exposition, Executor executor) {
    this.exposition = exposition;
    this.executor = executor;
  }

  @Override
  public void handle(HttpExchange exchange) {
    try {
      executor.execute(() -> write(exchange));
    } catch (RejectedExecutionException shutDown) {
      Replies.error(exchange, 503, "shutting down");
    }
  }

  private void write(HttpExchange exchange) {
    exchange.setHeader(
        "Content-Type",
        "text/plain; version=0.0.4; charset=utf-8; escaping="
            + escaping(exchange.headerList("Accept")));
    if (exchange.method().equals("HEAD")) {
      exchange.reply(200, "");
      return;
    }
    try {
      var text = new StringBuilder(CHARS_EXPECTED);
      exposition.accept(text);
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      if (takesGzip(exchange.headerList("Accept-Encoding"))) {
        exchange.setHeader("Content-Encoding", "gzip");
        bytes = gzip(bytes);
      }
      exchange.reply(200, bytes);
    } catch (IOException | RuntimeException defect) {
      Replies.error(
          exchange, 500, "An error has occurred while serving metrics:\n\n" + defect.getMessage());
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream(bytes.length / 4);
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static boolean takesGzip(String header) {
    return Wanted.all(header).anyMatch(one -> one.name().equals("gzip") && one.quality() > 0);
  }

  /** The last escaping asked for up to the first mention of plain text. */
  private static String escaping(String accept) {
    String chosen = "underscores";
    for (Wanted one : Wanted.all(accept).sorted(Wanted.BY_QUALITY).toList()) {
      String asked = one.parameter("escaping");
      if (ESCAPINGS.contains(asked)) {
        chosen = asked;
      }
      String version = one.parameter("version");
      if (one.name().equals("text/plain") && (version.isEmpty() || version.equals("0.0.4"))) {
        return chosen;
      }
    }
    return chosen;
  }

  /** One element of an Accept header. */
  private record Wanted(String name, List<String> parameters) {
    static final Comparator<Wanted> BY_QUALITY =
        Comparator.comparingDouble(Wanted::quality).reversed();

    static Stream<Wanted> all(String header) {
      return Stream.of(header.split(",", -1))
          .map(element -> List.of(element.split(";", -1)))
          .map(
              parts ->
                  new Wanted(
                      parts.getFirst().strip(),
                      parts.stream().skip(1).map(String::strip).toList()));
    }

    String parameter(String wanted) {
      return parameters.stream()
          .filter(one -> one.startsWith(wanted + "="))
          .map(one -> one.substring(wanted.length() + 1).replace("\"", ""))
          .findFirst()
          .orElse("");
    }

    double quality() {
      String q = parameter("q");
      try {
        return q.isEmpty() ? 1 : Double.parseDouble(q);
      } catch (NumberFormatException malformed) {
        return 0;
      }
    }
  }
}
