/** When to give up history without being asked. Pure: time and revisions are arguments. */
@NullMarked
package io.keelson.node.compactor;

import org.jspecify.annotations.NullMarked;
