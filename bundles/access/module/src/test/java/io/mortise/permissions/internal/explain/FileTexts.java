package io.mortise.permissions.internal.explain;

import io.mortise.rest.Texts;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** The module's own texts; a missing key or value fails the test. */
final class FileTexts implements Texts {

    static final FileTexts TEXTS = new FileTexts();

    private final Properties english = read("access_en.properties");
    private final Properties chinese = read("access_zh_CN.properties");

    static Properties read(String name) {
        var properties = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of("src/main/resources/i18n", name), StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    @Override
    public String text(Locale locale, String key, Map<String, ?> arguments) {
        String text = (locale.getLanguage().equals("zh") ? chinese : english).getProperty(key);
        if (text == null) {
            throw new AssertionError("no text " + key + " in " + locale);
        }
        for (Map.Entry<String, ?> one : arguments.entrySet()) {
            text = text.replace("{" + one.getKey() + "}", one.getValue().toString());
        }
        if (text.matches(".*\\{[a-z]+}.*")) {
            throw new AssertionError(key + " in " + locale + " has no value for a placeholder: " + text);
        }
        return text;
    }
}
