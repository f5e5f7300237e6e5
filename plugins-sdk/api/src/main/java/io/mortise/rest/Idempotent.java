package io.mortise.rest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a creating {@code POST} that obeys {@code Idempotency-Key}: the method runs in one unit of work, its answer is
 * kept in the same transaction, and a second call with the same key and body gets the same answer (STYLE.md, section 7;
 * DECISIONS.md 12). Other body: 422; still running: 409.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Idempotent {}
