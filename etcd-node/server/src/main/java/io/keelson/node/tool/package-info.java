/** The program {@code etcdutl}: upstream's commands over files of a node that does not run. */
@NullMarked
package io.keelson.node.tool;

import org.jspecify.annotations.NullMarked;
