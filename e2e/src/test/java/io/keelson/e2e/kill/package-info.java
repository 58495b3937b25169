/** Writers whose acknowledged work must survive SIGKILL. */
@org.jspecify.annotations.NullMarked
package io.keelson.e2e.kill;
