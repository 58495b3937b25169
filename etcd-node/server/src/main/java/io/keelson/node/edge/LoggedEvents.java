package io.keelson.node.edge;

import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;

/**
 * Writes what a listener tells into the log, with upstream's texts.
 *
 * @param endpoint whom the listener serves: {@code client} or {@code peer}
 */
public record LoggedEvents(String endpoint, Logger log) implements ListenerEvents {
  @Override
  public void connectionRejected(Rejection rejection) {
    log.warn(
        "rejected connection on " + endpoint + " endpoint",
        Field.of("remote-addr", rejection.remoteAddress()),
        Field.of("server-name", ""),
        Field.of("ip-addresses", rejection.ipAddresses()),
        Field.of("dns-names", rejection.dnsNames()),
        Field.error(rejection.error()));
  }

  @Override
  public void handlerFailed(Throwable defect) {
    log.error("an HTTP handler failed", Field.error(defect));
  }

  @Override
  public void tlsReloadFailed(String error) {
    log.warn("cannot use changed certificate files", Field.error(error));
  }
}
