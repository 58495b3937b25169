/** The simulated disk and the tests of both disks. */
@NullMarked
package io.keelson.node.disk;

import org.jspecify.annotations.NullMarked;
