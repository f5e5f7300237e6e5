package io.mortise.kernel.launcher.configuration;

import io.mortise.kernel.spi.Sentence;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a server: one immutable record per {@link io.mortise.kernel.spi.Section}, bound once at the start
 * from the file, the {@code MORTISE_*} variables and the command line (each wins over the one before).
 *
 * <p>A key that nobody asks for, a value that does not fit and a variable that means nothing are faults, and all of them
 * are told together ({@link ConfigurationException}): a typing error must never silently mean "the default".
 */
public final class Configuration {

    /** What the environment variables of the product begin with. */
    public static final String PREFIX = "MORTISE_";

    private final Map<Class<?>, Record> sections;

    private Configuration(Map<Class<?>, Record> sections) {
        this.sections = sections;
    }

    /** A value and where it was written. */
    private record Found(String value, String place) {}

    /**
     * Reads and binds.
     *
     * @param file the properties file, UTF-8; one that does not exist means the defaults
     * @param environment variables; those that don't begin with {@link #PREFIX} are not looked at
     * @param commandLine keys as in the file, from options such as {@code --port}
     * @param sections the records to bind
     * @throws ConfigurationException with every fault found
     */
    public static Configuration read(
            Path file,
            Map<String, String> environment,
            Map<String, String> commandLine,
            List<Class<? extends Record>> sections) {
        var faults = new ArrayList<Sentence>();
        var keys = sections.stream()
                .flatMap(section -> SettingKey.of(section).stream())
                .toList();
        var found = new HashMap<String, Found>();
        readFile(file, faults)
                .forEach((name, value) -> accept(name, new Found(value, file.toString()), keys, found, faults));
        new TreeMap<>(environment).forEach((name, value) -> acceptVariable(name, value, keys, found, faults));
        commandLine.forEach((name, value) -> accept(name, new Found(value, "command line"), keys, found, faults));

        var bound = new LinkedHashMap<Class<?>, Record>();
        for (Class<? extends Record> section : sections) {
            bind(section, found, faults).ifPresent(record -> bound.put(section, record));
        }
        if (!faults.isEmpty()) {
            throw new ConfigurationException(faults);
        }
        return new Configuration(bound);
    }

    /** The record of a section that was named to {@link #read}. */
    public <R extends Record> R section(Class<R> type) {
        Record section = sections.get(type);
        if (section == null) {
            throw new IllegalStateException(type + " was not among the sections that were read");
        }
        return type.cast(section);
    }

    /** A properties file with every key, its help and its default, all of it commented out. */
    public static String example(List<Class<? extends Record>> sections) {
        var text = new StringBuilder("""
                # The configuration of Mortise. Every key is shown with its default; remove the # to change one.
                # Each key can be given as an environment variable too: http.port is MORTISE_HTTP_PORT. The variable wins.
                # An unknown key or a value that does not fit stops the start with a sentence that names it.
                """);
        for (Class<? extends Record> section : sections) {
            for (SettingKey key : SettingKey.of(section)) {
                text.append('\n');
                wrap(key.setting().help())
                        .forEach(line -> text.append("# ").append(line).append('\n'));
                if (key.component().getType().isEnum()) {
                    text.append("# One of: ").append(choices(key)).append(".\n");
                }
                String name = key.open() ? key.name() + ".NAME" : key.name();
                text.append('#')
                        .append(name)
                        .append('=')
                        .append(key.setting().value())
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String choices(SettingKey key) {
        return Arrays.stream(key.component().getType().getEnumConstants())
                .map(SettingValue::word)
                .collect(Collectors.joining(", "));
    }

    private static List<String> wrap(String help) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : help.split("\\s+")) {
            if (!line.isEmpty() && line.length() + word.length() > 110) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static Map<String, String> readFile(Path file, List<Sentence> faults) {
        var values = new LinkedHashMap<String, String>();
        if (!Files.exists(file)) {
            return values;
        }
        // Properties keeps the last of two equal keys without a word; a person who wrote both must be told.
        var properties = new Properties() {
            @java.io.Serial
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized @Nullable Object put(Object key, Object value) {
                if (values.putIfAbsent((String) key, (String) value) != null) {
                    faults.add(Sentence.of("launcher.config.twice", "key", shown((String) key), "place", file));
                }
                return null;
            }
        };
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (CharacterCodingException e) {
            faults.add(Sentence.of("launcher.config.not-utf8", "place", file));
        } catch (IOException | IllegalArgumentException e) {
            faults.add(
                    Sentence.of("launcher.config.unreadable", "place", file, "reason", String.valueOf(e.getMessage())));
        }
        return values;
    }

    private static void accept(
            String name, Found value, List<SettingKey> keys, Map<String, Found> found, List<Sentence> faults) {
        for (SettingKey key : keys) {
            if (key.open()
                    ? name.length() > key.name().length() + 1 && name.startsWith(key.name() + ".")
                    : key.name().equals(name)) {
                found.put(name, value);
                return;
            }
        }
        faults.add(
                unknown(name, value.place(), keys.stream().map(SettingKey::name).toList()));
    }

    private static void acceptVariable(
            String variable, String value, List<SettingKey> keys, Map<String, Found> found, List<Sentence> faults) {
        if (!variable.startsWith(PREFIX)) {
            return;
        }
        var place = new Found(value, "environment variable " + variable);
        for (SettingKey key : keys) {
            if (!key.open() && key.variable().equals(variable)) {
                found.put(key.name(), place);
                return;
            }
        }
        for (SettingKey key : keys) {
            if (key.open() && variable.startsWith(key.variable() + "_")) {
                String rest = variable.substring(key.variable().length() + 1);
                found.put(key.name() + "." + rest.toLowerCase(Locale.ROOT).replace('_', '.'), place);
                return;
            }
        }
        faults.add(unknown(
                variable, "environment", keys.stream().map(SettingKey::variable).toList()));
    }

    private static Sentence unknown(String name, String place, Collection<String> known) {
        return Nearest.to(name, known)
                .map(meant -> Sentence.of(
                        "launcher.config.unknown.meant", "key", shown(name), "place", place, "meant", meant))
                .orElseGet(() -> Sentence.of("launcher.config.unknown", "key", shown(name), "place", place));
    }

    private static Optional<Record> bind(
            Class<? extends Record> section, Map<String, Found> found, List<Sentence> faults) {
        var arguments = new ArrayList<Object>();
        int before = faults.size();
        for (SettingKey key : SettingKey.of(section)) {
            value(key, found, faults).ifPresent(arguments::add);
        }
        return faults.size() == before ? construct(section, arguments, faults) : Optional.empty();
    }

    private static Optional<Object> value(SettingKey key, Map<String, Found> found, List<Sentence> faults) {
        if (key.open()) {
            return Optional.of(below(key, found));
        }
        Found written = found.getOrDefault(key.name(), new Found(key.setting().value(), "default"));
        try {
            return Optional.of(SettingValue.parse(key.component().getGenericType(), written.value()));
        } catch (SettingValue.Unfit e) {
            faults.add(Sentence.of(
                    "launcher.config.wrong",
                    "key",
                    key.name(),
                    "value",
                    key.secret() ? "…" : shown(written.value()),
                    "place",
                    written.place(),
                    "expected",
                    e.expected()));
            return Optional.empty();
        }
    }

    private static Map<String, String> below(SettingKey key, Map<String, Found> found) {
        var all = new TreeMap<String, String>();
        found.forEach((name, value) -> {
            if (name.startsWith(key.name() + ".")) {
                all.put(name.substring(key.name().length() + 1), value.value().strip());
            }
        });
        return all;
    }

    private static Optional<Record> construct(
            Class<? extends Record> section, List<Object> arguments, List<Sentence> faults) {
        var types = Arrays.stream(section.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            var constructor = section.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return Optional.of(constructor.newInstance(arguments.toArray()));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                faults.add(Sentence.of(
                        "launcher.config.refused",
                        "section",
                        SettingKey.section(section),
                        "reason",
                        String.valueOf(refused.getMessage())));
                return Optional.empty();
            }
            throw new IllegalStateException("section " + section.getName() + " can't be made", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("section " + section.getName() + " can't be made", e);
        }
    }

    /** Text from outside, safe to print: one line, no control characters, not endless. */
    private static String shown(String text) {
        String line = text.codePoints()
                .limit(80)
                .map(point -> Character.isISOControl(point) ? '�' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.codePointCount(0, text.length()) > 80 ? line + "…" : line;
    }
}
