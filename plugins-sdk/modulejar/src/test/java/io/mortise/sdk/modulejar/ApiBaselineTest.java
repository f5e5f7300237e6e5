package io.mortise.sdk.modulejar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiBaselineTest {

    @TempDir
    Path folder;

    private Path description;

    @BeforeEach
    void describeTheFirstVersion() throws IOException {
        description = folder.resolve("api.txt");
        assertEquals("", ApiBaseline.compare(api("1.0.0", "String greet(String name);"), description, true));
    }

    private Path api(String version, String methods) throws IOException {
        Path jar = folder.resolve("api-" + System.nanoTime() + ".jar");
        return Files.write(
                jar,
                ApiJar.named("io.example.alpha.api")
                        .version(version)
                        .source(
                                "io.example.alpha.Greeter",
                                "package io.example.alpha; @org.osgi.annotation.versioning.ProviderType"
                                        + " public interface Greeter { " + methods + " }")
                        .bytes());
    }

    @Test
    void theSameApiIsTheSame() throws IOException {
        assertEquals("", ApiBaseline.compare(api("1.0.0", "String greet(String name);"), description, false));
    }

    @Test
    void anAdditionAsksForAHigherMinorVersion() throws IOException {
        String more = "String greet(String name); String part();";

        String problem = ApiBaseline.compare(api("1.0.0", more), description, true);

        assertTrue(problem.contains("MINOR") && problem.contains("from 1.0.0 to 1.1.0"), problem);
        assertTrue(problem.contains("part()"), problem);
    }

    @Test
    void aRemovalAsksForAHigherMajorVersion() throws IOException {
        String problem = ApiBaseline.compare(api("1.1.0", "String part();"), description, true);

        assertTrue(problem.contains("MAJOR") && problem.contains("to 2.0.0"), problem);
    }

    @Test
    void aRaisedVersionIsWrittenDownOnlyWhenAskedTo() throws IOException {
        Path next = api("1.1.0", "String greet(String name); String part();");

        assertTrue(ApiBaseline.compare(next, description, false).contains("mortise.renew"));
        assertEquals("", ApiBaseline.compare(next, description, true));
        assertEquals("", ApiBaseline.compare(next, description, false));
        assertTrue(Files.readString(description).startsWith("package io.example.alpha 1.1.0\n"));
    }

    @Test
    void aPackageThatIsGoneIsMissed() throws IOException {
        Path other = Files.write(
                folder.resolve("other.jar"),
                ApiJar.named("io.example.beta.api")
                        .source("io.example.beta.Other", "package io.example.beta; public interface Other {}")
                        .bytes());

        assertTrue(ApiBaseline.compare(other, description, true).contains("io.example.alpha is exported no longer"));
    }
}
