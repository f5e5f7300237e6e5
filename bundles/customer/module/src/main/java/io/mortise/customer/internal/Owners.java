package io.mortise.customer.internal;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.access.Directory;
import io.mortise.access.Roles;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.NewCustomer;
import io.mortise.customer.Transfer;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.Owner;
import io.mortise.customer.internal.timeline.Names;
import io.mortise.rest.FieldFault;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Who owns a customer, and for which department: scopes rest on it, so nobody writes what he likes (mass assignment). */
@Component(service = {Owners.class, Names.class})
public final class Owners implements Names {

    private static final String PERSON = "person:";

    private final Access access;

    /** Comes with the module that knows people; without it there are none, and the operator's word counts. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Directory directory;

    /** Comes with the module that decides who may what. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Roles roles;

    @Activate
    public Owners(@Reference Access access) {
        this.access = access;
    }

    /** The person the caller is or acts for. */
    public static Optional<UUID> acting() {
        Caller caller = Caller.current();
        return caller.personId()
                .or(() -> Optional.ofNullable(caller.onBehalfOf()).flatMap(Caller::personId));
    }

    /**
     * The owner of a new customer: the caller when he is a person, unless he may transfer customers and says otherwise.
     *
     * @throws CustomerException {@code FieldsForbidden}, {@code Invalid}
     */
    public Owner of(NewCustomer customer) {
        UUID me = acting().orElse(null);
        UUID owner = customer.ownerId() == null ? me : customer.ownerId();
        UUID department = customer.ownerDepartmentId();
        boolean another = owner == null ? department != null : !owner.equals(me);
        if (another && !access.holds(CustomerPermissions.TRANSFER)) {
            throw new CustomerException(
                    new CustomerProblem.FieldsForbidden(List.of(owner == null ? "ownerDepartmentId" : "ownerId")));
        }
        return owner == null ? new Owner(null, department) : checked(owner, department);
    }

    /** The owner of customers of which nobody says whose they are: the caller when he is a person. */
    public Owner ofNew() {
        return acting().map(me -> checked(me, null)).orElse(new Owner(null, null));
    }

    /**
     * Who gets customers that are transferred.
     *
     * @throws CustomerException {@code Invalid}
     */
    public Owner of(Transfer transfer) {
        return checked(transfer.ownerId(), transfer.ownerDepartmentId());
    }

    /**
     * Says when nobody who works here has this id; while nobody knows people, every id is taken.
     *
     * @throws CustomerException {@code Invalid} at the pointer
     */
    public void requireColleague(String pointer, UUID person) {
        Directory people = directory;
        if (people != null
                && people.find(person).filter(Directory.Colleague::active).isEmpty()) {
            throw wrong(pointer, "unknown-person");
        }
    }

    /** The same for the receiver of a share, when that is a person. */
    public void requireReceiver(String pointer, String receiver) {
        if (receiver.startsWith(PERSON)) {
            try {
                requireColleague(pointer, UUID.fromString(receiver.substring(PERSON.length())));
            } catch (IllegalArgumentException e) {
                throw wrong(pointer, "unknown-person");
            }
        }
    }

    /** The person, when somebody knows people. */
    public Optional<Directory.Colleague> colleague(UUID person) {
        return Optional.ofNullable(directory).flatMap(people -> people.find(person));
    }

    /** Roles of a person; none while nobody keeps roles. */
    public Set<UUID> roles(UUID person) {
        Roles known = roles;
        return known == null ? Set.of() : known.of(person);
    }

    /** When the company's days begin. */
    public ZoneId zone() {
        Directory people = directory;
        return people == null ? ZoneOffset.UTC : people.zone();
    }

    /** Whether he works here no longer; while nobody knows people, nobody has left. */
    public boolean hasLeft(UUID person) {
        Directory people = directory;
        return people != null
                && people.find(person).filter(Directory.Colleague::active).isEmpty();
    }

    /** His name for people to read; his id when nobody knows it. */
    public String name(UUID person) {
        Directory people = directory;
        return Optional.ofNullable(people)
                .flatMap(known -> known.find(person))
                .map(Directory.Colleague::name)
                .orElse(person.toString());
    }

    @Override
    public String caller(String id) {
        try {
            return name(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            return id;
        }
    }

    private Owner checked(UUID owner, @Nullable UUID department) {
        Directory people = directory;
        if (people == null) {
            return new Owner(owner, department);
        }
        Directory.Colleague colleague = people.find(owner)
                .filter(Directory.Colleague::active)
                .orElseThrow(() -> wrong("/ownerId", "unknown-person"));
        if (department != null && !colleague.departments().contains(department)) {
            throw wrong("/ownerDepartmentId", "not-of-owner");
        }
        return new Owner(owner, department == null ? colleague.department() : department);
    }

    private static CustomerException wrong(String pointer, String code) {
        return new CustomerException(new CustomerProblem.Invalid(List.of(FieldFault.of(pointer, code))));
    }
}
