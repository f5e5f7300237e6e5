@NullMarked
package io.mortise.kernel.persistence.files;

import org.jspecify.annotations.NullMarked;
