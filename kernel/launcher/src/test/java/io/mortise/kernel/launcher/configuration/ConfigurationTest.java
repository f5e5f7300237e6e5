package io.mortise.kernel.launcher.configuration;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.kernel.launcher.KernelOptions;
import io.mortise.kernel.spi.Section;
import io.mortise.kernel.spi.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigurationTest {

    private static final List<Class<? extends Record>> SECTIONS = List.of(Every.class);

    @TempDir
    Path folder;

    enum Colour {
        RED,
        DARK_BLUE
    }

    @Section("every")
    record Every(
            @Setting(value = "7", help = "A number.") int count,

            @Setting(value = "70000000000", help = "A large number.")
            long bigCount,

            @Setting(value = "true", help = "Yes or no.") boolean on,
            @Setting(value = "", help = "A text.") String text,
            @Setting(value = "a/b", help = "A path.") Path path,
            @Setting(value = "30s", help = "A duration.") Duration pause,

            @Setting(value = "dark-blue", help = "A colour.")
            Colour colour,

            @Setting(value = "a, b", help = "Words.") List<String> words,
            @Setting(value = "", help = "A secret.") Optional<String> apiPassword,
            @Setting(value = "x", help = "Levels.") Map<String, String> level) {
        Every {
            if (count == 13) {
                throw new IllegalArgumentException("every.count must not be 13");
            }
        }
    }

    @Test
    void withoutFileAndVariablesTheDefaultsHold() {
        var every = read("", Map.of());

        assertEquals(
                new Every(
                        7,
                        70_000_000_000L,
                        true,
                        "",
                        Path.of("a/b"),
                        Duration.ofSeconds(30),
                        Colour.DARK_BLUE,
                        List.of("a", "b"),
                        Optional.empty(),
                        Map.of()),
                every);
    }

    @Test
    void theVariableWinsOverTheFileAndTheCommandLineOverBoth() throws IOException {
        Path file = file("every.count=1\nevery.text=file\nevery.pause=5m\n");

        var every = Configuration.read(
                        file,
                        Map.of("MORTISE_EVERY_COUNT", "2", "MORTISE_EVERY_TEXT", "variable", "PATH", "/bin"),
                        Map.of("every.count", "3"),
                        SECTIONS)
                .section(Every.class);

        assertEquals(3, every.count());
        assertEquals("variable", every.text());
        assertEquals(Duration.ofMinutes(5), every.pause());
    }

    @Test
    void aKebabKeyIsAVariableWithUnderscores() {
        var every = read("", Map.of("MORTISE_EVERY_BIG_COUNT", "5", "MORTISE_EVERY_API_PASSWORD", " s e c "));

        assertEquals(5, every.bigCount());
        assertEquals(Optional.of("s e c"), every.apiPassword());
    }

    @Test
    void anOpenKeyTakesEveryNameBelowIt() {
        var every = read("every.level.io.mortise=debug\n", Map.of("MORTISE_EVERY_LEVEL_ORG_HIBERNATE", "warn"));

        assertEquals(Map.of("io.mortise", "debug", "org.hibernate", "warn"), every.level());
    }

    @Test
    void theFileIsReadAsUtf8() {
        assertEquals("榫卯", read("every.text=榫卯\n", Map.of()).text());
    }

    @Nested
    class Refused {

        @Test
        void anUnknownKeyWithTheNearestOneThatThereIs() {
            String said = refusal("every.cuont=1\n", Map.of());

            assertTrue(said.contains("every.cuont") && said.contains("Did you mean every.count?"), said);
            assertTrue(said.contains("mortise.properties"), said);
        }

        @Test
        void anUnknownVariableButOnlyOfOurs() {
            String said = refusal("", Map.of("MORTISE_EVERY_CONT", "1", "MORTGAGE", "1"));

            assertTrue(said.contains("MORTISE_EVERY_CONT") && said.contains("MORTISE_EVERY_COUNT"), said);
            assertFalse(said.contains("MORTGAGE"), said);
        }

        @Test
        void aKeyThatIsLikeNothingWithoutAGuess() {
            String said = refusal("zzzzzzzzzzzzzzzzzzzz=1\n", Map.of());

            assertFalse(said.contains("Did you mean"), said);
        }

        @Test
        void severalFaultsAreToldTogether() {
            String said = refusal("every.count=many\nevery.on=yes\nevery.nothing.at.all.of.it=1\n", Map.of());

            assertEquals(3, said.lines().count(), said);
        }

        @Test
        void aKeyThatStandsTwice() {
            String said = refusal("every.count=1\nevery.count=2\n", Map.of());

            assertTrue(said.contains("every.count stands twice"), said);
        }

        @Test
        void aCombinationThatTheSectionRefuses() {
            String said = refusal("every.count=13\n", Map.of());

            assertTrue(said.contains("Section every") && said.contains("must not be 13"), said);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "every.count=",
                    "every.count=2147483648",
                    "every.count=1e3",
                    "every.count=0x10",
                    "every.count=99999999999999999999999",
                    "every.big-count=9223372036854775808",
                    "every.on=TRUE",
                    "every.on=1",
                    "every.pause=30",
                    "every.pause=-1s",
                    "every.pause=1.5s",
                    "every.pause=s",
                    "every.pause=999999999999999999d",
                    "every.pause=400000d",
                    "every.colour=DARK_BLUE",
                    "every.colour=dark",
                    "every.path=",
                    "every.path=a\\u0000b",
                    "every.level=x",
                    "every.level.=x",
                    "every=1",
                    "=1",
                    "every.count.more=1"
                })
        void aValueOrKeyThatDoesNotFit(String line) {
            String said = refusal(line + "\n", Map.of());

            assertEquals(1, said.lines().count(), said);
            assertFalse(said.contains("{"), () -> "a placeholder was not filled: " + said);
        }

        @Test
        void aWrongValueIsToldWithKeyPlaceAndExpectation() {
            String said = refusal("", Map.of("MORTISE_EVERY_COLOUR", "green"));

            assertEquals(
                    "every.colour is \"green\" (environment variable MORTISE_EVERY_COLOUR); expected is one of red,"
                            + " dark-blue.",
                    said);
        }

        @Test
        void aFileThatIsNotUtf8() throws IOException {
            Path file = folder.resolve("mortise.properties");
            Files.write(file, "every.text=é\n".getBytes(StandardCharsets.ISO_8859_1));

            var refused = assertThrows(
                    ConfigurationException.class, () -> Configuration.read(file, Map.of(), Map.of(), SECTIONS));
            assertTrue(refused.getMessage().contains("UTF-8"), refused.getMessage());
        }

        @Test
        void aBrokenEscapeAndAFolderInPlaceOfTheFile() {
            assertTrue(refusal("every.text=\\u12\n", Map.of()).contains("can't be read"));
            var refused = assertThrows(
                    ConfigurationException.class, () -> Configuration.read(folder, Map.of(), Map.of(), SECTIONS));
            assertTrue(refused.getMessage().contains(folder.toString()), refused.getMessage());
        }

        @Test
        void hostileTextWithoutBreakingTheLineOrFillingTheScreen() {
            String said = refusal("every.count=" + "9".repeat(100_000) + "\n", Map.of());
            assertTrue(said.length() < 500, () -> "a sentence of " + said.length() + " characters");

            String forged = refusal("every.on=a\\nb\\u001b[31m\n", Map.of());
            assertEquals(1, forged.lines().count(), forged);
            assertFalse(forged.contains("\u001b"), forged);
        }

        @Test
        void inChineseForWhoReadsChinese() throws IOException {
            Path file = file("every.cuont=1\n");

            var refused = assertThrows(
                    ConfigurationException.class, () -> Configuration.read(file, Map.of(), Map.of(), SECTIONS));
            assertTrue(refused.say(Locale.SIMPLIFIED_CHINESE).startsWith("未知的配置项 every.cuont"));
        }
    }

    @Nested
    class Example {

        @Test
        void listsEveryKeyOfTheProductWithHelpAndDefault() {
            String example = Configuration.example(KernelOptions.SECTIONS);

            assertTrue(example.contains("\n#http.port=8080\n"), example);
            assertTrue(example.contains("\n#logging.format=auto\n"), example);
            long keys = example.lines()
                    .filter(line -> line.matches("#[a-z]+\\.[a-z.-]+(\\.NAME)?=.*"))
                    .count();
            long asked = KernelOptions.SECTIONS.stream()
                    .mapToLong(section -> section.getRecordComponents().length)
                    .sum();
            assertEquals(asked, keys);
        }

        @Test
        void bindsToTheDefaultsWhenEveryCommentSignIsTakenAway() throws IOException {
            String example =
                    Configuration.example(KernelOptions.SECTIONS).replaceAll("(?m)^#([a-z]+\\.[a-z.-]+=)", "$1");
            Path file = file(example);

            Configuration all = Configuration.read(file, Map.of(), Map.of(), KernelOptions.SECTIONS);
            Configuration none = Configuration.read(folder.resolve("none"), Map.of(), Map.of(), KernelOptions.SECTIONS);

            assertAll(KernelOptions.SECTIONS.stream()
                    .map(section -> () -> assertEquals(none.section(section), all.section(section))));
        }
    }

    private Every read(String content, Map<String, String> environment) {
        return Configuration.read(file(content), environment, Map.of(), SECTIONS)
                .section(Every.class);
    }

    private String refusal(String content, Map<String, String> environment) {
        return assertThrows(ConfigurationException.class, () -> read(content, environment))
                .getMessage();
    }

    private Path file(String content) {
        try {
            return Files.writeString(folder.resolve("mortise.properties"), content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
