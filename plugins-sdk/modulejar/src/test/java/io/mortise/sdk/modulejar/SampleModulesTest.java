package io.mortise.sdk.modulejar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SampleModulesTest {

    static Stream<ModuleJar> samples() {
        return Stream.of(
                SampleModules.hello("alpha", "1.0.0"),
                SampleModules.lasting("alpha", "1.0.0"),
                SampleModules.apiProvider("alpha", "1.0.0", "1.0.0"),
                SampleModules.dependent("beta", "1.0.0", "alpha", "1.0.0", Duration.ZERO),
                SampleModules.withEntity("alpha", "1.0.0"),
                SampleModules.listener("beta", "1.0.0", "alpha"),
                SampleModules.job("beta", "1.0.0"),
                SampleModules.hello("gamma", "1.0.0")
                        .describe(json -> json.needs("alpha", "[1,2)")
                                .topic("ticker", "gamma.thing:read")
                                .host("https://api.example.com")
                                .probe("/hello")
                                .ui("index.js")));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theDescriptionOfEachKeepsThePublishedSchema(ModuleJar sample) throws IOException {
        var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SampleModulesTest.class.getResourceAsStream("/io/mortise/module/module.schema.json"));
        var json = new ObjectMapper().readTree(sample.entries().get("module.json"));

        assertEquals(Set.of(), schema.validate(json));
    }
}
