package io.keelson.node.edge;

/**
 * One event loop that did not get to its next task in time.
 *
 * @param thread the loop's thread
 * @param stalledNanosMin how long it has been busy at least, when the trace was taken
 * @param stackTrace where it was, one frame per line
 */
public record StallReport(String thread, long stalledNanosMin, String stackTrace) {}
