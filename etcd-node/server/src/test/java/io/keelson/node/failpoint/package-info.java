@NullMarked
package io.keelson.node.failpoint;

import org.jspecify.annotations.NullMarked;
