/** The one byte-sequence type of the node. */
@NullMarked
package io.keelson.bytes;

import org.jspecify.annotations.NullMarked;
