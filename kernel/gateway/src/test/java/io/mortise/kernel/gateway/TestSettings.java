package io.mortise.kernel.gateway;

import io.mortise.kernel.spi.Setting;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@link HttpSettings} with their defaults, any free port, and what a test wants otherwise. */
final class TestSettings {

    private TestSettings() {}

    static HttpSettings with(Object... pairs) {
        var wanted = new java.util.HashMap<String, Object>(Map.of("port", 0, "tlsPort", 0));
        for (int i = 0; i < pairs.length; i += 2) {
            wanted.put((String) pairs[i], pairs[i + 1]);
        }
        RecordComponent[] components = HttpSettings.class.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(component ->
                        wanted.containsKey(component.getName()) ? wanted.remove(component.getName()) : parse(component))
                .toArray();
        if (!wanted.isEmpty()) {
            throw new IllegalArgumentException("no such settings: " + wanted);
        }
        try {
            var constructor = HttpSettings.class.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(values);
        } catch (java.lang.reflect.InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object parse(RecordComponent component) {
        String text = component.getAnnotation(Setting.class).value();
        Class<?> type = component.getType();
        if (type == int.class) {
            return Integer.valueOf(text);
        }
        if (type == long.class) {
            return Long.valueOf(text);
        }
        if (type == boolean.class) {
            return Boolean.valueOf(text);
        }
        if (type == Duration.class) {
            return Duration.parse("PT" + text);
        }
        if (type == Optional.class) {
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        }
        return type == List.class ? (text.isEmpty() ? List.of() : List.of(text.split(","))) : text;
    }
}
