package io.mortise.permissions.internal.explain;

import io.mortise.access.Caller;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.access.Permission;
import io.mortise.access.ProtectedRecords;
import io.mortise.identity.Organisation;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.administration.Refusals;
import io.mortise.permissions.internal.decision.Profile;
import io.mortise.permissions.internal.decision.Profiles;
import io.mortise.permissions.internal.decision.Spending;
import io.mortise.permissions.internal.explain.Node.Effect;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import io.mortise.rest.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Answers why, why not, who, what and what differs, in the caller's language. */
@Component(service = Explanations.class)
public final class Explanations {

    private static final int SUGGESTED = 10;

    private final Profiles profiles;
    private final Organisation organisation;
    private final ObjectCatalog catalog;
    private final Texts texts;
    private final Spending spending;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ProtectedRecords records;

    @Activate
    public Explanations(
            @Reference Profiles profiles,
            @Reference Organisation organisation,
            @Reference ObjectCatalog catalog,
            @Reference Texts texts,
            @Reference Spending spending) {
        this(profiles, organisation, catalog, texts, spending, null);
    }

    Explanations(
            Profiles profiles,
            Organisation organisation,
            ObjectCatalog catalog,
            Texts texts,
            Spending spending,
            @Nullable ProtectedRecords records) {
        this.profiles = profiles;
        this.organisation = organisation;
        this.catalog = catalog;
        this.texts = texts;
        this.spending = spending;
        this.records = records;
    }

    /** The question about a person; 400 when it can't be asked. */
    Question question(Subject person, Permission permission, @Nullable UUID record, @Nullable String field) {
        ObjectType type = catalog.object(permission.object()).orElse(null);
        if (record != null && (type == null || !type.hasRecords())) {
            throw ProblemException.invalid(
                    List.of(new FieldFault("?record", "no-records", Map.of("object", permission.object()))));
        }
        if (field != null && (type == null || type.field(field).isEmpty())) {
            throw ProblemException.invalid(List.of(new FieldFault(
                    "?field", "unknown-object-field", Map.of("field", field, "object", permission.object()))));
        }
        return new Question(person, permission, record, field);
    }

    /** The person, whatever his status. */
    Subject person(UUID id) {
        return organisation.subject(id).orElseThrow(() -> Refusals.notFound("person", id));
    }

    /** Why, or why not. */
    Explanation why(Question question, Moment moment) {
        return why(question, moment, false);
    }

    /**
     * The same about oneself. A record that the caller can't read is answered exactly like one that does not exist: with what he
     * may do at all.
     */
    Explanation own(Question question, Moment moment) {
        if (question.record() == null || readable(question, moment)) {
            return why(question, moment, true);
        }
        var anywhere = new Question(question.person(), question.permission(), null, question.field());
        Explanation general = why(anywhere, moment, true);
        return new Explanation(
                question,
                new Verdict(false, false, null),
                moment,
                general.notes(),
                new Node("decision", Effect.FORBIDS, words().say("own.no-record"), null, List.of(general.reason())));
    }

    /** Why a program that acts for the person may do it, or why not: only what it was given and the person may as well. */
    Explanation ofToken(UUID token, Question question, Moment moment) {
        Evaluator evaluator = evaluator();
        RecordTest test = evaluator.test(question);
        Profile his = evaluator.profile(moment.policy(), question, moment.at());
        Profile given = evaluator.given(moment.policy(), token, question, moment.at());
        Verdict verdict = evaluator.verdict(given.and(his), question, test);
        Words words = words();
        Question program = question.about(called(question.person(), words.say("token.itself")));
        Node itself = new Tree(
                        program,
                        moment.policy(),
                        catalog,
                        evaluator.trace(moment.policy(), token, question, moment.at()),
                        test,
                        words,
                        false)
                .of(evaluator.verdict(given, question, test), List.of(), List.of());
        Node person = new Tree(
                        question,
                        moment.policy(),
                        catalog,
                        evaluator.trace(moment.policy(), question, moment.at()),
                        test,
                        words,
                        false)
                .of(evaluator.verdict(his, question, test), evaluator.closed(question, test), List.of());
        Node reason = new Node(
                "decision",
                verdict.allowed() ? Effect.ALLOWS : Effect.FORBIDS,
                words.say(
                        verdict.allowed() ? "token.allowed" : "token.refused",
                        "person",
                        question.person().name(),
                        "action",
                        words.action(question.permission()),
                        "object",
                        words.object(question.permission().object())),
                null,
                List.of(itself, person));
        return new Explanation(question, verdict, moment, notes(moment, words), reason);
    }

    private static Subject called(Subject person, String name) {
        return new Subject(
                person.id(),
                name,
                person.status(),
                person.mainDepartment(),
                person.departments(),
                person.heads(),
                person.positions(),
                person.tags(),
                person.manager());
    }

    private boolean readable(Question question, Moment moment) {
        ObjectType type = catalog.object(question.permission().object()).orElseThrow(IllegalStateException::new);
        var read = new Question(
                question.person(),
                new Permission(type.name(), type.declares("read") ? "read" : "list"),
                question.record(),
                null);
        Evaluator evaluator = evaluator();
        return evaluator
                .verdict(evaluator.profile(moment.policy(), read, moment.at()), read, evaluator.test(read))
                .allowed();
    }

    private Explanation why(Question question, Moment moment, boolean own) {
        Evaluator evaluator = evaluator();
        RecordTest test = evaluator.test(question);
        Profile profile = evaluator.profile(moment.policy(), question, moment.at());
        Verdict verdict = evaluator.verdict(profile, question, test);
        Trace trace = evaluator.trace(moment.policy(), question, moment.at());
        Words words = words();
        Node reason = new Tree(question, moment.policy(), catalog, trace, test, words, own)
                .of(
                        verdict,
                        evaluator.closed(question, test),
                        moment.today() ? used(profile, question, moment) : List.of());
        return new Explanation(question, verdict, moment, notes(moment, words), reason);
    }

    /** What is left today of each limit that binds him. */
    private List<Used> used(Profile profile, Question question, Moment moment) {
        Profile.Held held = profile.held().get(question.permission());
        return held == null
                ? List.of()
                : held.limits().stream()
                        .map(limit -> new Used(limit.most(), spending.used(limit, question.permission(), moment.at())))
                        .toList();
    }

    /** The smallest changes that would allow it, those that open least first. */
    List<Suggestion> suggestions(Question question, Moment now) {
        var suggestions = new Suggestions(
                evaluator(),
                catalog,
                organisation.departments(),
                Audience.of(organisation),
                new Reached(records, catalog),
                now.policy(),
                now.at());
        Words words = words();
        return suggestions.ranked(question, SUGGESTED).stream()
                .map(ranked -> Advice.of(ranked, question, now.policy(), words))
                .toList();
    }

    /** Who may. */
    Holders.Found holders(
            Permission permission,
            @Nullable UUID record,
            @Nullable String field,
            Moment moment,
            UUID after,
            int limit) {
        return new Holders(evaluator(), organisation)
                .page(person -> question(person, permission, record, field), moment, after, limit);
    }

    /** What a person may do. */
    Summary summary(Subject person, Moment moment, boolean own) {
        Words words = words();
        return new Summaries(catalog, new Reached(records, catalog), words, moment.policy())
                .of(person, Overview.of(profiles, catalog, person, moment), moment, notes(moment, words), own);
    }

    /** What differs. */
    Comparison comparison(Subject one, Moment before, Subject other, Moment after) {
        Words words = words();
        List<String> notes = new ArrayList<>(notes(before, words));
        notes(after, words).stream().filter(note -> !notes.contains(note)).forEach(notes::add);
        return new Comparisons(catalog, new Reached(records, catalog), words)
                .of(
                        new Comparisons.Side(one, before, Overview.of(profiles, catalog, one, before)),
                        new Comparisons.Side(other, after, Overview.of(profiles, catalog, other, after)),
                        notes);
    }

    private static List<String> notes(Moment moment, Words words) {
        return moment.today()
                ? List.of()
                : List.of(words.say("note.today", "time", moment.at().toString(), "version", moment.version()));
    }

    private Evaluator evaluator() {
        return new Evaluator(profiles, catalog, records);
    }

    private Words words() {
        return new Words(
                texts,
                Caller.current().locale(),
                catalog,
                organisation.departments(),
                id -> organisation.subject(id).map(Subject::name).orElse(null),
                id -> organisation.labelName(id).orElse(null));
    }
}
