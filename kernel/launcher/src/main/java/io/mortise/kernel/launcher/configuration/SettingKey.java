package io.mortise.kernel.launcher.configuration;

import io.mortise.kernel.spi.Section;
import io.mortise.kernel.spi.Setting;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * One key of the configuration, in both spellings.
 *
 * @param name as in the file, {@code http.max-body}
 * @param variable as in the environment, {@code MORTISE_HTTP_MAX_BODY}
 * @param component the record component it is bound to
 * @param setting its default and help
 */
record SettingKey(String name, String variable, RecordComponent component, Setting setting) {

    /** The keys of a section's record, in the order of its components. */
    static List<SettingKey> of(Class<? extends Record> section) {
        return Arrays.stream(section.getRecordComponents())
                .map(component -> of(section(section), component))
                .toList();
    }

    /** The section's word. */
    static String section(Class<? extends Record> section) {
        return Objects.requireNonNull(section.getAnnotation(Section.class), () -> section + " has no @Section")
                .value();
    }

    private static SettingKey of(String section, RecordComponent component) {
        Setting setting = Objects.requireNonNull(
                component.getAnnotation(Setting.class),
                () -> component + " of section " + section + " has no @Setting");
        String name = section + "." + kebab(component.getName());
        return new SettingKey(name, variable(name), component, setting);
    }

    /** Whether it stands for all keys below it: {@code logging.level.…}. */
    boolean open() {
        return component.getType() == Map.class;
    }

    /** Whether its value must not be shown. */
    boolean secret() {
        return name.matches(".*(password|secret|passphrase|token).*");
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static String variable(String name) {
        return Configuration.PREFIX
                + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
