package io.keelson.node.config;

import java.time.Duration;

/** This member: its directories, its listeners, its part in consensus. */
final class MemberFlags {
  static final String DEFAULT_NAME = "default";
  static final String DEFAULT_PEER_URL = "http://localhost:2380";
  static final String DEFAULT_CLIENT_URL = "http://localhost:2379";
  static final Duration MIN_PEER_TIMEOUT = Duration.ofSeconds(5);

  static final FlagGroup GROUP = new FlagGroup("Member");

  static final Flag<String> NAME =
      GROUP.text("name", DEFAULT_NAME, "Name of this member, as it stands in --initial-cluster.");
  static final Flag<String> DATA_DIR =
      GROUP.text("data-dir", "", "${name}.etcd", "Directory that holds all data of this member.");
  static final Flag<String> WAL_DIR =
      GROUP.text("wal-dir", "", "Separate directory for the write-ahead log.");
  static final Flag<Long> SNAPSHOT_COUNT =
      GROUP.number(
          "snapshot-count", FlagKind.UINT64, 10_000, "Applied entries after which to snapshot.");
  static final Flag<Long> SNAPSHOT_CATCHUP_ENTRIES =
      GROUP.number(
          "snapshot-catchup-entries",
          FlagKind.UINT64,
          5_000,
          "Entries kept after a snapshot for followers that lag.");
  static final Flag<Long> HEARTBEAT_INTERVAL =
      GROUP.number(
          "heartbeat-interval", FlagKind.UINT, 100, "Milliseconds between heartbeats of a leader.");
  static final Flag<Long> ELECTION_TIMEOUT =
      GROUP.number(
          "election-timeout",
          FlagKind.UINT,
          1000,
          "Milliseconds without a leader after which a member campaigns.");
  static final Flag<Boolean> INITIAL_ELECTION_TICK_ADVANCE =
      GROUP.bool(
          "initial-election-tick-advance",
          true,
          "Shorten the first election timeout after a start.");
  static final Flag<Boolean> PRE_VOTE =
      GROUP.bool(
          "pre-vote",
          true,
          "Ask the others before campaigning, so that nobody is disturbed in vain.");
  static final Flag<Duration> RAFT_READ_TIMEOUT =
      GROUP.duration(
          "raft-read-timeout", "", MIN_PEER_TIMEOUT, "Read timeout of connections to members.");
  static final Flag<Duration> RAFT_WRITE_TIMEOUT =
      GROUP.duration(
          "raft-write-timeout", "", MIN_PEER_TIMEOUT, "Write timeout of connections to members.");
  static final Flag<UrlList> LISTEN_PEER_URLS =
      GROUP.urls("listen-peer-urls", FlagKind.URLS, DEFAULT_PEER_URL, "URLs to serve members on.");
  static final Flag<UrlList> LISTEN_CLIENT_URLS =
      GROUP.urls(
          "listen-client-urls",
          FlagKind.URLS,
          DEFAULT_CLIENT_URL,
          "URLs to serve clients on: gRPC, and HTTP unless --listen-client-http-urls is set.");
  static final Flag<UrlList> LISTEN_CLIENT_HTTP_URLS =
      GROUP.urls(
          "listen-client-http-urls",
          FlagKind.URLS,
          "",
          "URLs to serve HTTP clients on; --listen-client-urls then serves gRPC only.");
  static final Flag<Boolean> SOCKET_REUSE_PORT =
      GROUP.bool(
          "socket-reuse-port",
          "socket-options/reuse-port",
          false,
          "Listen with SO_REUSEPORT, which lets several processes share a port.");
  static final Flag<Boolean> SOCKET_REUSE_ADDRESS =
      GROUP.bool(
          "socket-reuse-address",
          "socket-options/reuse-address",
          false,
          "Listen with SO_REUSEADDR, which lets a port in TIME_WAIT be taken again.");
  static final Flag<Long> MAX_SNAPSHOTS =
      GROUP.number(
          "max-snapshots", FlagKind.UINT, 5, "Snapshot files to keep, 0 for all. Deprecated.");
  static final Flag<Long> MAX_WALS =
      GROUP.number("max-wals", FlagKind.UINT, 5, "Log files to keep, 0 for all.");

  private MemberFlags() {}
}
