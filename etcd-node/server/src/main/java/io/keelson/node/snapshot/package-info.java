/**
 * The store as one file that upstream's tools and servers take for their own: buckets of upstream's
 * schema in the container of {@code bolt}, all as of one applied entry.
 */
@NullMarked
package io.keelson.node.snapshot;

import org.jspecify.annotations.NullMarked;
