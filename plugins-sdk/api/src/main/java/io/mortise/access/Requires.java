package io.mortise.access;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The permission that a REST method needs: the caller must hold the action on the object in some scope before the method
 * runs; which records he reaches is decided at the data layer (DECISIONS.md 10). A method with neither this nor
 * {@link PublicRoute} keeps its module from starting (PERMISSIONS.md, mistake 16).
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Requires {

    /** {@code <module>.<object>}, declared in this module's {@code module.json}. */
    String object();

    /** An action that the object declares. */
    String action();
}
