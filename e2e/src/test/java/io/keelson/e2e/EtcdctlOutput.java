package io.keelson.e2e;

import io.keelson.e2e.process.EtcdProcess;
import io.keelson.proto.etcdserverpb.ResponseHeader;
import io.keelson.proto.etcdserverpb.StatusRequest;

/** What etcdctl prints, without what each server has for itself. */
final class EtcdctlOutput {
  private EtcdctlOutput() {}

  /** Ids, ports, times, sizes and raft numbers are each server's own. */
  static String normalised(String text, EtcdProcess server) {
    ResponseHeader header =
        server.client().maintenance().status(StatusRequest.getDefaultInstance()).getHeader();
    String known =
        text.replace(Long.toUnsignedString(header.getMemberId()), "MEMBER")
            .replace(Long.toHexString(header.getMemberId()), "MEMBER")
            .replace(Long.toUnsignedString(header.getClusterId()), "CLUSTER")
            .replace(Long.toHexString(header.getClusterId()), "CLUSTER")
            .replace(":" + server.clientPort(), ":CLIENT")
            .replace(":" + server.peerPort(), ":PEER");
    return withoutNumbers(known);
  }

  /** Without the lines in which a program tells what it does. */
  static String withoutLog(String text) {
    return text.replaceAll("(?m)^\\{\"level\":.*\\n?", "");
  }

  /** The same for whatever needs no knowledge of the server. */
  static String withoutNumbers(String text) {
    return text.replaceAll("\\b(\\d+(\\.\\d+)?(ns|µs|ms|s|m|h))+\\b", "TIME")
        .replaceAll("\\d+(\\.\\d+)? ?[kMG]i?B\\b", "SIZE")
        .replaceAll("LocalAddr: '127.0.0.1:\\d+'", "LocalAddr: OWN")
        .replaceAll("\\b\\d+%", "PERCENT")
        .replaceAll("\"ts\":\"[^\"]*\"", "\"ts\":TIME")
        .replaceAll("\"caller\":\"[^\"]*\"", "\"caller\":PLACE")
        .replaceAll("0x[0-9a-f]{6,}", "ADDRESS")
        .replaceAll(
            "(\"(dbSize|dbSizeInUse|raftIndex|raftAppliedIndex|raftTerm|raft_term)\":)\\d+", "$1N")
        .replaceAll("(\"(DBSize|DBSizeInUse|RaftIndex|RaftAppliedIndex|RaftTerm)\" : )\\d+", "$1N")
        .replaceAll("((true|false), (true|false), )\\d+, \\d+, \\d+", "$1N, N, N")
        .replaceAll(
            "([|│] +(true|false) [|│] +(true|false) ([|│])) +\\d+ [|│] +\\d+ [|│] +\\d+ [|│]",
            "$1 N $4 N $4 N $4")
        .replaceAll("-{2,}", "-")
        .replaceAll("─{2,}", "─")
        .replaceAll(" {2,}", " ");
  }
}
