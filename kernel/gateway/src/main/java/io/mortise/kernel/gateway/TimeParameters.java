package io.mortise.kernel.gateway;

import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Instants and dates as query and path parameters, written as in JSON. */
final class TimeParameters implements ParamConverterProvider {

    private static final Map<Class<?>, Function<String, ?>> PARSERS =
            Map.of(Instant.class, Instant::parse, LocalDate.class, LocalDate::parse);

    @Override
    public <T> @Nullable ParamConverter<T> getConverter(Class<T> type, Type generic, Annotation[] annotations) {
        Function<String, ?> parser = PARSERS.get(type);
        return parser == null ? null : new Parsed<>(type, parser);
    }

    private record Parsed<T>(Class<T> type, Function<String, ?> parser) implements ParamConverter<T> {

        @Override
        public @Nullable T fromString(@Nullable String text) {
            if (text == null) {
                return null;
            }
            try {
                return type.cast(parser.apply(text));
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(e);
            }
        }

        @Override
        public String toString(T value) {
            return value.toString();
        }
    }
}
