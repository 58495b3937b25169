package io.keelson.e2e.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Follows the objects of one kind in a namespace as a controller does: lists, watches from there,
 * resumes where a watch broke, and lists again only when the server says that the past is gone.
 * Ends when it sees an object named {@link #LAST}. Keeps everything that it saw. One thread.
 */
public final class ListWatcher implements Callable<ListWatcher> {
  public static final String LAST = "last";
  private static final int PAGE = 7;
  private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();
  private static final int GONE = 410;

  /** How members end the watches of clients that asked for a leader, also upstream's. */
  private static final String NO_LEADER = "etcdserver: no leader";

  private final ApiHttp http;
  private final Resource resource;
  private final String namespace;
  private final List<Seen> seen = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final SortedMap<String, Long> state = new TreeMap<>();
  private long revision;
  private boolean mustList = true;
  private int resumed = -1;
  private int leaderless;

  /** In the order of arrival. */
  public sealed interface Seen {
    /** The revision of the list or event. */
    long revision();
  }

  /** The whole state at a revision; what happened since the last revision was not seen. */
  public record Listed(long revision) implements Seen {}

  /** One event. */
  public record Changed(String type, String name, long revision) implements Seen {}

  ListWatcher(ApiHttp http, Resource resource, String namespace) {
    this.http = http;
    this.resource = resource;
    this.namespace = namespace;
  }

  @Override
  public ListWatcher call() {
    while (!state.containsKey(LAST)) {
      try {
        if (mustList) {
          list();
        } else {
          watch();
        }
      } catch (IOException e) {
        LockSupport.parkNanos(PAUSE_NANOS); // the server is away
      }
      if (Thread.currentThread().isInterrupted()) {
        problem("still watching at revision " + revision);
        break;
      }
    }
    return this;
  }

  public Resource resource() {
    return resource;
  }

  public String namespace() {
    return namespace;
  }

  public List<Seen> seen() {
    return seen;
  }

  /** Everything that no watcher may ever see. */
  public List<String> problems() {
    return problems;
  }

  /** The last one that it knows of. */
  public long revision() {
    return revision;
  }

  /** Names and their resource versions as this watcher knows them. */
  SortedMap<String, Long> state() {
    return state;
  }

  /** The same without the last and what is made of it, when nobody looks any more. */
  public SortedMap<String, Long> known() {
    SortedMap<String, Long> known = new TreeMap<>(state);
    known.keySet().removeIf(name -> name.startsWith(LAST));
    return known;
  }

  /** What the server has now, to be compared with {@link #known}. */
  public SortedMap<String, Long> listed() throws IOException {
    ApiHttp.Answer answer = http.get(path());
    if (!answer.isSuccess()) {
      throw new IOException("list answers " + answer.status());
    }
    SortedMap<String, Long> listed = new TreeMap<>();
    for (JsonNode item : answer.body().at("/items")) {
      listed.put(item.at("/metadata/name").asText(), versionOf(item));
    }
    listed.keySet().removeIf(name -> name.startsWith(LAST));
    return listed;
  }

  /** How often a watch was opened again. */
  public int resumed() {
    return Math.max(0, resumed);
  }

  /** How often its watch was ended because no member led. */
  int leaderless() {
    return leaderless;
  }

  private String path() {
    return resource.path(namespace);
  }

  private void list() throws IOException {
    SortedMap<String, Long> listed = new TreeMap<>();
    long at;
    String page = path() + "?limit=" + PAGE;
    do {
      ApiHttp.Answer answer = http.get(page);
      if (!answer.isSuccess()) {
        throw new IOException("list answers " + answer.status()); // an expired page: from the start
      }
      for (JsonNode item : answer.body().at("/items")) {
        listed.put(item.at("/metadata/name").asText(), versionOf(item));
      }
      at = answer.resourceVersion();
      String next = answer.body().at("/metadata/continue").asText();
      page = next.isEmpty() ? "" : path() + "?limit=" + PAGE + "&continue=" + next;
    } while (!page.isEmpty());
    if (at < revision) {
      problem("a list at revision %d after revision %d".formatted(at, revision));
    }
    state.clear();
    state.putAll(listed);
    seen.add(new Listed(at));
    revision = at;
    mustList = false;
  }

  private void watch() throws IOException {
    HttpResponse<InputStream> response =
        http.stream(path() + "?watch=1&allowWatchBookmarks=true&resourceVersion=" + revision);
    try (var lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      if (response.statusCode() == GONE) {
        mustList = true;
        return;
      }
      if (response.statusCode() != 200) {
        throw new IOException("watch answers " + response.statusCode());
      }
      resumed++;
      String line = lines.readLine();
      while (line != null && !mustList && !state.containsKey(LAST)) {
        accept(ApiHttp.parse(line));
        line = state.containsKey(LAST) ? null : lines.readLine();
      }
    }
  }

  private void accept(JsonNode event) throws IOException {
    String type = event.at("/type").asText();
    JsonNode object = event.at("/object");
    if (type.equals("ERROR")) {
      if (object.at("/message").asText().contains(NO_LEADER)) {
        leaderless++;
        throw new IOException(NO_LEADER); // resumes
      }
      if (object.at("/code").asInt() != GONE) {
        problem("error event: " + object);
      }
      mustList = true;
      return;
    }
    long version = versionOf(object);
    if (type.equals("BOOKMARK")) {
      if (version < revision) {
        problem("a bookmark at revision %d after revision %d".formatted(version, revision));
      }
      revision = version;
      return;
    }
    String name = object.at("/metadata/name").asText();
    if (version <= revision) {
      problem("%s %s at revision %d after %d".formatted(type, name, version, revision));
    }
    @Nullable Long before = type.equals("DELETED") ? state.remove(name) : state.put(name, version);
    if ((before == null) != type.equals("ADDED")) {
      problem("%s %s at revision %d; known before: %s".formatted(type, name, version, before));
    }
    seen.add(new Changed(type, name, version));
    revision = version;
  }

  private void problem(String text) {
    problems.add(resource + " of " + namespace + ": " + text);
  }

  private static long versionOf(JsonNode object) {
    return object.at("/metadata/resourceVersion").asLong();
  }
}
