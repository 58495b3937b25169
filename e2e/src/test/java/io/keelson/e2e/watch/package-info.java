/** The same changes and the same watchers at two servers; every watcher must hear the same. */
@org.jspecify.annotations.NullMarked
package io.keelson.e2e.watch;
