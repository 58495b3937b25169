@NullMarked
package io.keelson.node.replica;

import org.jspecify.annotations.NullMarked;
