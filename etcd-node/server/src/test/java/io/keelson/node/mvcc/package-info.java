/** Tests of the revisioned store. */
@NullMarked
package io.keelson.node.mvcc;

import org.jspecify.annotations.NullMarked;
