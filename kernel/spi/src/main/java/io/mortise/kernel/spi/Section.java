package io.mortise.kernel.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a record as one section of {@code etc/mortise.properties}. Each component, annotated with {@link Setting}, is a key
 * {@code <section>.<component-in-kebab-case>}, overridable by {@code MORTISE_<SECTION>_<COMPONENT>}. The launcher binds
 * all sections at the start and refuses unknown keys and wrong values with a sentence that names them. The compact
 * constructor may refuse combinations with an {@link IllegalArgumentException}.
 *
 * <p>Component types: int, long, boolean, String, Path, Duration ({@code 30s}, {@code 5m}, {@code 2h}), enum, List of
 * String (comma separated), Optional of String.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Section {

    /** Lower-case word, {@code http}. */
    String value();
}
