/** The port to the file system, and its implementation over {@link java.nio.channels}. */
@NullMarked
package io.keelson.node.disk;

import org.jspecify.annotations.NullMarked;
