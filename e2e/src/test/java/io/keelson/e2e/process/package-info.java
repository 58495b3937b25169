/** Starting, killing and talking to real processes. */
@org.jspecify.annotations.NullMarked
package io.keelson.e2e.process;
