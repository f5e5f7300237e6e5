/** People and how the company is organised: services of the module, behind the API. */
@NullMarked
package io.mortise.identity.internal;

import org.jspecify.annotations.NullMarked;
