package io.keelson.backup.work;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Places;
import io.keelson.backup.request.Request;
import io.keelson.backup.store.Store;
import io.keelson.backup.store.Stores;
import io.keelson.node.log.Logger;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What a command has at hand.
 *
 * @param request what to do
 * @param places where files are
 * @param node the program {@code etcd} of the node
 * @param log for people who look at the Pod
 * @param wallClock for times that are told
 * @param nanoClock for spans of time
 */
public record Session(
    Request request,
    Places places,
    Path node,
    Logger log,
    InstantSource wallClock,
    LongSupplier nanoClock) {
  /** Opens the target. */
  Store openTarget() throws BackupException {
    return Stores.open(request.requiredTarget(), places.target(), places.scratch());
  }

  /** Opens the store of a copy, counted from 0. */
  Store openCopy(int copy) throws BackupException {
    return Stores.open(request.copies().get(copy), places.copy(copy), places.scratch());
  }

  /** Seconds since a reading of the clock, to a tenth. */
  double secondsSince(long startNanos) {
    return Math.round((nanoClock.getAsLong() - startNanos) / 1e8) / 10.0;
  }
}
