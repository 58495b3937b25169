package io.keelson.operator.backup;

import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.VerifyLevel;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/**
 * What the annotation {@link EtcdBackup#VERIFY_ANNOTATION} asks for.
 *
 * @param time when it was asked; answered by a later verification
 */
record VerifyRequest(Instant time, VerifyLevel level) {
  /** The request; none, where there is none or nobody can read it. */
  static Optional<VerifyRequest> of(EtcdBackup backup) {
    Map<String, String> annotations = backup.getMetadata().getAnnotations();
    String text = annotations == null ? null : annotations.get(EtcdBackup.VERIFY_ANNOTATION);
    if (text == null) {
      return Optional.empty();
    }
    String[] words = text.strip().split(" +", -1);
    try {
      return Optional.of(new VerifyRequest(Instant.parse(words[0]), level(backup, words)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static VerifyLevel level(EtcdBackup backup, String[] words) {
    if (words.length > 1) {
      return words[1].equals("Restore") ? VerifyLevel.RESTORE : VerifyLevel.CHECKSUM;
    }
    VerifyLevel usual = backup.getSpec().verify().level();
    return usual == VerifyLevel.NONE ? VerifyLevel.CHECKSUM : usual;
  }

  /** Whether the last verification came after it. */
  boolean answered(EtcdBackup backup) {
    var last = backup.statusOrEmpty().verification();
    return last != null && last.time() != null && Instant.parse(last.time()).isAfter(time);
  }
}
