/** The store of files beside the database: bytes by their SHA-256, and who refers to them. */
@NullMarked
package io.mortise.kernel.persistence.files;

import org.jspecify.annotations.NullMarked;
