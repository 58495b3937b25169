/** Tests of watchers. */
@NullMarked
package io.keelson.node.watch;

import org.jspecify.annotations.NullMarked;
