/** The etcd node. */
@org.jspecify.annotations.NullMarked
package io.keelson.node;
