package io.mortise.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Marks a Declarative Services component with Jakarta REST annotations as part of the module's REST application, served
 * under {@code /api/<module>/}. The component is registered under its own class:
 *
 * <pre>{@code @Component(service = CustomerResource.class) @RestResource @Path("customers")}</pre>
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface RestResource {

    /** Prefix of the properties this marker sets. */
    String PREFIX_ = "mortise.rest.";

    /** Always true; the property {@code mortise.rest.resource} is what the kernel looks for. */
    boolean resource() default true;
}
