package io.keelson.node.watch;

/**
 * Bounds of the watch hub.
 *
 * @param fragmentBytes a response to a watcher that allows fragments is cut at this size
 * @param responseBytes events of several revisions share a response up to about this size
 * @param progressNanos how often watchers that want it hear of progress
 * @param watcherBytesMax memory for watchers; more are refused
 * @param revisionBytesMax events of one revision for one watcher; a watcher for which there are
 *     more is ended
 * @param readsMax how many streams may read history at the same time
 */
public record WatchSettings(
    long fragmentBytes,
    long responseBytes,
    long progressNanos,
    long watcherBytesMax,
    long revisionBytesMax,
    int readsMax) {}
