package io.mortise.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Kinds of files that are taken: documents, pictures, sound, film, archives. What a browser or an office would run is not among
 * them: no web pages, vector pictures, scripts, programs, macros.
 */
public enum FileKind {
    PNG("image/png", Set.of("png"), Magic.hex(0, "89504e470d0a1a0a")),
    JPEG("image/jpeg", Set.of("jpg", "jpeg"), Magic.hex(0, "ffd8ff")),
    GIF("image/gif", Set.of("gif"), Magic.text(0, "GIF87a"), Magic.text(0, "GIF89a")),
    WEBP("image/webp", Set.of("webp"), Magic.text(0, "RIFF").and(Magic.text(8, "WEBP"))),
    HEIC("image/heic", Set.of("heic"), Magic.text(4, "ftyphei"), Magic.text(4, "ftypmif1")),
    PDF("application/pdf", Set.of("pdf"), Magic.text(0, "%PDF-")),
    DOCX(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Set.of("docx"),
            Magic.hex(0, "504b0304")),
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Set.of("xlsx"), Magic.hex(0, "504b0304")),
    PPTX(
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Set.of("pptx"),
            Magic.hex(0, "504b0304")),
    DOC("application/msword", Set.of("doc", "wps"), Magic.hex(0, "d0cf11e0a1b11ae1")),
    XLS("application/vnd.ms-excel", Set.of("xls", "et"), Magic.hex(0, "d0cf11e0a1b11ae1")),
    PPT("application/vnd.ms-powerpoint", Set.of("ppt", "dps"), Magic.hex(0, "d0cf11e0a1b11ae1")),
    ZIP("application/zip", Set.of("zip"), Magic.hex(0, "504b0304"), Magic.hex(0, "504b0506")),
    SEVEN_ZIP("application/x-7z-compressed", Set.of("7z"), Magic.hex(0, "377abcaf271c")),
    RAR("application/vnd.rar", Set.of("rar"), Magic.hex(0, "526172211a07")),
    MP3(
            "audio/mpeg",
            Set.of("mp3"),
            Magic.text(0, "ID3"),
            Magic.hex(0, "fffb"),
            Magic.hex(0, "fff3"),
            Magic.hex(0, "fff2")),
    AMR("audio/amr", Set.of("amr"), Magic.text(0, "#!AMR")),
    WAV("audio/wav", Set.of("wav"), Magic.text(0, "RIFF").and(Magic.text(8, "WAVE"))),
    M4A("audio/mp4", Set.of("m4a"), Magic.text(4, "ftyp")),
    MP4("video/mp4", Set.of("mp4"), Magic.text(4, "ftyp")),
    MOV("video/quicktime", Set.of("mov"), Magic.text(4, "ftyp"), Magic.text(4, "moov"), Magic.text(4, "mdat")),
    TEXT("text/plain", Set.of("txt", "md", "log"), Magic.PLAIN_TEXT),
    CSV("text/csv", Set.of("csv"), Magic.PLAIN_TEXT);

    /** How many bytes of a file tell its kind. */
    public static final int HEAD = 4096;

    /** Other names that are given to the same types. */
    private static final List<List<String>> ALSO = List.of(
            List.of("image/jpg", "image/jpeg"),
            List.of("image/pjpeg", "image/jpeg"),
            List.of("image/heif", "image/heic"),
            List.of("application/x-zip-compressed", "application/zip"),
            List.of("application/x-rar-compressed", "application/vnd.rar"),
            List.of("application/x-rar", "application/vnd.rar"),
            List.of("audio/mp3", "audio/mpeg"),
            List.of("audio/x-wav", "audio/wav"),
            List.of("audio/wave", "audio/wav"),
            List.of("audio/x-m4a", "audio/mp4"),
            List.of("text/markdown", "text/plain"),
            List.of("text/x-markdown", "text/plain"),
            List.of("application/csv", "text/csv"));

    private final String type;
    private final Set<String> extensions;
    private final List<Magic> magic;

    FileKind(String type, Set<String> extensions, Magic... magic) {
        this.type = type;
        this.extensions = extensions;
        this.magic = List.of(magic);
    }

    /** Its media type. */
    public String type() {
        return type;
    }

    /** How names of such files end, in lower case, without the dot. */
    public Set<String> extensions() {
        return extensions;
    }

    /** The one that a name ends with. */
    public static Optional<FileKind> ofName(String name) {
        int dot = name.lastIndexOf('.');
        String extension = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(kind -> kind.extensions.contains(extension))
                .findFirst();
    }

    /** Whether bytes begin as those of such a file do. */
    public boolean begins(byte[] head) {
        return magic.stream().anyMatch(one -> one.fits(head));
    }

    /** Whether a media type, with or without parameters, is this one or says nothing. */
    public boolean isCalled(String said) {
        String bare = said.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (bare.isEmpty() || bare.equals("application/octet-stream") || bare.equals(type)) {
            return true;
        }
        if (this == CSV && (bare.equals("application/vnd.ms-excel") || bare.equals("text/plain"))) {
            return true;
        }
        return ALSO.stream()
                .anyMatch(pair -> pair.getFirst().equals(bare) && pair.getLast().equals(type));
    }

    /** How files of a kind begin. */
    private interface Magic {

        /** No control characters, and nothing that a browser takes for a page. */
        Magic PLAIN_TEXT = head -> {
            for (byte one : head) {
                if ((one >= 0 && one < ' ' && one != '\t' && one != '\n' && one != '\r' && one != '\f')
                        || one == 0x7f) {
                    return false;
                }
            }
            String text = new String(head, StandardCharsets.UTF_8)
                    .replace("\ufeff", "")
                    .stripLeading();
            return !text.startsWith("<") && !text.startsWith("%PDF-") && !text.startsWith("#!");
        };

        boolean fits(byte[] head);

        default Magic and(Magic other) {
            return head -> fits(head) && other.fits(head);
        }

        static Magic text(int at, String expected) {
            return bytes(at, expected.getBytes(StandardCharsets.US_ASCII));
        }

        static Magic hex(int at, String expected) {
            return bytes(at, java.util.HexFormat.of().parseHex(expected));
        }

        private static Magic bytes(int at, byte[] expected) {
            return head -> head.length >= at + expected.length
                    && Arrays.equals(head, at, at + expected.length, expected, 0, expected.length);
        }
    }
}
