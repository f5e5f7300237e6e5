package io.mortise.kernel.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Texts in properties files, UTF-8, one file per language ({@code _en}, {@code _zh_CN}), with {@code {named}}
 * placeholders. Serves the kernel's own texts and those of a module. Thread-safe.
 */
public final class Wording {

    /** The languages the product speaks; the first is where a missing text is looked for. */
    public static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE);

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9.]*)}");

    private final Map<Locale, Map<String, String>> texts = new ConcurrentHashMap<>();

    /**
     * Reads the files at once.
     *
     * @param open opens {@code <base>_en.properties} and so on by name; null when there is no such file
     * @param bases names without language and ending
     */
    public Wording(Function<String, @Nullable InputStream> open, List<String> bases) {
        for (Locale language : LANGUAGES) {
            var all = new ConcurrentHashMap<String, String>();
            for (String base : bases) {
                load(open, base + "_" + language + ".properties", all);
            }
            texts.put(language, all);
        }
    }

    /** The kernel's texts of some parts. */
    public static Wording ofKernel(String... parts) {
        return new Wording(
                name -> Wording.class.getResourceAsStream("/io/mortise/kernel/i18n/" + name), List.of(parts));
    }

    /** The kernel's texts of all parts, for the edge that puts everybody's problems into words. */
    public static Wording ofWholeKernel() {
        return ofKernel("gateway", "lifecycle", "messaging", "persistence", "runtime");
    }

    /** The language of {@link #LANGUAGES} that serves best. */
    public static Locale best(Locale wanted) {
        return "zh".equals(wanted.getLanguage()) ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
    }

    /** Whether there is such a text in English. */
    public boolean has(String key) {
        return texts.getOrDefault(Locale.ENGLISH, Map.of()).containsKey(key);
    }

    /** The sentence in words. */
    public String say(Locale locale, Sentence sentence) {
        return say(locale, sentence.key(), sentence.values());
    }

    /** The text in the language, else in English, else the key itself; a placeholder without a value stays. */
    public String say(Locale locale, String key, Map<String, ?> values) {
        String text = texts.getOrDefault(best(locale), Map.of()).get(key);
        if (text == null) {
            text = texts.getOrDefault(Locale.ENGLISH, Map.of()).getOrDefault(key, key);
        }
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            Object value = values.get(found.group(1));
            return Matcher.quoteReplacement(value == null ? found.group() : String.valueOf(value));
        });
    }

    private static void load(Function<String, @Nullable InputStream> open, String name, Map<String, String> into) {
        try (InputStream in = open.apply(name)) {
            if (in == null) {
                return;
            }
            var properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            properties.stringPropertyNames().forEach(key -> into.put(key, properties.getProperty(key)));
        } catch (IOException e) {
            throw new UncheckedIOException("texts " + name + " can't be read", e);
        }
    }
}
