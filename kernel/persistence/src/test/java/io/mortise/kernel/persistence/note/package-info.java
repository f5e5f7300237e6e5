/** Classes of the module {@code note}, packed into bundles by the tests. */
@org.jspecify.annotations.NullMarked
package io.mortise.kernel.persistence.note;
