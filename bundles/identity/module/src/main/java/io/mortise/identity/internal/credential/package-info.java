/** What people prove themselves with: passwords, codes, secrets. Pure; nothing here knows a database or a request. */
@NullMarked
package io.mortise.identity.internal.credential;

import org.jspecify.annotations.NullMarked;
