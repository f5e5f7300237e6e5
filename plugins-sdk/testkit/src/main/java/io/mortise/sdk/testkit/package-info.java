/**
 * The real kernel inside a test: boots in a second or two, installs and swaps module jars through its REST interface, and
 * is driven, loaded, restarted and killed. What every module is tested with.
 */
@NullMarked
package io.mortise.sdk.testkit;

import org.jspecify.annotations.NullMarked;
