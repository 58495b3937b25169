/** Tests of the write-ahead log. */
@NullMarked
package io.keelson.node.wal;

import org.jspecify.annotations.NullMarked;
