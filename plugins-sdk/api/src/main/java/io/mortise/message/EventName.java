package io.mortise.message;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The stable name of an event record and the number of its schema (DECISIONS.md 11). */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventName {

    /** {@code <module>.<Event>}, as in {@code customer.Registered}. */
    String value();

    /** Raised when a component is added; a listener ignores members it does not know. */
    int schema() default 1;
}
