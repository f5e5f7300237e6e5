package io.mortise.customer.internal.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.ExternalReference;
import io.mortise.data.Ids;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Problem;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CustomerTextsTest {

    private static final CustomerId ID = new CustomerId(Ids.next());
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z]+)}");

    private final Properties english = texts("en");
    private final Properties chinese = texts("zh_CN");

    private static Properties texts(String language) {
        var texts = new Properties();
        try (var in = CustomerTextsTest.class.getResourceAsStream("/i18n/customer_" + language + ".properties")) {
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return texts;
    }

    private static Set<String> placeholders(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void bothLanguagesSayTheSameThings() {
        assertEquals(english.stringPropertyNames(), chinese.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertEquals(placeholders(english.getProperty(key)), placeholders(chinese.getProperty(key)), key);
        }
    }

    @Test
    void everyProblemHasAStatusATitleAndADetailWhoseValuesItGives() {
        List<CustomerProblem> problems = List.of(
                new CustomerProblem.NotFound(ID),
                new CustomerProblem.Forbidden(ID),
                new CustomerProblem.FieldsForbidden(List.of("phone")),
                new CustomerProblem.Stale(ID, 3),
                new CustomerProblem.Invalid(List.of(FieldFault.of("/name", "required"))),
                new CustomerProblem.CreditCodeTaken("91350100M000100Y43"),
                new CustomerProblem.ReferenceTaken(new ExternalReference("erp", "1")),
                new CustomerProblem.MoveRefused(CustomerStage.LOST, CustomerStage.DEAL));
        assertEquals(CustomerProblem.class.getPermittedSubclasses().length, problems.size());

        List<Problem> said = problems.stream().map(CustomerProblems::http).toList();

        assertEquals(
                List.of(404, 403, 403, 412, 400, 409, 409, 409),
                said.stream().map(Problem::status).toList());
        for (Problem problem : said) {
            assertTrue(english.containsKey("problem." + problem.type() + ".title"), problem.type());
            String detail = english.getProperty("problem." + problem.type() + ".detail");
            assertTrue(problem.extras().keySet().containsAll(placeholders(detail)), problem + ": " + detail);
        }
        assertEquals("following", said.getLast().extras().get("allowed"));
    }

    @Test
    void everyCodeInTheSourceHasItsSentence() throws IOException {
        var codes = new TreeSet<String>();
        var fault = Pattern.compile(
                "(?:FieldFault\\.of|new FieldFault|fault)\\(\\s*[^;]*?\"([a-z]+(?:-[a-z]+)+|required)\"");
        var problem = Pattern.compile("Problem\\.of\\(\"([a-z-]+)\"");
        int files = 0;
        try (var sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                files++;
                String text = Files.readString(source);
                fault.matcher(text).results().forEach(found -> codes.add("fault." + found.group(1)));
                problem.matcher(text).results().forEach(found -> codes.add("problem." + found.group(1) + ".title"));
            }
        }

        assertTrue(files >= 30 && codes.size() >= 30, files + " files, " + codes.size() + " codes");
        codes.removeAll(english.stringPropertyNames());
        assertEquals(Set.of(), codes);
    }

    @Test
    void noTextIsDoubled() throws IOException {
        for (String language : List.of("en", "zh_CN")) {
            List<String> keys =
                    Files.readAllLines(Path.of("src/main/resources/i18n/customer_" + language + ".properties")).stream()
                            .map(line -> line.split("=", 2)[0])
                            .toList();
            assertEquals(keys.size(), Set.copyOf(keys).size(), Arrays.toString(keys.toArray()));
        }
    }
}
