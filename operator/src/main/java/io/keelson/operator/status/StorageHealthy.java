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
            "%s asks for %s and has %s; the storage class has to allow expansion"
                .formatted(
                    member.claim().get().name(),
                    Texts.bytes(report.observation().goal().claimBytes()),
                    Texts.bytes(size(member.claim().get()))));
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
    return size(claim) < report.observation().goal().claimBytes();
  }

  /** What there is; before there is a volume, what is asked for. */
  private static long size(ClaimFacts claim) {
    return claim.capacityBytes() > 0 ? claim.capacityBytes() : claim.bytes();
  }

  static int used(Poll poll) {
    return poll.quotaBytes() <= 0 ? 0 : (int) (poll.dbBytes() * 100 / poll.quotaBytes());
  }
}
