package io.mortise.identity.internal;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.mortise.access.Caller;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.data.Order;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.internal.PeopleTable.Column;
import io.mortise.identity.internal.PeopleTable.Line;
import io.mortise.identity.internal.domain.IdentityPermissions;
import io.mortise.identity.internal.domain.Label;
import io.mortise.identity.internal.domain.LabelKind;
import io.mortise.identity.internal.domain.OrganisationRules;
import io.mortise.identity.internal.domain.Person;
import io.mortise.identity.internal.domain.PersonDetails;
import io.mortise.identity.internal.domain.PersonFields;
import io.mortise.identity.internal.domain.Shown;
import io.mortise.identity.internal.persistence.CompanyStore;
import io.mortise.identity.internal.persistence.DepartmentStore;
import io.mortise.identity.internal.persistence.LabelStore;
import io.mortise.identity.internal.persistence.Members;
import io.mortise.identity.internal.persistence.PersonEntity;
import io.mortise.identity.internal.persistence.PersonStore;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Page;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import io.mortise.rest.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * People from a file and into a file. A person is known by his employee number: a second import changes what differs, and
 * blank cells say nothing. Departments, positions and tags must exist; departments are named, or pathed {@code 总部/销售部}.
 */
@Component(service = PeopleFile.class)
public final class PeopleFile {

    /** Most bytes of a file. */
    static final int BYTE_LIMIT = 20 << 20;

    private static final int MOST_FAULTS = 1000;
    private static final int EXPORT_PAGE = 500;

    private final Database database;
    private final Texts texts;
    private final Consequences consequences;
    private final People people;
    private final PersonStore store;
    private final Members members;
    private final DepartmentStore departments;
    private final CompanyStore company;

    @Activate
    public PeopleFile(
            @Reference Database database,
            @Reference Texts texts,
            @Reference Consequences consequences,
            @Reference People people) {
        this.database = database;
        this.texts = texts;
        this.consequences = consequences;
        this.people = people;
        this.store = new PersonStore(database);
        this.members = new Members(database);
        this.departments = new DepartmentStore(database);
        this.company = new CompanyStore(database);
    }

    /**
     * What an import did, or would do.
     *
     * @param written whether anything was kept
     * @param failed rows that were left out
     * @param faults what is wrong, at most a thousand
     */
    public record Outcome(
            boolean written,
            long rows,
            long created,
            long updated,
            long unchanged,
            long failed,
            List<RowFault> faults) {}

    /** What is wrong with a cell. */
    public record RowFault(long line, String column, String code, String message) {}

    /**
     * Takes a file.
     *
     * @param dryRun say what would happen and keep nothing
     * @param allOrNothing keep nothing when one row is wrong; else the others are kept
     */
    public Outcome bring(InputStream body, boolean dryRun, boolean allOrNothing) throws IOException {
        byte[] file = body.readNBytes(BYTE_LIMIT + 1);
        if (file.length > BYTE_LIMIT) {
            throw new ProblemException(Problem.of("import-too-large", 413).with("limit", BYTE_LIMIT));
        }
        List<Line> lines = PeopleTable.read(file);
        // Reading first: what is only looked at must lock nobody out.
        Plan preview = database.read(() -> new Plan(lines));
        if (dryRun || (allOrNothing && preview.failed() > 0)) {
            return preview.outcome(false);
        }
        return database.write(() -> {
            consequences.endEpoch();
            departments.lockAll();
            Plan plan = new Plan(lines);
            if (allOrNothing && plan.failed() > 0) {
                return plan.outcome(false);
            }
            plan.write();
            return plan.outcome(true);
        });
    }

    /** What becomes of every row. */
    private final class Plan {

        private final Map<UUID, PersonDetails> created = new LinkedHashMap<>();
        private final Map<Person, PersonDetails> updated = new LinkedHashMap<>();
        private final List<RowFault> faults = new ArrayList<>();
        private final Set<Long> failed = new HashSet<>();
        private final int rows;
        private long unchanged;

        private final Map<String, Person> known;
        private final Map<String, UUID> ids = new HashMap<>();
        private final Map<String, List<UUID>> departmentNames = new HashMap<>();
        private final Map<String, UUID> positions;
        private final Map<String, UUID> tags;
        private final Map<UUID, UUID> managers;
        private final String language;

        Plan(List<Line> lines) {
            PersonFields.requireWritable(
                    consequences.fields(IdentityPermissions.PERSON_IMPORT),
                    lines.stream()
                            .flatMap(line -> line.cells().keySet().stream())
                            .map(Column::field)
                            .collect(Collectors.toUnmodifiableSet()));
            this.rows = lines.size();
            this.known = store.byEmployeeNumbers(IdentityPermissions.PERSON_IMPORT, mentioned(lines)).stream()
                    .collect(Collectors.toMap(
                            person -> Objects.requireNonNull(person.details().employeeNumber()), person -> person));
            known.forEach((number, person) -> ids.put(number, person.id()));
            DepartmentTree tree = departments.tree();
            for (DepartmentTree.Department department : tree.all()) {
                String path = tree.path(department.id()).stream()
                        .map(DepartmentTree.Department::name)
                        .collect(Collectors.joining("/"));
                departmentNames
                        .computeIfAbsent(department.name(), _ -> new ArrayList<>())
                        .add(department.id());
                if (!path.equals(department.name())) {
                    departmentNames
                            .computeIfAbsent(path, _ -> new ArrayList<>())
                            .add(department.id());
                }
            }
            this.positions = labels(LabelKind.POSITION);
            this.tags = labels(LabelKind.TAG);
            this.managers = members.managers();
            this.language = company.read().languages().getFirst();
            var first = new HashMap<String, Long>();
            for (Line line : lines) {
                number(line, first);
            }
            for (Line line : lines) {
                if (!failed.contains(line.number())) {
                    take(line);
                }
            }
            // A row that falls may be the manager of others, which then fall too.
            int before;
            do {
                before = failed.size();
                lines.forEach(this::circle);
            } while (failed.size() > before);
        }

        private static Set<String> mentioned(List<Line> lines) {
            var numbers = new HashSet<String>();
            for (Line line : lines) {
                for (Column column : List.of(Column.EMPLOYEE_NUMBER, Column.MANAGER)) {
                    String cell = line.cell(column);
                    if (cell != null && cell.length() <= 50) {
                        numbers.add(cell);
                    }
                }
            }
            return numbers;
        }

        private Map<String, UUID> labels(LabelKind kind) {
            return new LabelStore(database, kind)
                    .after("", 100_000).stream().collect(Collectors.toMap(Label::name, Label::id));
        }

        private void number(Line line, Map<String, Long> first) {
            String number = line.cell(Column.EMPLOYEE_NUMBER);
            if (number == null) {
                fault(line, Column.EMPLOYEE_NUMBER, "required", Map.of());
                return;
            }
            Long before = first.putIfAbsent(number, line.number());
            if (before != null) {
                fault(line, Column.EMPLOYEE_NUMBER, "number-twice", Map.of("value", number, "line", before));
                return;
            }
            ids.computeIfAbsent(number, _ -> Ids.next());
        }

        private void take(Line line) {
            String number = Objects.requireNonNull(line.cell(Column.EMPLOYEE_NUMBER));
            Person before = known.get(number);
            PersonDetails now = before == null ? PersonDetails.named("", language) : before.details();
            UUID main = line.cell(Column.DEPARTMENT) == null
                    ? now.mainDepartment()
                    : department(line, Column.DEPARTMENT, line.cell(Column.DEPARTMENT));
            var all = new ArrayList<>(now.departments());
            if (main != null && !main.equals(now.mainDepartment())) {
                all.remove(now.mainDepartment());
            }
            if (line.cell(Column.OTHER_DEPARTMENTS) != null) {
                all.clear();
                for (String name : PeopleTable.names(line.cell(Column.OTHER_DEPARTMENTS))) {
                    UUID id = department(line, Column.OTHER_DEPARTMENTS, name);
                    if (id != null) {
                        all.add(id);
                    }
                }
            }
            PersonDetails details = OrganisationRules.normalise(new PersonDetails(
                    or(line.cell(Column.NAME), now.name()),
                    line.cell(Column.EMAIL) == null ? now.email() : line.cell(Column.EMAIL),
                    line.cell(Column.PHONE) == null ? now.phone() : line.cell(Column.PHONE),
                    number,
                    main,
                    all,
                    named(line, Column.POSITIONS, positions, now.positions(), "unknown-position-name"),
                    named(line, Column.TAGS, tags, now.tags(), "unknown-tag-name"),
                    manager(line, now.manager()),
                    or(line.cell(Column.LOCALE), now.locale())));
            for (FieldFault fault : OrganisationRules.faults(details)) {
                fault(line, column(fault.pointer()), fault.code(), fault.arguments());
            }
            if (failed.contains(line.number())) {
                return;
            }
            UUID id = Objects.requireNonNull(ids.get(number));
            if (details.manager() == null) {
                managers.remove(id);
            } else {
                managers.put(id, details.manager());
            }
            if (before == null) {
                created.put(id, details);
            } else if (before.details().equals(details)) {
                unchanged++;
            } else {
                updated.put(before, details);
            }
        }

        /** Only once every row is read is it known who is above whom. */
        private void circle(Line line) {
            String number = line.cell(Column.EMPLOYEE_NUMBER);
            UUID id = number == null ? null : ids.get(number);
            UUID manager = id == null ? null : managers.get(id);
            String named = line.cell(Column.MANAGER);
            if (id == null || manager == null || named == null || failed.contains(line.number())) {
                return;
            }
            boolean nobody = !created.containsKey(manager)
                    && known.values().stream().noneMatch(person -> person.id().equals(manager));
            if (nobody) {
                // His row is wrong, so he will not be there.
                fault(line, Column.MANAGER, "unknown-manager", Map.of("value", named));
            } else if (People.closesCircle(id, manager, managers)) {
                fault(line, Column.MANAGER, "manager-circle", Map.of());
            } else {
                return;
            }
            created.remove(id);
            updated.keySet().removeIf(person -> person.id().equals(id));
            managers.remove(id);
        }

        private @Nullable UUID department(Line line, Column column, @Nullable String name) {
            List<UUID> found = departmentNames.getOrDefault(name == null ? "" : name, List.of());
            if (found.size() == 1) {
                return found.getFirst();
            }
            fault(
                    line,
                    column,
                    found.isEmpty() ? "unknown-department-name" : "ambiguous-department",
                    Map.of("value", shortened(name)));
            return null;
        }

        private List<UUID> named(Line line, Column column, Map<String, UUID> all, List<UUID> now, String code) {
            if (line.cell(column) == null) {
                return now;
            }
            var found = new ArrayList<UUID>();
            for (String name : PeopleTable.names(line.cell(column))) {
                UUID id = all.get(name);
                if (id == null) {
                    fault(line, column, code, Map.of("value", shortened(name)));
                } else {
                    found.add(id);
                }
            }
            return found;
        }

        private @Nullable UUID manager(Line line, @Nullable UUID now) {
            String number = line.cell(Column.MANAGER);
            if (number == null) {
                return now;
            }
            UUID id = ids.get(number);
            if (id == null) {
                fault(line, Column.MANAGER, "unknown-manager", Map.of("value", shortened(number)));
            }
            return id;
        }

        private void fault(Line line, Column column, String code, Map<String, Object> arguments) {
            failed.add(line.number());
            if (faults.size() < MOST_FAULTS) {
                Locale locale = Caller.current().locale();
                faults.add(new RowFault(
                        line.number(),
                        texts.text(locale, column.text(), Map.of()),
                        code,
                        texts.text(locale, "fault." + code, arguments)));
            }
        }

        long failed() {
            return failed.size();
        }

        void write() {
            Instant now = consequences.now();
            String by = Caller.current().id();
            store.importAll(
                    created,
                    created.entrySet().stream()
                            .map(entry -> new PersonEntity(entry.getKey(), entry.getValue(), now, by))
                            .toList());
            updated.forEach((person, details) -> people.write(
                    IdentityPermissions.PERSON_IMPORT,
                    person.id(),
                    person.stamp().revision(),
                    details));
            consequences.transferred(updated.entrySet().stream()
                    .filter(entry -> People.belongsElsewhere(entry.getKey().details(), entry.getValue()))
                    .map(entry -> entry.getKey().id())
                    .toList());
            consequences.audit(
                    IdentityPermissions.PERSON_IMPORT,
                    null,
                    Map.of("created", Integer.toString(created.size()), "updated", Integer.toString(updated.size())));
        }

        Outcome outcome(boolean written) {
            return new Outcome(
                    written, rows, created.size(), updated.size(), unchanged, failed.size(), List.copyOf(faults));
        }
    }

    /** People to be written into a file: those that the caller may export. */
    public final class Export {

        private final List<Condition> conditions;
        private final Locale locale = Caller.current().locale();

        private Export(List<Condition> conditions) {
            this.conditions = conditions;
        }

        /** Writes all of them, some hundred in memory at a time; leaves the stream open. */
        public void write(OutputStream out) throws IOException {
            // Spreadsheets take a file without a byte order mark for anything but UTF-8.
            out.write(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
            CsvWriter csv =
                    CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out, StandardCharsets.UTF_8);
            var headings = new ArrayList<String>();
            for (Column column : Column.values()) {
                headings.add(texts.text(locale, column.text(), Map.of()));
            }
            csv.writeRecord(headings);
            String after = null;
            long total = 0;
            do {
                String from = after;
                Page<Shown> page = people.page(
                        IdentityPermissions.PERSON_EXPORT, conditions, Order.ascending("name_key"), EXPORT_PAGE, from);
                long size = page.items().size();
                total += size;
                List<List<String>> rows = database.write(() -> {
                    consequences.spend(IdentityPermissions.PERSON_EXPORT, size);
                    return rows(page.items());
                });
                rows.forEach(csv::writeRecord);
                after = page.next();
            } while (after != null);
            csv.flush();
            String all = Long.toString(total);
            database.write(() -> {
                consequences.audit(IdentityPermissions.PERSON_EXPORT, null, Map.of("rows", all));
                return true;
            });
        }
    }

    /** Begins an export. */
    public Export export(List<Condition> conditions) {
        return new Export(conditions);
    }

    /** What the caller may not read is an empty cell; masked values are left out, not written half. */
    private List<List<String>> rows(List<Shown> some) {
        DepartmentTree tree = departments.tree();
        Map<UUID, String> positions = labelNames(LabelKind.POSITION);
        Map<UUID, String> tags = labelNames(LabelKind.TAG);
        Map<UUID, String> numbers = store
                .byIds(
                        IdentityPermissions.PERSON_EXPORT,
                        some.stream()
                                .map(shown -> shown.person().details().manager())
                                .filter(Objects::nonNull)
                                .distinct()
                                .toList())
                .stream()
                .filter(person -> person.details().employeeNumber() != null)
                .collect(Collectors.toMap(
                        Person::id,
                        person -> Objects.requireNonNull(person.details().employeeNumber())));
        var rows = new ArrayList<List<String>>();
        for (Shown shown : some) {
            PersonDetails details = shown.person().details();
            var others = new ArrayList<>(details.departments());
            others.remove(details.mainDepartment());
            var cells = new ArrayList<String>();
            cells.add(or(details.employeeNumber(), ""));
            cells.add(details.name());
            cells.add(or(details.email(), ""));
            cells.add(or(details.phone(), ""));
            cells.add(details.mainDepartment() == null ? "" : path(tree, details.mainDepartment()));
            cells.add(others.stream().map(id -> path(tree, id)).collect(Collectors.joining(";")));
            cells.add(joined(details.positions(), positions));
            cells.add(joined(details.tags(), tags));
            cells.add(details.manager() == null ? "" : numbers.getOrDefault(details.manager(), ""));
            cells.add(details.locale());
            for (Column column : Column.values()) {
                if (!shown.fields().of(column.field()).isReadable()) {
                    cells.set(column.ordinal(), "");
                }
            }
            rows.add(cells.stream().map(PeopleTable::harmless).toList());
        }
        return rows;
    }

    private Map<UUID, String> labelNames(LabelKind kind) {
        return new LabelStore(database, kind)
                .after("", 100_000).stream().collect(Collectors.toMap(Label::id, Label::name));
    }

    private static String joined(Collection<UUID> ids, Map<UUID, String> names) {
        return ids.stream().map(id -> names.getOrDefault(id, "")).collect(Collectors.joining(";"));
    }

    private static String path(DepartmentTree tree, UUID id) {
        return tree.path(id).stream().map(DepartmentTree.Department::name).collect(Collectors.joining("/"));
    }

    private static Column column(String pointer) {
        return switch (pointer) {
            case "/email" -> Column.EMAIL;
            case "/phone" -> Column.PHONE;
            case "/employeeNumber" -> Column.EMPLOYEE_NUMBER;
            case "/locale" -> Column.LOCALE;
            default -> Column.NAME;
        };
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }

    private static String shortened(@Nullable String text) {
        return text == null ? "" : text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
