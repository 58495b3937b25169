/** Whole client libraries, the same script against upstream and against our node. */
@org.jspecify.annotations.NullMarked
package io.keelson.e2e.clients;
