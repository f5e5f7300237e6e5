package io.mortise.sdk.testkit;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** Behind {@link MortiseTest}: starts servers when they are first asked for; JUnit's store closes them. */
final class MortiseExtension implements ParameterResolver, TestInstancePostProcessor {

    private static final Namespace NAMESPACE = Namespace.create(MortiseExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == MortiseServer.class;
    }

    @Override
    public MortiseServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return server(context);
    }

    @Override
    public void postProcessTestInstance(Object test, ExtensionContext context) throws IllegalAccessException {
        for (Class<?> type = test.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType() == MortiseServer.class && !Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    if (field.get(test) == null) {
                        field.set(test, server(context));
                    }
                }
            }
        }
    }

    private static MortiseServer server(ExtensionContext context) {
        ExtensionContext owner = annotated(context);
        MortiseTest wanted = owner.getRequiredTestClass().getAnnotation(MortiseTest.class);
        ExtensionContext scope = wanted.fresh() && context.getTestMethod().isPresent() ? context : owner;
        return scope.getStore(NAMESPACE)
                .computeIfAbsent(
                        MortiseServer.class,
                        _ -> MortiseServer.start(wanted.database(), settings(wanted)),
                        MortiseServer.class);
    }

    /** The context of the class that carries the annotation; a nested class shares the server of its outer one. */
    private static ExtensionContext annotated(ExtensionContext context) {
        ExtensionContext at = context;
        while (true) {
            boolean found = at.getTestMethod().isEmpty()
                    && at.getTestClass()
                            .filter(type -> type.isAnnotationPresent(MortiseTest.class))
                            .isPresent();
            if (found) {
                return at;
            }
            at = at.getParent()
                    .orElseThrow(() -> new IllegalStateException(
                            context.getDisplayName() + " has no class with @MortiseTest around it"));
        }
    }

    private static Map<String, String> settings(MortiseTest wanted) {
        var settings = new LinkedHashMap<String, String>();
        for (String setting : wanted.settings()) {
            int equals = setting.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("@MortiseTest: \"" + setting + "\" is not written key=value");
            }
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return settings;
    }
}
