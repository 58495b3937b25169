/** Tests of the store as a file. */
@NullMarked
package io.keelson.node.snapshot;

import org.jspecify.annotations.NullMarked;
