package io.keelson.backup.work;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import io.keelson.backup.source.MemberCalls;
import io.keelson.backup.source.MemberState;
import io.keelson.backup.source.PageScan;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.proto.etcdserverpb.Member;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a snapshot that was just taken, gathered from its pages and from the member that
 * sent it.
 */
final class Facts {
  private final MemberCalls member;
  private final MemberState before;
  private final MemberState after;
  private final PageScan.@Nullable Found found;
  private final long revision;
  private final Logger log;

  private Facts(
      MemberCalls member,
      MemberState before,
      MemberState after,
      PageScan.@Nullable Found found,
      long revision,
      Logger log) {
    this.member = member;
    this.before = before;
    this.after = after;
    this.found = found;
    this.revision = revision;
    this.log = log;
  }

  /**
   * Puts together what the member said before and after with what the pages say.
   *
   * @throws BackupException if they contradict each other
   */
  static Facts of(
      MemberCalls member,
      MemberState before,
      MemberState after,
      Optional<PageScan.Found> pages,
      Logger log)
      throws BackupException {
    if (before.clusterId() != after.clusterId() || before.memberId() != after.memberId()) {
      throw new BackupException(
          Reason.SNAPSHOT_DAMAGED,
          "another member answers at %s than when the snapshot began: name addresses of single members"
              .formatted(before.endpoint()));
    }
    long revision = pages.map(PageScan.Found::revision).orElse(before.revision());
    boolean isUnclear = pages.isEmpty() && before.revision() != after.revision();
    if (isUnclear || revision < before.revision() || revision > after.revision()) {
      throw new BackupException(
          Reason.SNAPSHOT_DAMAGED,
          "the snapshot's revision %s is not between those of the member before and after it (%d, %d): try again"
              .formatted(
                  isUnclear ? "cannot be read and" : Long.toString(revision),
                  before.revision(),
                  after.revision()));
    }
    return new Facts(member, before, after, pages.orElse(null), revision, log);
  }

  /** As the result and the manifest tell them. Asks the member for what the pages do not tell. */
  JsonObject json() throws BackupException {
    JsonObject json = new JsonObject();
    json.addProperty("revision", revision);
    json.addProperty("revisionBefore", before.revision());
    json.addProperty("revisionAfter", after.revision());
    json.addProperty("raftTerm", before.raftTerm());
    json.addProperty("raftIndex", before.raftIndex());
    json.addProperty("consistentIndex", found == null ? 0 : found.marks().consistentIndex());
    addHash(json);
    json.addProperty("clusterID", Long.toHexString(before.clusterId()));
    json.addProperty("serverVersion", before.version());
    json.addProperty(
        "storageVersion", found == null ? before.storageVersion() : found.marks().storageVersion());
    addCounts(json);
    json.addProperty("authEnabled", found != null && found.isAuthEnabled());
    addMembers(json);
    return json;
  }

  private void addHash(JsonObject json) {
    try {
      MemberCalls.Hash hash = member.hash(revision);
      JsonObject object = new JsonObject();
      object.addProperty("hash", hash.hash());
      object.addProperty("revision", hash.revision());
      object.addProperty("compactRevision", hash.compactRevision());
      json.add("hashKV", object);
    } catch (BackupException e) {
      // It may be compacted meanwhile; then keys are compared by number.
      log.warn("no hash of the keys", Field.error(e));
    }
  }

  private void addCounts(JsonObject json) {
    try {
      json.addProperty("keys", member.countKeys(revision).orElse(-1));
    } catch (BackupException e) {
      log.warn("keys not counted", Field.error(e));
      json.addProperty("keys", -1);
    }
    try {
      json.addProperty("leases", member.countLeases());
    } catch (BackupException e) {
      log.warn("leases not counted", Field.error(e));
      json.addProperty("leases", -1);
    }
  }

  private void addMembers(JsonObject json) {
    JsonArray names = new JsonArray();
    String own = "";
    try {
      List<Member> members = member.members();
      for (Member each : members) {
        names.add(each.getName());
        own = each.getID() == before.memberId() ? each.getName() : own;
      }
    } catch (BackupException e) {
      log.warn("members not listed", Field.error(e));
    }
    json.addProperty("member", own.isEmpty() ? Long.toHexString(before.memberId()) : own);
    json.add("members", names);
  }
}
