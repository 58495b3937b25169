/** Wires everything and runs it; imported by nothing. Only here are clocks, threads and exits. */
@NullMarked
package io.keelson.node.main;

import org.jspecify.annotations.NullMarked;
