/** Faults of the network between members, made by proxies on this machine. */
@org.jspecify.annotations.NullMarked
package io.keelson.e2e.fault;
