package io.mortise.sdk.modulejar;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.util.List;
import java.util.SortedMap;

/** Finds the classes annotated with {@code jakarta.persistence.Entity}, for the header {@code Mortise-Entities}. */
final class Entities {

    private static final String ENTITY = "Ljakarta/persistence/Entity;";

    private Entities() {}

    static List<String> among(SortedMap<String, byte[]> classes) {
        return classes.entrySet().stream()
                .filter(entry -> isEntity(entry.getValue()))
                .map(entry -> entry.getKey().replaceAll("\\.class$", "").replace('/', '.'))
                .toList();
    }

    private static boolean isEntity(byte[] classFile) {
        return ClassFile.of()
                .parse(classFile)
                .findAttribute(Attributes.runtimeVisibleAnnotations())
                .map(visible -> visible.annotations().stream()
                        .anyMatch(annotation -> annotation.className().equalsString(ENTITY)))
                .orElse(false);
    }
}
