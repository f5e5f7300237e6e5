package io.mortise.permissions.internal.decision;

import io.mortise.access.FieldAccess;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.ProtectedRecords;
import io.mortise.access.Scope;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.Organisation;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Restriction;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A {@link RandomCompany} for tests of other packages: with records that have ids, and rules for fields. */
public final class RandomCases implements ProtectedRecords, Profiles {

    public static final Instant NOW = RandomCompany.NOW;
    public static final List<String> OBJECTS = RandomCompany.OBJECTS;
    public static final List<String> ACTIONS = RandomCompany.ACTIONS;

    private final RandomCompany company;
    private final Random random;
    private final ObjectCatalog catalog;

    /** By record: members of its team, and with whom it is shared for what. */
    private final List<Set<String>> links = new ArrayList<>();

    public RandomCases(long seed) {
        company = new RandomCompany(seed);
        random = new Random(seed);
        catalog = shareable(RandomCompany.catalog(RandomCompany.ACTIONS));
        for (int row = 0; row < company.records.size(); row++) {
            var subjects = new HashSet<String>();
            if (random.nextInt(3) == 0) {
                subjects.add("team:" + company.person().id());
            }
            if (random.nextInt(3) == 0) {
                subjects.add("writer:" + company.person().id());
            }
            if (random.nextInt(3) == 0) {
                subjects.add("person:" + company.person().id() + " " + company.action());
            }
            if (random.nextInt(3) == 0) {
                subjects.add("department:" + company.department() + " " + company.action());
            }
            links.add(subjects);
        }
    }

    public List<Subject> people() {
        return company.people;
    }

    public DepartmentTree tree() {
        return company.tree;
    }

    /** As the company's, with teams and shares for orders. */
    public ObjectCatalog catalog() {
        return catalog;
    }

    private static ObjectCatalog shareable(ObjectCatalog of) {
        List<ObjectCatalog.ObjectType> types = of.objects().stream()
                .map(type -> new ObjectCatalog.ObjectType(
                        type.name(),
                        type.label(),
                        type.hasRecords(),
                        type.name().equals("shop.order"),
                        type.parent(),
                        type.fields(),
                        type.actions()))
                .toList();
        return new ObjectCatalog() {
            @Override
            public List<ObjectType> objects() {
                return types;
            }

            @Override
            public Optional<ObjectType> object(String qualified) {
                return types.stream()
                        .filter(type -> type.name().equals(qualified))
                        .findFirst();
            }

            @Override
            public long version() {
                return 1;
            }
        };
    }

    /** The company's policy; each grant with rules for fields of its own. */
    public Policy policy() {
        Policy policy = company.policy;
        return new Policy(
                policy.version(),
                policy.groups().stream()
                        .map(group -> new PermissionGroup(
                                group.id(),
                                group.key(),
                                group.name(),
                                group.description(),
                                group.owner(),
                                group.on(),
                                group.grants().stream().map(this::withFields).toList()))
                        .toList(),
                policy.roles(),
                policy.assignments(),
                policy.restrictions().stream().map(this::withCondition).toList());
    }

    private Restriction withCondition(Restriction restriction) {
        boolean records = !restriction.object().equals("shop.report");
        return new Restriction(
                restriction.id(),
                restriction.name(),
                restriction.receiver(),
                restriction.object(),
                restriction.actions(),
                records && random.nextBoolean() ? "ownerId is empty" : null,
                restriction.caps(),
                restriction.reason());
    }

    private Grant withFields(Grant grant) {
        var fields = new HashMap<String, FieldAccess>();
        if (random.nextBoolean()) {
            fields.put("ownerId", access());
        }
        return new Grant(
                grant.id(),
                grant.object(),
                grant.actions(),
                grant.scope(),
                grant.scope() instanceof GrantScope.All && !grant.object().equals("shop.report") && random.nextBoolean()
                        ? "ownerId is empty"
                        : null,
                fields,
                access(),
                grant.limits());
    }

    private FieldAccess access() {
        return FieldAccess.values()[random.nextInt(FieldAccess.values().length)];
    }

    /** Another policy for the same people. */
    public Policy changed() {
        Policy policy = policy();
        Policy other = new RandomCases(random.nextLong()).policy();
        return new Policy(
                policy.version() + 1,
                random.nextBoolean()
                        ? policy.groups()
                        : policy.groups().subList(1, policy.groups().size()),
                policy.roles(),
                policy.assignments()
                        .subList(
                                random.nextInt(policy.assignments().size()),
                                policy.assignments().size()),
                random.nextBoolean() ? List.of() : other.restrictions());
    }

    /** Records with an id. */
    public List<UUID> records() {
        return IntStream.range(0, company.records.size())
                .mapToObj(RandomCases::id)
                .toList();
    }

    private static UUID id(int row) {
        return new UUID(9, row);
    }

    public int number(int below) {
        return random.nextInt(below);
    }

    @Override
    public Profile profile(Policy policy, Subject person, Instant moment, Reasons reasons) {
        return new ProfileCompiler(policy, company.tree, catalog(), ZoneOffset.UTC)
                .profile(person, absent(person), company::reports, moment, reasons);
    }

    @Override
    public Profile token(Policy policy, UUID token, Subject person, Instant moment, Reasons reasons) {
        return new ProfileCompiler(policy, company.tree, catalog(), ZoneOffset.UTC)
                .token(token, person, depth -> company.reports(person.id(), depth), moment, reasons);
    }

    /** Whether somebody lends him what he has. */
    public boolean standsIn(Subject person) {
        return !absent(person).isEmpty();
    }

    /** Every fourth stands in for the first. */
    private List<Subject> absent(Subject person) {
        return person.id().getLeastSignificantBits() % 4 == 0 ? List.of(company.people.getFirst()) : List.of();
    }

    @Override
    public Optional<List<Boolean>> reaches(String object, UUID record, List<Scope> scopes) {
        return row(record)
                .map(row -> scopes.stream()
                        .map(scope -> reaches(scope, row, record))
                        .toList());
    }

    @Override
    public Optional<Map<String, @Nullable Object>> columns(String object, UUID record) {
        return row(record);
    }

    @Override
    public List<Share> shares(String object, UUID record, Scope.SharedWith asked) {
        return List.of();
    }

    @Override
    public long count(String object, Scope scope, long cap) {
        return some(object, scope, (int) cap).size();
    }

    @Override
    public List<UUID> some(String object, Scope scope, int limit) {
        return records().stream()
                .filter(record ->
                        row(record).map(row -> reaches(scope, row, record)).orElse(false))
                .limit(limit)
                .toList();
    }

    /** What is answered while the record has other members and shares: {@code team:<id>}, {@code person:<id> read}. */
    public boolean linked(@Nullable UUID record, Set<String> more, BooleanSupplier question) {
        if (record == null || more.isEmpty()) {
            return question.getAsBoolean();
        }
        int row = (int) record.getLeastSignificantBits();
        Set<String> before = links.get(row);
        var all = new HashSet<>(before);
        all.addAll(more);
        links.set(row, all);
        try {
            return question.getAsBoolean();
        } finally {
            links.set(row, before);
        }
    }

    private Optional<Map<String, @Nullable Object>> row(UUID record) {
        int row = (int) record.getLeastSignificantBits();
        return record.getMostSignificantBits() == 9 && row < company.records.size()
                ? Optional.of(company.records.get(row))
                : Optional.empty();
    }

    private boolean reaches(Scope scope, Map<String, @Nullable Object> row, UUID record) {
        Set<String> linked = links.get((int) record.getLeastSignificantBits());
        return switch (scope) {
            case Scope.Nothing() -> false;
            case Scope.Everything() -> true;
            case Scope.KeyIn(String column, List<?> keys) -> row.get(column) != null && keys.contains(row.get(column));
            case Scope.AnyOf(List<Scope> parts) -> parts.stream().anyMatch(part -> reaches(part, row, record));
            case Scope.AllOf(List<Scope> parts) -> parts.stream().allMatch(part -> reaches(part, row, record));
            case Scope.Not(Scope part) -> !reaches(part, row, record);
            case Scope.Compare(String column, Scope.Operator operator, Object value) ->
                operator == Scope.Operator.EMPTY
                        ? row.get(column) == null
                        : operator == Scope.Operator.EQUAL
                                && String.valueOf(value).equals(String.valueOf(row.get(column)));
            case Scope.InTeam(UUID member, boolean writing) ->
                linked.contains("writer:" + member) || !writing && linked.contains("team:" + member);
            case Scope.SharedWith(List<String> subjects, String action, boolean _) ->
                subjects.stream().anyMatch(subject -> linked.contains(subject + " " + action));
            case Scope.Below _ -> throw new AssertionError("nothing of a random company has a parent");
        };
    }

    /** The people and departments as modules ask for them. */
    public Organisation organisation() {
        return (Organisation) Proxy.newProxyInstance(
                Organisation.class.getClassLoader(),
                new Class<?>[] {Organisation.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "subject" ->
                        people().stream()
                                .filter(one -> one.id().equals(arguments[0]))
                                .findFirst();
                    case "subjects" ->
                        people().stream()
                                .filter(one -> ((Collection<?>) arguments[0]).contains(one.id()))
                                .collect(Collectors.toMap(Subject::id, one -> one));
                    case "departments" -> tree();
                    case "members" ->
                        active().stream()
                                .filter(one ->
                                        one.departments().stream().anyMatch(((Collection<?>) arguments[0])::contains))
                                .map(Subject::id)
                                .toList();
                    case "tagged", "holding" -> List.of();
                    case "labelName" -> java.util.Optional.empty();
                    case "activePeople" -> (long) active().size();
                    case "peopleAfter" ->
                        active().stream()
                                .map(Subject::id)
                                .filter(id -> id.toString().compareTo(arguments[0].toString()) > 0)
                                .sorted(Comparator.comparing(UUID::toString))
                                .limit((int) arguments[1])
                                .toList();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private List<Subject> active() {
        return people().stream()
                .filter(one -> one.status() == PersonStatus.ACTIVE)
                .toList();
    }
}
