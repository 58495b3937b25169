package io.keelson.node.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The members that found a cluster.
 *
 * @param members sorted peer URLs by name
 */
public record InitialCluster(SortedMap<String, List<EtcdUrl>> members) {
  public InitialCluster {
    SortedMap<String, List<EtcdUrl>> sorted = new TreeMap<>();
    members.forEach((name, urls) -> sorted.put(name, EtcdUrl.sorted(urls)));
    members = Collections.unmodifiableSortedMap(sorted);
  }

  /** Reads {@code name=url,name=url}; a name may occur several times. */
  public static InitialCluster parse(String text) throws BadValueException {
    SortedMap<String, List<String>> given = new TreeMap<>();
    for (String pair : text.split(",", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String url = equals < 0 ? "" : pair.substring(equals + 1);
      given.computeIfAbsent(name, n -> new ArrayList<>()).add(url);
    }
    SortedMap<String, List<EtcdUrl>> members = new TreeMap<>();
    for (Map.Entry<String, List<String>> entry : given.entrySet()) {
      members.put(entry.getKey(), EtcdUrl.parseAll(entry.getValue()));
    }
    return new InitialCluster(members);
  }

  /** A cluster of one member. */
  static InitialCluster of(String name, List<EtcdUrl> urls) {
    return new InitialCluster(new TreeMap<>(Map.of(name, urls)));
  }

  /** What a member named {@code name} with these URLs would write as its initial cluster. */
  static String textOf(String name, List<EtcdUrl> urls) {
    String shown = name.isEmpty() ? "default" : name;
    return urls.stream().map(u -> shown + "=" + u.text()).collect(Collectors.joining(","));
  }

  boolean hasDuplicateUrl() {
    Set<String> seen = new HashSet<>();
    return members.values().stream().flatMap(List::stream).anyMatch(url -> !seen.add(url.text()));
  }

  /** Ids of all members by name. */
  public SortedMap<String, Long> memberIds(String token) {
    SortedMap<String, Long> ids = new TreeMap<>();
    members.forEach((name, urls) -> ids.put(name, MemberIds.initial(EtcdUrl.texts(urls), token)));
    return Collections.unmodifiableSortedMap(ids);
  }

  /** The id of the cluster these members found. */
  public long clusterId(String token) {
    return MemberIds.cluster(memberIds(token).values());
  }

  /** All pairs, sorted. */
  @Override
  public String toString() {
    return members.entrySet().stream()
        .flatMap(e -> e.getValue().stream().map(u -> e.getKey() + "=" + u.text()))
        .sorted()
        .collect(Collectors.joining(","));
  }
}
