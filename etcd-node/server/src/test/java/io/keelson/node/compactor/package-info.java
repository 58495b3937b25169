/** Tests of automatic compaction. */
@NullMarked
package io.keelson.node.compactor;

import org.jspecify.annotations.NullMarked;
