package io.mortise.identity;

import io.mortise.sdk.modulejar.ApiBaseline;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class IdentityApiTest {

    @Test
    void theApiKeepsItsPromises() {
        ApiBaseline.check(Path.of("target/classes"), Path.of("api.txt"));
    }
}
