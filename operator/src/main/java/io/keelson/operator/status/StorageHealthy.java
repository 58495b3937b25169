package io.keelson.operator.status;

import io.keelson.operator.plan.ClaimFacts;
import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.Poll;
import io.keelson.operator.plan.Roll;

/** Volumes are there and have the size asked for, and stores have room. */
final class StorageHealthy {
  private static final int PRESSURE_PERCENT = 80;

  private StorageHealthy() {}

  static Verdict of(Report report) {
    for (Roll.Alarm alarm : report.observation().roll().alarms()) {
      if (alarm.type().equals("NOSPACE")) {
        return Verdict.no(
            "NoSpaceAlarm",
            "writes are refused: compact and defragment, or raise options.quotaBackendBytes, then"
                + " disarm the alarm");
      }
    }
    for (MemberFacts member : report.observation().members()) {
      if (Troubles.volumeLost(member)) {
        return Verdict.no("VolumeLost", member.name() + ": " + Troubles.of(member));
      }
    }
    for (MemberFacts member : report.observation().members()) {
      if (member.claim().isPresent() && tooSmall(member.claim().get(), report)) {
        return Verdict.no(
            "ResizePending",
            "%s asks for more space; the storage class has to allow expansion"
                .formatted(member.claim().get().name()));
      }
      if (member.poll().isPresent() && used(member.poll().get()) >= PRESSURE_PERCENT) {
        return Verdict.no(
            "QuotaPressure",
            "%s uses %d %% of its quota: raise options.quotaBackendBytes, or compact"
                .formatted(member.name(), used(member.poll().get())));
      }
    }
    return Verdict.yes("Enough", "all volumes are there");
  }

  private static boolean tooSmall(ClaimFacts claim, Report report) {
    return claim.bytes() < report.observation().goal().claimBytes();
  }

  static int used(Poll poll) {
    return poll.quotaBytes() <= 0 ? 0 : (int) (poll.dbBytes() * 100 / poll.quotaBytes());
  }
}
