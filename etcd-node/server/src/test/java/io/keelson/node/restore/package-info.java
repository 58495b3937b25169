/** Tests. */
@NullMarked
package io.keelson.node.restore;

import org.jspecify.annotations.NullMarked;
