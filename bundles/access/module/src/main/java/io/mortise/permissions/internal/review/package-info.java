/** Review campaigns 权限审核 (PERMISSIONS.md, section 8; R22): who still needs what he has, asked of those who know. */
@NullMarked
package io.mortise.permissions.internal.review;

import org.jspecify.annotations.NullMarked;
