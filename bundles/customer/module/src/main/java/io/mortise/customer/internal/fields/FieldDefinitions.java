package io.mortise.customer.internal.fields;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Access;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.Permission;
import io.mortise.customer.internal.JobRow;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.fields.FieldDefinition.Said;
import io.mortise.customer.internal.fields.FieldDefinition.State;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.filter.CheckedFilter;
import io.mortise.filter.FilterException;
import io.mortise.filter.Filters;
import io.mortise.message.Jobs;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Defines fields: a draft can be changed at will, a live one only in what does not touch its values, and a retired one keeps
 * them until it is live again. The route asks who may; what is written is in the audit trail.
 */
@Component(service = FieldDefinitions.class)
public final class FieldDefinitions {

    /** For {@link io.mortise.access.Requires}. */
    public static final String FIELD = "customer.field";

    /** Most fields that are not retired. */
    static final int MOST = 200;

    private static final int MOST_CHOICES = 500;
    private static final Permission CONFIGURE = new Permission(FIELD, "configure");
    private static final Pattern KEY = Pattern.compile("[a-z][a-zA-Z0-9]{0,39}");
    private static final Set<String> CLASSES =
            Set.of("public", "internal", "personal", "contact", "money", "cost", "secret");
    private static final Set<String> MASKS = Set.of("phone", "email", "name", "tail4");

    private final Database database;
    private final FieldBook book;
    private final ObjectCatalog catalog;
    private final Access access;
    private final Jobs jobs;

    @Activate
    public FieldDefinitions(
            @Reference Database database,
            @Reference FieldBook book,
            @Reference ObjectCatalog catalog,
            @Reference Access access,
            @Reference Jobs jobs) {
        this.database = database;
        this.book = book;
        this.catalog = catalog;
        this.access = access;
        this.jobs = jobs;
    }

    /** All of them. */
    public List<FieldDefinition> all() {
        return database.read(book::all);
    }

    /** One of them. */
    public FieldDefinition require(UUID id) {
        return database.read(() -> find(id));
    }

    /** A new draft. */
    public FieldDefinition draft(Said said) {
        check(said);
        var field = new FieldDefinition(Ids.next(), said, State.DRAFT, List.of(), false, 1);
        return database.write(() -> {
            lock();
            List<FieldDefinition> all = book.all();
            if (all.stream().filter(one -> one.state() != State.RETIRED).count() >= MOST) {
                throw new ProblemException(
                        Problem.of("customer-too-many-fields", 409).with("limit", MOST));
            }
            if (all.stream().anyMatch(one -> one.said().key().equalsIgnoreCase(said.key()))) {
                throw taken(said);
            }
            database.execute(
                    "insert into customer_field (id, object_name, field_key, state, stored_in, is_indexed, definition, revision) values"
                            + " (:id, :object, :key, 'draft', '', false, :definition, 1)",
                    Map.of(
                            "id", field.id(),
                            "object", said.object(),
                            "key", said.key(),
                            "definition", FieldBook.write(said)));
            told(field, "draft");
            return field;
        });
    }

    /** Says it anew; of one that is or was live, what its values mean stays. */
    public FieldDefinition change(UUID id, long revision, Said said) {
        check(said);
        return replace(id, revision, "change", before -> {
            Said old = before.said();
            boolean same = old.key().equals(said.key()) && old.object().equals(said.object());
            boolean values = old.type() == said.type()
                    && old.unique() == said.unique()
                    && old.filterable() == said.filterable()
                    && said.choices().containsAll(old.choices());
            if (!same || (before.state() != State.DRAFT && !values)) {
                throw new ProblemException(
                        Problem.of("customer-field-fixed", 409).with("field", old.key()));
            }
            var after = new FieldDefinition(
                    id, said, before.state(), before.columns(), before.indexed(), before.revision());
            if (after.isLive()) {
                requireRunnable(after);
            }
            return after;
        });
    }

    /** Makes it live: at once, for everybody. */
    public FieldDefinition publish(UUID id, long revision) {
        return replace(id, revision, "publish", before -> {
            if (before.isLive()) {
                return before;
            }
            List<String> columns = before.columns().isEmpty() ? columns(before) : before.columns();
            var after =
                    new FieldDefinition(id, before.said(), State.LIVE, columns, before.indexed(), before.revision());
            requireRunnable(after);
            return after;
        });
    }

    /** Takes it out of sight; its values stay, for when it is published again. */
    public FieldDefinition retire(UUID id, long revision) {
        return replace(id, revision, "retire", before -> {
            if (!before.isLive()) {
                throw new ProblemException(Problem.of("customer-field-not-live", 409)
                        .with("field", before.said().key()));
            }
            book.all().stream()
                    .filter(FieldDefinition::isLive)
                    .filter(other -> other.said().formula() != null
                            && Formula.parse(other.said().formula()).fields().contains(before.name()))
                    .findFirst()
                    .ifPresent(user -> {
                        throw new ProblemException(Problem.of("customer-field-in-use", 409)
                                .with("field", before.said().key())
                                .with("by", user.said().key()));
                    });
            return new FieldDefinition(
                    id, before.said(), State.RETIRED, before.columns(), before.indexed(), before.revision());
        });
    }

    /** Notes that lists can be sorted by it now. */
    void indexed(UUID id) {
        database.write(() -> {
            lock();
            FieldDefinition before = find(id);
            if (!before.indexed()) {
                write(new FieldDefinition(
                        id, before.said(), before.state(), before.columns(), true, before.revision()));
            }
            return before;
        });
    }

    private FieldDefinition replace(UUID id, long revision, String act, UnaryOperator<FieldDefinition> change) {
        return database.write(() -> {
            lock();
            FieldDefinition before = find(id);
            if (before.revision() != revision) {
                throw new ProblemException(Problem.of("customer-field-stale", 412)
                        .with("field", before.said().key())
                        .with("revision", revision));
            }
            FieldDefinition after = write(change.apply(before));
            if (after.wantsIndex()) {
                jobs.enqueue(FieldIndexJob.NAME, id.toString(), JobRow.of("field", id), Duration.ZERO);
            }
            told(after, act);
            return after;
        });
    }

    /** Whoever defines fields at the same moment waits: what is checked about all of them holds until the commit. */
    private void lock() {
        database.execute("update customer_field_version set version = version + 1 where id = 1", Map.of());
    }

    private FieldDefinition write(FieldDefinition after) {
        database.execute(
                "update customer_field set state = :state, stored_in = :columns, is_indexed = :indexed,"
                        + " definition = :definition, revision = revision + 1 where id = :id",
                Map.of(
                        "id", after.id(),
                        "state", after.state().name().toLowerCase(Locale.ROOT),
                        "columns", String.join(",", after.columns()),
                        "indexed", after.indexed(),
                        "definition", FieldBook.write(after.said())));
        database.afterCommit(book::refresh);
        return new FieldDefinition(
                after.id(), after.said(), after.state(), after.columns(), after.indexed(), after.revision() + 1);
    }

    private FieldDefinition find(UUID id) {
        return database.rows("select * from customer_field where id = :id", Map.of("id", id), FieldBook::read).stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.of("customer-field-not-found", 404).with("id", id.toString())));
    }

    private void told(FieldDefinition field, String act) {
        access.audit(
                CONFIGURE,
                null,
                null,
                Map.of(
                        "act", act,
                        "field", field.name(),
                        "state", field.state().name().toLowerCase(Locale.ROOT)));
    }

    /** Columns that no other field has or had: what a retired one left in them must never show in another. */
    private List<String> columns(FieldDefinition field) {
        if (!field.said().filterable()) {
            return List.of();
        }
        var used = new HashSet<String>();
        book.all().forEach(one -> used.addAll(one.columns()));
        var columns = new ArrayList<String>();
        for (char kind : field.said().type().columns()) {
            columns.add(free(kind, used)
                    .orElseThrow(() -> new ProblemException(Problem.of("customer-field-columns-used", 409)
                            .with("type", field.said().type().key())
                            .with("limit", CustomType.most(kind)))));
        }
        return columns;
    }

    private static Optional<String> free(char kind, Set<String> used) {
        for (int i = 1; i <= CustomType.most(kind); i++) {
            if (used.add("x_" + kind + i)) {
                return Optional.of("x_" + kind + i);
            }
        }
        return Optional.empty();
    }

    /** What only all live fields together tell: formulas without circles, conditions that can be asked. */
    private void requireRunnable(FieldDefinition field) {
        var faults = new ArrayList<FieldFault>();
        var live = new LinkedHashMap<String, FieldDefinition>();
        book.all().stream().filter(FieldDefinition::isLive).forEach(one -> live.put(one.name(), one));
        live.put(field.name(), field);
        formulas(field, live, faults);
        String requiredWhen = field.said().requiredWhen();
        if (requiredWhen != null) {
            try {
                requiredWhen(requiredWhen);
            } catch (FilterException e) {
                faults.add(new FieldFault(
                        "/requiredWhen",
                        "filter-invalid",
                        Map.of("at", e.faults().getFirst().at())));
            }
        }
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
    }

    /** The condition for whom it does not matter who asks. */
    private CheckedFilter requiredWhen(String text) {
        ObjectCatalog.ObjectType type = catalog.object(CustomerPermissions.CUSTOMER)
                .orElseThrow(() -> new IllegalStateException("customers are not served"));
        return Filters.check(text, type, Map.of());
    }

    /** All formulas, since one may be computed from another that has changed. */
    private static void formulas(FieldDefinition field, Map<String, FieldDefinition> live, List<FieldFault> faults) {
        for (FieldDefinition one : live.values()) {
            if (faults.isEmpty() && one.said().formula() != null) {
                kind(one.name(), live, new HashSet<>(), faults);
            }
        }
        if (!faults.isEmpty() && field.said().formula() == null) {
            FieldFault first = faults.removeFirst();
            faults.clear();
            faults.add(new FieldFault("", first.code(), first.arguments()));
        }
    }

    /** What a field is in a formula. */
    private static @Nullable FormulaKind kind(
            String name, Map<String, FieldDefinition> live, Set<String> open, List<FieldFault> faults) {
        FieldDefinition field = live.get(name);
        if (field == null) {
            return RecordValues.KINDS.get(name);
        }
        String formula = field.said().formula();
        if (formula == null) {
            return field.said().type().kind();
        }
        if (!open.add(name)) {
            faults.add(new FieldFault("/formula", "formula-circle", Map.of("field", name)));
            return null;
        }
        FormulaKind kind = Formula.parse(formula).kind(other -> kind(other, live, open, faults), faults);
        open.remove(name);
        return kind;
    }

    private static void check(Said said) {
        var faults = new ArrayList<FieldFault>();
        if (!said.object().equals(CustomerPermissions.CUSTOMER)) {
            faults.add(new FieldFault("/object", "unknown-choice", Map.of("choices", CustomerPermissions.CUSTOMER)));
        }
        if (!KEY.matcher(said.key()).matches()) {
            faults.add(FieldFault.of("/key", "field-key"));
        }
        if (said.label().values().stream().allMatch(String::isBlank)) {
            faults.add(FieldFault.of("/label", "required"));
        }
        texts("/label", said.label(), 100, faults);
        texts("/help", said.help(), 1000, faults);
        if (!CLASSES.contains(said.sensitivity())) {
            faults.add(new FieldFault(
                    "/sensitivity",
                    "unknown-choice",
                    Map.of(
                            "choices",
                            String.join(", ", CLASSES.stream().sorted().toList()))));
        }
        if (said.mask() != null && (!MASKS.contains(said.mask()) || said.type() != CustomType.TEXT)) {
            faults.add(new FieldFault(
                    "/mask",
                    "unknown-choice",
                    Map.of("choices", String.join(", ", MASKS.stream().sorted().toList()))));
        }
        choices(said, faults);
        formula(said, faults);
        boolean columns = !said.type().columns().isEmpty();
        if (said.filterable() && !columns) {
            faults.add(FieldFault.of("/filterable", "field-not-filterable"));
        }
        if (said.sortable() && (!said.filterable() || !said.type().isSortable())) {
            faults.add(FieldFault.of("/sortable", "field-type-not-sortable"));
        }
        if (said.unique()
                && said.type() != CustomType.TEXT
                && said.type() != CustomType.NUMBER
                && said.type() != CustomType.DATE) {
            faults.add(FieldFault.of("/unique", "field-not-unique"));
        }
        JsonNode value = said.defaultValue();
        if (value != null && !value.isNull() && faults.isEmpty()) {
            var field = new FieldDefinition(new UUID(0, 0), said, State.DRAFT, List.of(), false, 1);
            CustomValue.read(field, value, "/defaultValue", faults);
        }
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
    }

    private static void texts(String pointer, Map<String, String> texts, int most, List<FieldFault> faults) {
        texts.forEach((language, text) -> {
            if (!language.equals("en") && !language.equals("zh-CN")) {
                faults.add(new FieldFault(pointer, "unknown-choice", Map.of("choices", "en, zh-CN")));
            } else if (text.length() > most) {
                faults.add(new FieldFault(pointer + "/" + language, "too-long", Map.of("max", most)));
            } else if (text.chars().anyMatch(Character::isISOControl)) {
                faults.add(FieldFault.of(pointer + "/" + language, "control-character"));
            }
        });
    }

    private static void choices(Said said, List<FieldFault> faults) {
        List<String> choices = said.choices();
        if (said.type().hasChoices() == choices.isEmpty() || choices.size() > MOST_CHOICES) {
            faults.add(new FieldFault("/choices", "wrong-size", Map.of("min", 1, "max", MOST_CHOICES)));
        }
        int length = 0;
        for (int i = 0; i < choices.size(); i++) {
            String choice = choices.get(i);
            length += choice.length() + 1;
            boolean plain = choice.equals(choice.strip())
                    && !choice.contains("|")
                    && choice.chars().noneMatch(Character::isISOControl);
            if (choice.isBlank() || choice.length() > 100 || !plain || choices.indexOf(choice) != i) {
                faults.add(FieldFault.of("/choices/" + i, "bad-choice"));
                return;
            }
        }
        if (said.type() == CustomType.MULTI && said.filterable() && length >= CustomValue.FILTERABLE) {
            faults.add(new FieldFault("/choices", "too-long", Map.of("max", CustomValue.FILTERABLE)));
        }
    }

    private static void formula(Said said, List<FieldFault> faults) {
        String formula = said.formula();
        if ((formula != null) != (said.type() == CustomType.FORMULA)) {
            faults.add(FieldFault.of("/formula", formula == null ? "required" : "unknown-field"));
            return;
        }
        if (formula != null) {
            try {
                Formula.parse(formula);
            } catch (FormulaException e) {
                faults.add(new FieldFault(
                        "/formula",
                        "formula-unreadable",
                        Map.of("at", e.place(), "found", String.valueOf(e.getMessage()), "words", Formula.words())));
            }
        }
    }

    private static ProblemException taken(Said said) {
        return new ProblemException(Problem.of("customer-field-key-taken", 409).with("field", said.key()));
    }
}
