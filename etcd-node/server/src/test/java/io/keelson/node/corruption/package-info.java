@NullMarked
package io.keelson.node.corruption;

import org.jspecify.annotations.NullMarked;
