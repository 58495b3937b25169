package io.keelson.operator.backup.schedule;

import java.time.Duration;
import java.util.Optional;

/**
 * What a schedule asks for, checked.
 *
 * @param suspended nothing is begun and nothing removed
 * @param immediate one run at the very beginning
 * @param replaces a run that is due ends the one that still goes on, instead of waiting for it
 * @param retryAfter how long after a failure the next attempt is made; twice as long after each
 *     further one
 * @param retention which complete backups stay
 * @param failedKept how many failed ones stay
 * @param rehearsal how backups are proven
 */
public record Rules(
    boolean suspended,
    boolean immediate,
    boolean replaces,
    Optional<Duration> retryAfter,
    Retention retention,
    int failedKept,
    Rehearsal rehearsal) {}
