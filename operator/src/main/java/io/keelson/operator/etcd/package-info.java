/** A client of the members of a cluster: polls and changes of membership, each with a deadline. */
@NullMarked
package io.keelson.operator.etcd;

import org.jspecify.annotations.NullMarked;
