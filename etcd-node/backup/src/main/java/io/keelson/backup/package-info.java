/** The program {@code etcd-backup}: its commands, and how it ends. */
@NullMarked
package io.keelson.backup;

import org.jspecify.annotations.NullMarked;
