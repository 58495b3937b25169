/**
 * Whose data differ from the others', judged from the hashes that members tell of theirs. Pure: who
 * asks the members, and what becomes of the verdicts, is somebody else's business.
 */
@NullMarked
package io.keelson.node.corruption;

import org.jspecify.annotations.NullMarked;
