@NullMarked
package io.keelson.node.apply;

import org.jspecify.annotations.NullMarked;
