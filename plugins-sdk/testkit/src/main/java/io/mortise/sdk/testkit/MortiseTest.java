package io.mortise.sdk.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives tests a {@link MortiseServer}: as a parameter of the constructor, of {@code @BeforeAll}, {@code @BeforeEach} or a
 * test, or in a field of that type. One server serves the whole class, nested classes too, and is closed after it.
 *
 * <pre>{@code
 * @MortiseTest
 * class CustomerModuleIT {
 *     @Test
 *     void answers(MortiseServer server) {
 *         server.install(jar);
 *         assertEquals(200, server.http().get("/api/customer/customers").status());
 *     }
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(MortiseExtension.class)
public @interface MortiseTest {

    /** Where the data is. */
    TestDatabase database() default TestDatabase.H2;

    /** Settings as in the file, {@code http.max-body-megabytes=1}. */
    String[] settings() default {};

    /** A server for each test instead of one for the class. */
    boolean fresh() default false;
}
