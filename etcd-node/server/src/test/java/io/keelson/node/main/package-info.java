@NullMarked
package io.keelson.node.main;

import org.jspecify.annotations.NullMarked;
