package io.keelson.node.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Many producers, one consumer: nothing is lost, the order of each producer holds. */
class MailboxTest {
  private static final int PRODUCERS = 3;
  private static final int ITEMS = 100_000;

  @Test
  void refusesWhenFullAndTakesPostsAnyway() {
    Mailbox<Integer> mailbox = new Mailbox<>(2, new Wakeup());
    assertThat(mailbox.offer(1)).isTrue();
    assertThat(mailbox.offer(2)).isTrue();
    assertThat(mailbox.offer(3)).isFalse();
    mailbox.post(4);
    assertThat(mailbox.drain(10)).containsExactly(1, 2, 4);
    assertThat(mailbox.size()).isZero();
  }

  @Test
  void drainsAtMostWhatIsAskedFor() {
    Mailbox<Integer> mailbox = new Mailbox<>(10, new Wakeup());
    mailbox.post(1);
    mailbox.post(2);
    mailbox.post(3);
    assertThat(mailbox.drain(2)).containsExactly(1, 2);
    assertThat(mailbox.size()).isEqualTo(1);
  }

  @Test
  void concurrentProducersLoseNothing() throws InterruptedException {
    Mailbox<long[]> mailbox = new Mailbox<>(Integer.MAX_VALUE, new Wakeup());
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicBoolean isNegative = new AtomicBoolean();
    Thread[] producers = new Thread[PRODUCERS];
    for (int p = 0; p < PRODUCERS; p++) {
      int producer = p;
      producers[p] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < ITEMS; i++) {
                      mailbox.post(new long[] {producer, i});
                    }
                  });
      producers[p].setUncaughtExceptionHandler((thread, cause) -> failure.set(cause));
    }
    long[] next = new long[PRODUCERS];
    int received = 0;
    while (received < PRODUCERS * ITEMS && failure.get() == null) {
      List<long[]> items = mailbox.drain(64);
      if (mailbox.size() < 0) {
        isNegative.set(true);
      }
      for (long[] item : items) {
        assertThat(item[1]).isEqualTo(next[(int) item[0]]++);
      }
      received += items.size();
    }
    for (Thread producer : producers) {
      producer.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(isNegative).isFalse();
    assertThat(mailbox.size()).isZero();
  }
}
