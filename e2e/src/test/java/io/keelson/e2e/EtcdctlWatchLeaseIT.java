package io.keelson.e2e;

import io.keelson.e2e.process.Reference;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code watch} and {@code lease} of etcdctl print the same against upstream and our node; with
 * {@code -Dsubject=3.7} upstream against itself.
 */
@BesideOthers
final class EtcdctlWatchLeaseIT {
  private static final String UPSTREAM = "3.7";

  /** The formats differ little between versions, so the older ones are tried with two. */
  private static List<String> formats(String version) {
    return version.equals(UPSTREAM)
        ? List.of("simple", "json", "fields")
        : List.of("simple", "json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "3.6", "3.7"})
  void watches(String version) {
    Reference tool = Requires.reference(version);
    EtcdctlScript script = new EtcdctlScript();
    writes(script);
    for (String format : formats(version)) {
      past(script, "--write-out=" + format);
    }
    refusals(script);
    for (String format : formats(version)) {
      live(script, format);
    }
    script.compare(tool, Requires.upstream(UPSTREAM), Requires.subject());
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "3.6", "3.7"})
  void leases(String version) {
    Reference tool = Requires.reference(version);
    EtcdctlScript script = new EtcdctlScript();
    for (String format : formats(version)) {
      leases(script, "--write-out=" + format);
    }
    script.run("lease", "grant", "1");
    script.run("lease", "grant", "-5");
    script.run("lease", "grant", "0");
    script.run("lease", "grant", "9000000001");
    script.run("lease", "grant", "x");
    script.run("lease", "revoke", "zz");
    script.run("lease", "timetolive", "zz");
    script.run("lease", "keep-alive", "--once", "12345");
    script.run("lease", "keep-alive", "12345");
    script.compare(tool, Requires.upstream(UPSTREAM), Requires.subject());
  }

  private static void writes(EtcdctlScript script) {
    script.run("put", "w/1", "a");
    script.run("put", "w/1", "b");
    script.run("put", "w/2", "c");
    script.withInput("\nput w/1 d\ndel w/2\nput w/3 e\n\n\n", "txn");
    script.run("del", "w/", "--prefix");
    script.run("put", "w/1", "last");
    script.run("put", "w/9", "end");
  }

  private static void past(EtcdctlScript script, String format) {
    String last = format.endsWith("json") ? "bGFzdA==" : "last";
    String end = format.endsWith("json") ? "ZW5k" : "end";
    script.watch(last, "w/1", "--rev=1", format);
    script.watch(last, "w/1", "--rev=1", "--prev-kv", format);
    script.watch(end, "w/", "--prefix", "--rev=1", "--prev-kv", format);
    script.watch(end, "w/", "--prefix", "--rev=4", format);
    script.watch(last, "w/1", "w/3", "--rev=2", "--prev-kv", format);
    script.watch(end, "", "--prefix", "--rev=2", format);
    script.watch("progress notify", "w/9", "--rev=8", "--progress-notify", format);
  }

  private static void refusals(EtcdctlScript script) {
    String echo = "echo $ETCD_WATCH_EVENT_TYPE $ETCD_WATCH_KEY $ETCD_WATCH_VALUE";
    script.watch("\"last\"", "w/1", "--rev=2", "--", "sh", "-c", echo);
    script.watch("canceled", "w/9", "w/1", "--rev=2");
    script.watch("canceled", "w/1", "--rev=-3");
    script.watch("Error", "w/1", "w/2", "--prefix");
    script.watch("Error");
    script.run("compaction", "6");
    script.watch("canceled", "w/", "--prefix", "--rev=3");
    script.watch("canceled", "w/", "--prefix", "--rev=3", "--write-out=json");
    script.watch("last", "w/", "--prefix", "--rev=6", "--prev-kv");
  }

  private static void live(EtcdctlScript script, String format) {
    String end = format.equals("json") ? "ZW5k" : "end";
    List<String> changes = List.of("put l/1 a", "put l/1 b", "del l/1", "put l/2 end", "del l/2");
    String option = "--write-out=" + format;
    script.live(end, "watch l/ --prefix", changes, option);
    script.live(end, "watch l/ --prefix --prev-kv", changes, option);
    script.live(end, "watch l/2 l/3", changes, option);
    script.live("nonsense", "watch l/2\nnonsense", changes, option);
  }

  private static void leases(EtcdctlScript script, String format) {
    script.run("lease", "grant", "60", format);
    script.run("lease", "grant", "90");
    script.run("lease", "timetolive", "{lease}", format);
    script.run("lease", "timetolive", "{lease}", "--keys", format);
    script.run("put", "k/1", "v", "--lease={lease}", format);
    script.run("lease", "timetolive", "{lease}", "--keys", format);
    script.run("put", "k/2", "v", "--lease={lease}", format); // upstream lists keys in any order
    script.run("get", "k/", "--prefix", format);
    script.run("put", "k/2", "w", "--ignore-lease", "--prev-kv", format);
    script.run("lease", "list", format);
    script.run("lease", "keep-alive", "--once", "{lease}", format);
    script.run("lease", "revoke", "{lease}", format);
    script.run("lease", "revoke", "{lease}", format);
    script.run("lease", "timetolive", "{lease}", "--keys", format);
    script.run("get", "k/", "--prefix", format);
    script.run("put", "k/1", "v", "--lease={lease}", format);
  }
}
