/** Tests of members and versions. */
@NullMarked
package io.keelson.node.members;

import org.jspecify.annotations.NullMarked;
