package io.mortise.kernel.launcher.configuration;

import io.mortise.kernel.spi.Sentence;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes typed values of text. */
final class SettingValue {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,18})(ms|s|m|h|d)");

    private SettingValue() {}

    /** The text is not of the type; says what was expected. */
    static final class Unfit extends Exception {

        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final transient Sentence expected;

        private Unfit(Sentence expected) {
            super(expected.key());
            this.expected = expected;
        }

        Sentence expected() {
            return expected;
        }
    }

    static Object parse(Type type, String text) throws Unfit {
        String value = text.strip();
        if (type instanceof ParameterizedType generic) {
            return parseGeneric(generic, value);
        }
        if (!(type instanceof Class<?> plain)) {
            throw new IllegalStateException("a setting can't be of type " + type);
        }
        if (plain == String.class) {
            return value;
        }
        if (plain == int.class || plain == Integer.class) {
            return number(value, Integer.MIN_VALUE, Integer.MAX_VALUE).intValue();
        }
        if (plain == long.class || plain == Long.class) {
            return number(value, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return switch (value) {
                case "true" -> true;
                case "false" -> false;
                default -> throw unfit("truth");
            };
        }
        if (plain == Duration.class) {
            return duration(value);
        }
        if (plain == Path.class) {
            return path(value);
        }
        if (plain.isEnum()) {
            return choice(plain, value);
        }
        throw new IllegalStateException("a setting can't be of type " + type);
    }

    private static Object parseGeneric(ParameterizedType type, String value) throws Unfit {
        Type inner = type.getActualTypeArguments()[0];
        if (type.getRawType() == Optional.class) {
            return value.isEmpty() ? Optional.empty() : Optional.of(parse(inner, value));
        }
        if (type.getRawType() == List.class) {
            var all = new java.util.ArrayList<>();
            for (String part : value.split(",")) {
                if (!part.isBlank()) {
                    all.add(parse(inner, part));
                }
            }
            return List.copyOf(all);
        }
        throw new IllegalStateException("a setting can't be of type " + type);
    }

    private static Long number(String value, long least, long most) throws Unfit {
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with the range
        }
        throw new Unfit(Sentence.of("launcher.config.expects.number", "least", least, "most", most));
    }

    private static Duration duration(String value) throws Unfit {
        Matcher found = DURATION.matcher(value);
        if (!found.matches()) {
            throw unfit("duration");
        }
        long amount = Long.parseLong(found.group(1));
        try {
            return switch (found.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> within(Duration.ofSeconds(amount));
                case "m" -> within(Duration.ofMinutes(amount));
                case "h" -> within(Duration.ofHours(amount));
                default -> within(Duration.ofDays(amount));
            };
        } catch (ArithmeticException e) {
            throw unfit("duration");
        }
    }

    /** A duration whose nanoseconds don't fit is as wrong as a word: the first timer that gets it would fail. */
    private static Duration within(Duration duration) {
        long unused = duration.toNanos();
        return duration;
    }

    private static Path path(String value) throws Unfit {
        try {
            if (!value.isEmpty()) {
                return Path.of(value);
            }
        } catch (InvalidPathException e) {
            // told below
        }
        throw unfit("path");
    }

    private static Object choice(Class<?> type, String value) throws Unfit {
        for (Object constant : type.getEnumConstants()) {
            if (word(constant).equals(value)) {
                return constant;
            }
        }
        throw new Unfit(Sentence.of(
                "launcher.config.expects.choice",
                "choices",
                Arrays.stream(type.getEnumConstants()).map(SettingValue::word).collect(Collectors.joining(", "))));
    }

    /** An enum constant as it is written in the file. */
    static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Unfit unfit(String what) {
        return new Unfit(Sentence.of("launcher.config.expects." + what));
    }
}
