/** Who belongs to the cluster and which version it runs: tables and pure rules. */
@NullMarked
package io.keelson.node.members;

import org.jspecify.annotations.NullMarked;
