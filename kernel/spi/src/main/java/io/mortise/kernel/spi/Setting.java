package io.mortise.kernel.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** One key of a {@link Section}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

    /** The default, written as in the file; empty text for an absent Optional or an empty list. */
    String value();

    /** One sentence: what it does, its unit, when to change it. Printed into the commented example file. */
    String help();
}
