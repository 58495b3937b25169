package io.keelson.operator.backup;

import static io.keelson.operator.api.BackupConditionType.SNAPSHOT_TAKEN;
import static io.keelson.operator.api.BackupConditionType.UPLOADED;
import static io.keelson.operator.api.BackupConditionType.VERIFIED;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.operator.api.BackupCopyStatus;
import io.keelson.operator.api.BackupLocation;
import io.keelson.operator.api.HashKvStatus;
import io.keelson.operator.api.VerificationStatus;
import io.keelson.operator.api.VerifyLevel;
import io.keelson.operator.api.VerifyResult;
import io.keelson.operator.resource.BackupNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Brings what the program found out into the status. */
final class Results {
  private static final int COPIES_MAX = 3;
  private static final int MEMBERS_MAX = 16;
  private static final String[] UNITS = {"", "Ki", "Mi", "Gi", "Ti"};

  /**
   * These say that the backup is not what was taken; all others, that it could not be looked at.
   */
  private static final Set<String> PROOFS =
      Set.of(
          "Damaged", "BackupMissing", "DataMissing", "KeyMismatch", "HashMismatch", "ProbeFailed");

  private Results() {}

  /** The snapshot is stored. */
  static void saved(Course course, WorkerResult.Done done) {
    Long size = done.number("size");
    JsonNode hash = done.content().path("hashKV");
    course
        .status
        .location(
            new BackupLocation(
                done.text("uri"), done.text("manifestUri"), BackupNames.key(course.backup)))
        .size(size)
        .sizeText(size == null ? null : bytes(size))
        .compressedSize(done.number("storedSize"))
        .sha256(done.text("sha256"))
        .revision(done.text("revision"))
        .raftTerm(done.text("raftTerm"))
        .raftIndex(done.text("raftIndex"))
        .consistentIndex(done.text("consistentIndex"))
        .hashKV(
            hash.isObject()
                ? new HashKvStatus(
                    hash.path("hash").asText(null),
                    hash.path("revision").asText(null),
                    hash.path("compactRevision").asText(null))
                : null)
        .clusterID(done.text("clusterID"))
        .serverVersion(done.text("serverVersion"))
        .storageVersion(done.text("storageVersion"))
        .keys(done.number("keys"))
        .leases(done.number("leases"))
        .authEnabled(done.content().path("authEnabled").asBoolean(false))
        .member(done.text("member"))
        .members(names(done.content().path("members")))
        .snapshotTime(done.text("snapshotTime"));
    course.conditions.yes(
        SNAPSHOT_TAKEN,
        "Taken",
        "revision %s from %s".formatted(done.text("revision"), from(done)));
    List<BackupCopyStatus> copies = copies(done.content().path("copies"));
    course.status.copies(copies);
    Optional<BackupCopyStatus> lost = copies.stream().filter(copy -> !copy.ok()).findFirst();
    if (lost.isPresent()) {
      course.conditions.yes(
          UPLOADED,
          "CopyFailed",
          "stored, but the copy to %s failed: %s"
              .formatted(lost.get().uri(), lost.get().message()));
    } else {
      course.conditions.yes(UPLOADED, "Stored", "");
    }
  }

  private static String from(WorkerResult.Done done) {
    String member = done.text("member");
    return member == null ? "a member" : member;
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.forEach(name -> names.add(name.asText()));
    return names.size() > MEMBERS_MAX ? names.subList(0, MEMBERS_MAX) : names;
  }

  private static List<BackupCopyStatus> copies(JsonNode list) {
    List<BackupCopyStatus> copies = new ArrayList<>();
    for (JsonNode copy : list) {
      if (copies.size() < COPIES_MAX) {
        copies.add(
            new BackupCopyStatus(
                copy.path("uri").asText(null),
                copy.path("ok").asBoolean(false),
                copy.path("message").asText(null)));
      }
    }
    return copies;
  }

  /** The backup is as it was taken. */
  static void verified(Course course, VerifyLevel level, WorkerResult.Done done) {
    JsonNode seconds = done.content().path("restoreSeconds");
    course.status.verification(
        new VerificationStatus(
            level,
            VerifyResult.PASSED,
            answerTime(course),
            seconds.isNumber() ? (Double) seconds.asDouble() : null,
            null,
            done.text("message")));
    course.conditions.yes(
        VERIFIED,
        "Passed",
        level == VerifyLevel.RESTORE
            ? "restored, served and compared"
            : "the stored bytes are those that were written");
  }

  /** It is not, or could not be looked at. */
  static void notVerified(Course course, VerifyLevel level, WorkerResult.NotDone why) {
    course.status.verification(
        new VerificationStatus(
            level,
            VerifyResult.FAILED,
            answerTime(course),
            null,
            why.reason(),
            Conditions.cut(why.message())));
    if (PROOFS.contains(why.reason())) {
      course.conditions.no(VERIFIED, why.reason(), why.message());
    } else {
      course.conditions.unknown(VERIFIED, why.reason(), why.message());
    }
  }

  /** Later than what was asked, whatever the clock of who asked. */
  private static String answerTime(Course course) {
    Instant after =
        VerifyRequest.of(course.backup)
            .map(request -> request.time().plusSeconds(1))
            .filter(time -> time.isAfter(course.now))
            .orElse(course.now);
    return after.toString();
  }

  /** A size with the largest unit that leaves at least two digits, such as {@code 24Mi}. */
  private static String bytes(long bytes) {
    int unit = 0;
    long value = bytes;
    while (value >= 10_240 && unit < UNITS.length - 1) {
      value /= 1_024;
      unit++;
    }
    return value + UNITS[unit];
  }
}
