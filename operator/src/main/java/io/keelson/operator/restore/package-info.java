/**
 * What becomes of an EtcdRestore: pure functions of what is seen. The members of a cluster are none
 * of its business; the cluster takes its orders from here and answers in its own status.
 */
@NullMarked
package io.keelson.operator.restore;

import org.jspecify.annotations.NullMarked;
