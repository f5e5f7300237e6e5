/** Module jars out of source text, for tests: good ones, and hostile ones. */
@NullMarked
package io.mortise.sdk.modulejar;

import org.jspecify.annotations.NullMarked;
