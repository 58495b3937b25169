package io.keelson.e2e.clients;

import static io.keelson.e2e.clients.JetcdSteps.bytes;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Watches with jetcd. */
final class JetcdWatches {
  private static final ByteSequence ZERO = ByteSequence.from(new byte[1]);

  private final Client client;
  private final KV kv;
  private final JetcdSteps steps;

  JetcdWatches(Client client, JetcdSteps steps) {
    this.client = client;
    this.kv = client.getKVClient();
    this.steps = steps;
  }

  /** What one watcher heard, event by event. */
  private static final class Ear implements Watch.Listener {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Override
    public void onNext(WatchResponse response) {
      if (response.isCreatedNotify()) {
        heard.add("created");
      } else if (response.isProgressNotify()) {
        heard.add("progress " + response.getHeader().getRevision());
      }
      for (WatchEvent event : response.getEvents()) {
        heard.add(
            "%s %s, before: %s"
                .formatted(
                    event.getEventType(),
                    JetcdSteps.text(event.getKeyValue()),
                    JetcdSteps.text(event.getPrevKV())));
      }
    }

    @Override
    public void onError(Throwable thrown) {
      heard.add("error: " + JetcdSteps.error(thrown));
    }

    @Override
    public void onCompleted() {
      heard.add("completed");
    }

    String next() {
      try {
        String item = heard.poll(JetcdSteps.LIMIT_SECONDS, TimeUnit.SECONDS);
        return item == null ? "nothing came in time" : item;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    List<String> next(int count) {
      List<String> items = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        items.add(next());
      }
      return items;
    }
  }

  void run() {
    long first = kv.put(bytes("w"), bytes("0")).join().getHeader().getRevision() + 1;
    Map<String, Ear> live = new LinkedHashMap<>();
    options(0).forEach((name, option) -> live.put(name, open(name, option)));
    changes();
    live.forEach((name, ear) -> steps.print("live " + name, ear.next(count(name))));
    options(first)
        .forEach(
            (name, option) -> steps.print("past " + name, open(name, option).next(count(name))));
    refusals(first);
    progress();
  }

  private Ear open(String name, WatchOption option) {
    Ear ear = new Ear();
    client.getWatchClient().watch(bytes(name.startsWith("single") ? "w/a" : "w/"), option, ear);
    steps.print("open " + name, ear.next());
    return ear;
  }

  private static Map<String, WatchOption> options(long revision) {
    Map<String, WatchOption> options = new LinkedHashMap<>();
    options.put("single", at(revision).build());
    options.put("single with previous", at(revision).withPrevKV(true).build());
    options.put("prefix", at(revision).isPrefix(true).withPrevKV(true).build());
    options.put("from key", at(revision).withRange(ZERO).build());
    options.put("no puts", at(revision).isPrefix(true).withNoPut(true).build());
    options.put("no deletes", at(revision).isPrefix(true).withNoDelete(true).build());
    return options;
  }

  private static WatchOption.Builder at(long revision) {
    return WatchOption.builder().withRevision(revision).withCreateNotify(true);
  }

  private static int count(String name) {
    return switch (name) {
      case "single", "single with previous", "no deletes" -> 3;
      case "no puts" -> 2;
      default -> 5;
    };
  }

  private void changes() {
    kv.put(bytes("w/a"), bytes("1")).join();
    kv.put(bytes("w/a"), bytes("2")).join();
    kv.put(bytes("w/b"), bytes("1")).join();
    kv.delete(bytes("w/"), DeleteOption.builder().isPrefix(true).build()).join();
  }

  private void refusals(long first) {
    long now = kv.put(bytes("w/a"), bytes("3")).join().getHeader().getRevision();
    kv.compact(now).join();
    Ear compacted = open("compacted", at(first).build());
    steps.print("compacted", compacted.next());
    Ear future = open("single in the future", at(now + 2).build());
    kv.put(bytes("w/a"), bytes("4")).join();
    kv.put(bytes("w/a"), bytes("5")).join();
    steps.print("future", future.next());
    Ear closed = new Ear();
    Watch.Watcher watcher = client.getWatchClient().watch(bytes("w/a"), at(0).build(), closed);
    steps.print("open to close", closed.next());
    watcher.close();
    steps.print("closed", closed.next());
  }

  private void progress() {
    Ear ear = open("notified", at(0).withProgressNotify(true).build());
    steps.print("notified", ear.next());
    kv.put(bytes("elsewhere"), bytes("1")).join();
    client.getWatchClient().requestProgress();
    steps.print("requested", ear.next().startsWith("progress"));
  }
}
