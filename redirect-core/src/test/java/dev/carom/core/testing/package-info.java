/**
 * Real stores for the tests of every module. Start with {@link dev.carom.core.testing.TestStores}.
 */
@NullMarked
package dev.carom.core.testing;

import org.jspecify.annotations.NullMarked;
