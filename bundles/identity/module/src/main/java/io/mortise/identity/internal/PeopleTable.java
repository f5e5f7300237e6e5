package io.mortise.identity.internal;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.mortise.identity.internal.domain.OrganisationRules;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file of people as a table: text by its encoding, rows by its separator, columns by their headings. */
final class PeopleTable {

    /** Most rows of a file: all are held at once, since a manager may stand below his people. */
    static final int ROW_LIMIT = 20_000;

    private static final int CELL_LIMIT = 10_000;
    private static final int COLUMN_LIMIT = 200;

    /** What a column may hold, with the headings that say so. */
    enum Column {
        EMPLOYEE_NUMBER("employeeNumber", "工号", "员工编号", "employee number", "employeenumber", "employee no", "staff id"),
        NAME("name", "姓名", "名称", "name", "full name"),
        EMAIL("email", "邮箱", "电子邮箱", "电子邮件", "email", "e-mail", "mail"),
        PHONE("phone", "手机", "手机号", "电话", "联系电话", "phone", "mobile"),
        DEPARTMENT("mainDepartmentId", "部门", "主部门", "所属部门", "department", "main department"),
        OTHER_DEPARTMENTS("departmentIds", "其他部门", "兼职部门", "other departments"),
        POSITIONS("positionIds", "职位", "岗位", "职务", "position", "positions", "title"),
        TAGS("tagIds", "标签", "tag", "tags"),
        MANAGER("managerId", "上级工号", "直属上级", "直属上级工号", "manager", "manager number", "line manager"),
        LOCALE("locale", "语言", "language", "locale");

        private final String field;
        private final List<String> headings;

        Column(String field, String... headings) {
            this.field = field;
            this.headings = List.of(headings);
        }

        /** The field that it holds, as in {@code module.json}. */
        String field() {
            return field;
        }

        /** Key of its heading in exported files. */
        String text() {
            return "column." + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        private static Optional<Column> of(String heading) {
            String key = OrganisationRules.key(heading.strip());
            for (Column column : values()) {
                if (column.headings.contains(key)) {
                    return Optional.of(column);
                }
            }
            return Optional.empty();
        }
    }

    /** One row; a cell that is blank or has no column is absent. */
    record Line(long number, Map<Column, String> cells) {
        @Nullable
        String cell(Column column) {
            return cells.get(column);
        }
    }

    private PeopleTable() {}

    /** The rows of a file. */
    static List<Line> read(byte[] file) {
        String text = text(file);
        if (text.indexOf('\0') >= 0) {
            throw refused("import-not-text");
        }
        var lines = new ArrayList<Line>();
        long last = 0;
        try (CsvReader<CsvRecord> rows = CsvReader.builder()
                .fieldSeparator(separator(text))
                .skipEmptyLines(true)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .build(
                        CsvRecordHandler.builder()
                                .maxFields(COLUMN_LIMIT)
                                .maxFieldSize(CELL_LIMIT)
                                .maxRecordSize(10 * CELL_LIMIT)
                                .build(),
                        text)) {
            Map<Column, Integer> places = Map.of();
            for (CsvRecord row : rows) {
                last = row.getStartingLineNumber();
                if (places.isEmpty()) {
                    places = places(row.getFields());
                } else if (lines.size() == ROW_LIMIT) {
                    throw new ProblemException(
                            Problem.of("import-too-long", 400).with("limit", ROW_LIMIT));
                } else {
                    lines.add(new Line(last, cells(row.getFields(), places)));
                }
            }
        } catch (CsvParseException e) {
            throw new ProblemException(
                    Problem.of("import-malformed", 400).with("line", last + 1).with("cellLimit", CELL_LIMIT), e);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        if (lines.isEmpty()) {
            throw refused("import-empty");
        }
        return lines;
    }

    /** Of several names in one cell, each. */
    static List<String> names(@Nullable String cell) {
        if (cell == null) {
            return List.of();
        }
        return java.util.Arrays.stream(cell.split("[;；、|]", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    /**
     * A cell that a spreadsheet would take for a formula, with an apostrophe before it. Whoever opens the file must not run
     * what a stranger wrote into his name.
     */
    static String harmless(String cell) {
        return isFormula(cell) ? "'" + cell : cell;
    }

    private static String original(String cell) {
        return cell.startsWith("'") && isFormula(cell.substring(1)) ? cell.substring(1) : cell;
    }

    /** Apostrophes before it do not make it another cell: else taking one away would not be the reverse of adding one. */
    private static boolean isFormula(String cell) {
        String inner = cell.replaceFirst("^'+", "");
        return !inner.isEmpty() && "=+-@\t\r".indexOf(inner.charAt(0)) >= 0;
    }

    private static Map<Column, Integer> places(List<String> headings) {
        var places = new EnumMap<Column, Integer>(Column.class);
        for (int i = 0; i < headings.size(); i++) {
            int place = i;
            Column.of(headings.get(i)).ifPresent(column -> places.putIfAbsent(column, place));
        }
        if (!places.containsKey(Column.NAME) || !places.containsKey(Column.EMPLOYEE_NUMBER)) {
            String found = String.join(", ", headings.stream().limit(30).toList());
            throw new ProblemException(Problem.of("import-columns-missing", 400)
                    .with("columns", found.substring(0, Math.min(500, found.length()))));
        }
        return places;
    }

    private static Map<Column, String> cells(List<String> fields, Map<Column, Integer> places) {
        var cells = new EnumMap<Column, String>(Column.class);
        places.forEach((column, place) -> {
            if (place < fields.size() && !fields.get(place).isBlank()) {
                cells.put(column, original(fields.get(place)).strip());
            }
        });
        return cells;
    }

    /** By its byte order mark, else UTF-8 when every byte fits, else GB18030 when every byte fits. Nothing is replaced. */
    private static String text(byte[] file) {
        if (file.length >= 2 && (file[0] & 0xFF) == 0xFF && (file[1] & 0xFF) == 0xFE) {
            return Objects.requireNonNullElseGet(decoded(file, 2, StandardCharsets.UTF_16LE), PeopleTable::unreadable);
        }
        boolean marked =
                file.length >= 3 && (file[0] & 0xFF) == 0xEF && (file[1] & 0xFF) == 0xBB && (file[2] & 0xFF) == 0xBF;
        String text = decoded(file, marked ? 3 : 0, StandardCharsets.UTF_8);
        if (text == null && !marked) {
            text = decoded(file, 0, Charset.forName("GB18030"));
        }
        return Objects.requireNonNullElseGet(text, PeopleTable::unreadable);
    }

    private static @Nullable String decoded(byte[] file, int from, Charset charset) {
        try {
            return charset.newDecoder()
                    .decode(ByteBuffer.wrap(file, from, file.length - from))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static String unreadable() {
        throw refused("import-unreadable");
    }

    private static char separator(String text) {
        int end = text.indexOf('\n');
        String first = end < 0 ? text : text.substring(0, end);
        char best = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(first, candidate) > count(first, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    private static ProblemException refused(String type) {
        return new ProblemException(Problem.of(type, 400));
    }
}
