/** Tests of the container format. */
@NullMarked
package io.keelson.node.bolt;

import org.jspecify.annotations.NullMarked;
