/** What the program is asked to do, where its files are, and why it could not. */
@NullMarked
package io.keelson.backup.request;

import org.jspecify.annotations.NullMarked;
