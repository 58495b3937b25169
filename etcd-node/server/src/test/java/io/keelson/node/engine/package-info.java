/** A store for tests, and tests of the real one. */
@NullMarked
package io.keelson.node.engine;

import org.jspecify.annotations.NullMarked;
