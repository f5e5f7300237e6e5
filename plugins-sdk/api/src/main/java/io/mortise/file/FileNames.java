package io.mortise.file;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Names of files as people give them: what is safe to show, to send in a header and to save under. */
public final class FileNames {

    /** Longest name in characters. */
    public static final int LONGEST = 200;

    private static final Set<String> DEVICES = Set.of(
            "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1",
            "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

    private FileNames() {}

    /**
     * The name itself, composed (NFC) and without blanks around it; empty when nobody should save under it: a path, a hidden file, a
     * name of a device, control characters, direction marks that turn {@code cod.exe} round, halves of characters, too long.
     */
    public static Optional<String> safe(String given) {
        String name = Normalizer.normalize(given, Normalizer.Form.NFC).strip();
        if (name.isEmpty() || name.length() > LONGEST || name.startsWith(".") || name.endsWith(".")) {
            return Optional.empty();
        }
        String base = name.split("\\.", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (DEVICES.contains(base) || name.codePoints().anyMatch(FileNames::isUnsafe)) {
            return Optional.empty();
        }
        return Optional.of(name);
    }

    private static boolean isUnsafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> "/\\:*?\"<>|".indexOf(c) >= 0;
        };
    }

    /** The value of {@code Content-Disposition} under which a browser saves the file and never shows it (RFC 6266). */
    public static String attachment(String name) {
        var plain = new StringBuilder();
        name.codePoints()
                .forEach(c ->
                        plain.appendCodePoint(c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '%' ? c : '_'));
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded(name);
    }

    private static String encoded(String name) {
        var text = new StringBuilder();
        for (byte one : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (one >= 'a' && one <= 'z')
                    || (one >= 'A' && one <= 'Z')
                    || (one >= '0' && one <= '9')
                    || one == '.'
                    || one == '-'
                    || one == '_';
            text.append(plain ? String.valueOf((char) one) : String.format(Locale.ROOT, "%%%02X", one));
        }
        return text.toString();
    }
}
