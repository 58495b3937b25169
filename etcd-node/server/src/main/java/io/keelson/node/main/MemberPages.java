package io.keelson.node.main;

import io.keelson.node.link.PeerCalls;
import io.keelson.node.link.PeerCalls.Answered;
import io.keelson.node.link.PeerCalls.Failed;
import io.keelson.node.link.PeerCalls.Request;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads pages that members keep for each other. Any thread. */
final class MemberPages {
  private final PeerCalls calls;
  private final Logger log;

  MemberPages(PeerCalls calls, Logger log) {
    this.calls = calls;
    this.log = log;
  }

  /**
   * A page.
   *
   * @param path with the leading slash
   * @param timeout for each URL
   * @param warning what the log says of a URL that does not answer, empty for nothing
   * @param parse what an answer means, null if nothing; may throw {@link IllegalArgumentException}
   */
  record Page<T>(
      String path, Duration timeout, String warning, Function<Answered, @Nullable T> parse) {}

  /** Asks one URL after another; tells the first answer that means something, or null. */
  <T> void read(List<String> urls, Page<T> page, Consumer<@Nullable T> done) {
    read(urls, 0, page, done);
  }

  private <T> void read(List<String> urls, int next, Page<T> page, Consumer<@Nullable T> done) {
    if (next == urls.size()) {
      done.accept(null);
      return;
    }
    String url = urls.get(next);
    calls.call(
        url,
        Request.get(page.path(), page.timeout()),
        outcome -> {
          @Nullable T found =
              switch (outcome) {
                case Answered answered -> parsed(url, page, answered);
                case Failed failed -> missing(url, page, failed.error());
              };
          if (found == null) {
            read(urls, next + 1, page, done);
          } else {
            done.accept(found);
          }
        });
  }

  private <T> @Nullable T parsed(String url, Page<T> page, Answered answered) {
    try {
      @Nullable T parsed = page.parse().apply(answered);
      return parsed == null ? missing(url, page, "status " + answered.status()) : parsed;
    } catch (IllegalArgumentException e) {
      return missing(url, page, String.valueOf(e.getMessage()));
    }
  }

  private <T> @Nullable T missing(String url, Page<T> page, String error) {
    if (!page.warning().isEmpty()) {
      log.warn(page.warning(), Field.of("address", url + page.path()), Field.error(error));
    }
    return null;
  }

  /** The same, waiting for the answer. */
  <T> @Nullable T readNow(List<String> urls, Page<T> page) {
    CompletableFuture<@Nullable T> answer = new CompletableFuture<>();
    read(urls, page, answer::complete);
    return answer.join();
  }
}
