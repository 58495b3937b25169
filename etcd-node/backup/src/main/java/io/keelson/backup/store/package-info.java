/** Where backups are kept: one port, and what speaks to each kind of store. */
@NullMarked
package io.keelson.backup.store;

import org.jspecify.annotations.NullMarked;
