package io.mortise.customer.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.customer.Customer;
import io.mortise.customer.CustomerChange;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerKind;
import io.mortise.customer.CustomerOrder;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.Customers;
import io.mortise.customer.ExternalReference;
import io.mortise.customer.NewCustomer;
import io.mortise.customer.Transfer;
import io.mortise.data.Ids;
import io.mortise.data.Money;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Page;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link Customers} promises, whoever keeps its promises. Each test marks its own customers by a word of its own. */
abstract class CustomersContract {

    private final String mark = "m" + Long.toString(Math.abs(Ids.next().getLeastSignificantBits()), 36);
    private Customers customers;

    abstract Customers customers();

    @BeforeEach
    void ask() {
        customers = customers();
    }

    private Customer register(String name) {
        return customers.register(
                NewCustomer.of(CustomerDetails.named(name + " " + mark).build(), "api"));
    }

    private CustomerProblem refusal(Runnable call) {
        return assertThrows(CustomerException.class, call::run).problem();
    }

    private CustomerFilter mine() {
        return new CustomerFilter(mark, null, null);
    }

    private List<String> names(CustomerFilter filter, CustomerOrder order, int limit) {
        var names = new ArrayList<String>();
        String after = null;
        do {
            Page<Customer> page = customers.page(filter, order, limit, after);
            assertTrue(page.items().size() <= limit, "a page of " + page.items().size());
            page.items().forEach(customer -> names.add(customer.name().split(" ")[0]));
            after = page.next();
        } while (after != null);
        return names;
    }

    @Test
    void whatIsRegisteredIsFoundAsItIs() {
        CustomerDetails details = CustomerDetails.named("Aurora " + mark)
                .legalName("极光有限公司")
                .kind(CustomerKind.PERSON)
                .grade("A")
                .industry("technolgy")
                .scale("50-99")
                .region("Philipines")
                .parentName("Acme Corporation")
                .phone("+8613800138000")
                .revenue(new Money(110_004, "CNY"))
                .employees(2822)
                .foundingYear(1996)
                .build();
        var owner = Ids.next();
        var external = new ExternalReference("erp", mark);

        Customer registered = customers.register(new NewCustomer(details, "api", owner, null, external));

        assertEquals(details, registered.details());
        assertEquals(CustomerStage.POTENTIAL, registered.stage());
        assertEquals(owner, registered.ownerId());
        assertEquals(external, registered.external());
        assertEquals(registered.createdAt(), registered.updatedAt());
        assertEquals(Optional.of(registered), customers.find(registered.id()));
        assertEquals(List.of(registered), customers.byIds(List.of(registered.id(), new CustomerId(Ids.next()))));
        assertEquals(
                List.of(registered),
                customers.page(mine(), CustomerOrder.newest(), 10, null).items());
    }

    @Test
    void numbersAscend() {
        Customer first = register("first");
        Customer second = register("second");

        assertTrue(first.number() < second.number(), first.number() + " < " + second.number());
    }

    @Test
    void detailsAreNormalisedAndChecked() {
        Customer registered = customers.register(NewCustomer.of(
                CustomerDetails.named("  Aurora " + mark + " ")
                        .phone("138 0013 8000")
                        .build(),
                "api"));

        assertEquals("Aurora " + mark, registered.name());
        assertEquals("+8613800138000", registered.details().phone());
        assertEquals(
                new CustomerProblem.Invalid(
                        List.of(FieldFault.of("/name", "required"), FieldFault.of("/creditCode", "wrong-credit-code"))),
                refusal(() -> customers.register(NewCustomer.of(
                        CustomerDetails.named(" ").creditCode("1").build(), "api"))));
    }

    @Test
    void whatIsNotThereIsNotFound() {
        var nobody = new CustomerId(Ids.next());

        assertEquals(Optional.empty(), customers.find(nobody));
        assertEquals(
                new CustomerProblem.NotFound(nobody),
                refusal(() -> customers.apply(nobody, 0, List.of(new CustomerChange.Advance(CustomerStage.DEAL)))));
    }

    @Test
    void changesAreAppliedInOrderAndRaiseTheRevision() {
        Customer before = register("before");

        Customer after = customers.apply(
                before.id(),
                before.revision(),
                List.of(
                        new CustomerChange.Edit(
                                before.details().but().industry("retail").build()),
                        new CustomerChange.Advance(CustomerStage.FOLLOWING),
                        new CustomerChange.Advance(CustomerStage.DEAL)));

        assertEquals("retail", after.details().industry());
        assertEquals(CustomerStage.DEAL, after.stage());
        assertTrue(after.revision() > before.revision());
        assertEquals(before.number(), after.number());
        assertEquals(before.createdAt(), after.createdAt());
        assertEquals(Optional.of(after), customers.find(before.id()));
    }

    @Test
    void anEditReplacesTheFieldsThatItNamesAlone() {
        Customer before = customers.register(NewCustomer.of(
                CustomerDetails.named("Aurora " + mark)
                        .grade("A")
                        .region("East")
                        .build(),
                "api"));

        Customer after = customers.apply(
                before.id(),
                before.revision(),
                List.of(new CustomerChange.Edit(CustomerDetails.named(null).build(), Set.of("grade"))));

        assertEquals(before.details().but().grade(null).build(), after.details());
    }

    @Test
    void aTransferGivesAllOrNone() {
        Customer first = register("first");
        Customer second = register("second");
        UUID owner = Ids.next();
        UUID department = Ids.next();
        var nobody = new CustomerId(Ids.next());

        assertEquals(
                new CustomerProblem.NotFound(nobody),
                refusal(() -> customers.transfer(
                        List.of(first.id(), nobody, second.id()), new Transfer(owner, department, "spring"))));
        assertEquals(Optional.of(first), customers.find(first.id()));

        customers.transfer(List.of(first.id(), second.id()), new Transfer(owner, department, "spring"));

        Customer given = customers.find(second.id()).orElseThrow();
        assertEquals(owner, given.ownerId());
        assertEquals(department, given.ownerDepartmentId());
        assertTrue(given.revision() > second.revision());
        customers.transfer(List.of(first.id()), new Transfer(Ids.next(), null, "summer"));
        assertEquals(owner, customers.find(first.id()).orElseThrow().previousOwnerId());
    }

    @Test
    void aTransferNeedsAReason() {
        Customer customer = register("mine");

        assertEquals(
                new CustomerProblem.Invalid(List.of(FieldFault.of("/reason", "required"))),
                refusal(() -> customers.transfer(List.of(customer.id()), new Transfer(Ids.next(), null, " "))));
    }

    @Test
    void aDeletedCustomerIsNowhereAndItsUniqueValuesAreFree() {
        String code = SampleCodes.next();
        var details = CustomerDetails.named("gone " + mark).creditCode(code).build();
        Customer gone = customers.register(NewCustomer.of(details, "api"));
        Customer stays = register("stays");

        assertEquals(
                new CustomerProblem.Stale(gone.id(), gone.revision() + 1),
                refusal(() -> customers.delete(gone.id(), gone.revision() + 1, null)));
        customers.delete(gone.id(), gone.revision(), "twice in the books");

        assertEquals(Optional.empty(), customers.find(gone.id()));
        assertEquals(List.of(stays), customers.byIds(List.of(gone.id(), stays.id())));
        assertEquals(List.of("stays"), names(mine(), CustomerOrder.newest(), 10));
        assertEquals(1, customers.count(mine(), 10));
        var missing = new CustomerProblem.NotFound(gone.id());
        assertEquals(missing, refusal(() -> customers.delete(gone.id(), gone.revision() + 1, null)));
        assertEquals(
                missing,
                refusal(() -> customers.transfer(List.of(gone.id()), new Transfer(Ids.next(), null, "again"))));
        assertEquals(
                missing,
                refusal(() -> customers.apply(
                        gone.id(), gone.revision() + 1, List.of(new CustomerChange.Advance(CustomerStage.FOLLOWING)))));
        Customer next = customers.register(NewCustomer.of(details, "api"));
        assertEquals(code, next.details().creditCode());
    }

    @Test
    void aChangeOfNothingKeepsTheRevision() {
        Customer before = register("same");

        Customer after =
                customers.apply(before.id(), before.revision(), List.of(new CustomerChange.Edit(before.details())));

        assertEquals(before, after);
    }

    @Test
    void aStaleRevisionChangesNothing() {
        Customer before = register("before");
        Customer now = customers.apply(
                before.id(), before.revision(), List.of(new CustomerChange.Advance(CustomerStage.FOLLOWING)));

        assertEquals(
                new CustomerProblem.Stale(before.id(), before.revision()),
                refusal(() -> customers.apply(
                        before.id(), before.revision(), List.of(new CustomerChange.Advance(CustomerStage.LOST)))));
        assertEquals(Optional.of(now), customers.find(before.id()));
    }

    @Test
    void changesAreAllOrNone() {
        Customer before = register("before");

        assertInstanceOf(
                CustomerProblem.MoveRefused.class,
                refusal(() -> customers.apply(
                        before.id(),
                        before.revision(),
                        List.of(
                                new CustomerChange.Edit(
                                        before.details().but().grade("B").build()),
                                new CustomerChange.Advance(CustomerStage.REPEAT)))));
        assertEquals(Optional.of(before), customers.find(before.id()));
    }

    @Test
    void anExternalReferenceBelongsToOneCustomer() {
        var reference = new ExternalReference("erp", mark);
        var wanted = new NewCustomer(CustomerDetails.named("one " + mark).build(), "api", null, null, reference);
        customers.register(wanted);

        assertEquals(new CustomerProblem.ReferenceTaken(reference), refusal(() -> customers.register(wanted)));
        assertEquals(1, customers.count(mine(), 10));
    }

    @Test
    void aCreditCodeBelongsToOneCustomer() {
        String code = SampleCodes.next();
        var details = CustomerDetails.named("one " + mark).creditCode(code).build();
        customers.register(NewCustomer.of(details, "api"));
        Customer other = register("two");

        assertEquals(
                new CustomerProblem.CreditCodeTaken(code),
                refusal(() -> customers.register(NewCustomer.of(details, "api"))));
        assertEquals(
                new CustomerProblem.CreditCodeTaken(code),
                refusal(() -> customers.apply(
                        other.id(),
                        other.revision(),
                        List.of(new CustomerChange.Edit(
                                other.details().but().creditCode(code).build())))));
    }

    @ParameterizedTest
    @EnumSource
    void pagesOfAnySizeGiveTheSameOrderBothWays(CustomerOrder.By by) {
        for (String name : List.of("delta", "alpha", "echo", "charlie", "bravo")) {
            register(name);
        }
        List<String> expected = by == CustomerOrder.By.NAME
                ? List.of("alpha", "bravo", "charlie", "delta", "echo")
                : List.of("delta", "alpha", "echo", "charlie", "bravo");

        for (int limit : new int[] {1, 2, 3, 5, 100}) {
            assertEquals(expected, names(mine(), new CustomerOrder(by, false), limit), by + " by " + limit);
            assertEquals(expected.reversed(), names(mine(), new CustomerOrder(by, true), limit), by + " by " + limit);
        }
    }

    @Test
    void aFilterFindsPartsOfTheNameWhateverCaseAndWidth() {
        register("100%_sure");
        register("ＡＣＭＥ");
        register("acme!");

        assertEquals(2, customers.count(new CustomerFilter("acme", null, null), 10_000) - elsewhere("acme"));
        assertEquals(
                List.of("100%_sure"),
                names(new CustomerFilter("%_SURE " + mark, null, null), CustomerOrder.newest(), 10));
        assertEquals(List.of(), names(new CustomerFilter("1__% " + mark, null, null), CustomerOrder.newest(), 10));
        assertEquals(List.of("acme!"), names(new CustomerFilter("e! " + mark, null, null), CustomerOrder.newest(), 10));
    }

    private long elsewhere(String text) {
        var others = new HashSet<CustomerId>();
        String after = null;
        do {
            var page = customers.page(new CustomerFilter(text, null, null), CustomerOrder.newest(), 100, after);
            page.items().stream()
                    .filter(customer -> !customer.name().contains(mark))
                    .forEach(customer -> others.add(customer.id()));
            after = page.next();
        } while (after != null);
        return others.size();
    }

    @Test
    void aFilterByStageAndOwnerFindsThoseAlone() {
        UUID owner = Ids.next();
        Customer owned = register("owned");
        register("other");
        customers.apply(owned.id(), owned.revision(), List.of(new CustomerChange.Advance(CustomerStage.FOLLOWING)));
        customers.transfer(List.of(owned.id()), new Transfer(owner, null, "knows them"));

        assertEquals(List.of("owned"), names(new CustomerFilter(null, null, owner), CustomerOrder.newest(), 10));
        assertEquals(
                List.of("owned"),
                names(new CustomerFilter(mark, CustomerStage.FOLLOWING, null), CustomerOrder.newest(), 10));
    }

    @Test
    void aCountStopsAtItsCap() {
        for (int i = 0; i < 5; i++) {
            register("n" + i);
        }

        assertEquals(5, customers.count(mine(), 10));
        assertEquals(3, customers.count(mine(), 3));
    }
}
