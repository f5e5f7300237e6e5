package io.mortise.customer.internal.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.customer.internal.domain.PhoneNumber;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DemoCompanyTest {

    private static final Instant TODAY = Instant.parse("2026-11-25T08:00:00Z");

    private final DemoCompany company = new DemoCompany(7, 300, TODAY);

    @Test
    void theSameSeedMakesTheSameCustomersInWhateverOrderTheyAreAskedFor() {
        DemoCompany again = new DemoCompany(7, 300, TODAY);

        for (int index : new int[] {900_000, 3, 17, 0}) {
            DemoCustomer customer = company.customer(index);
            assertEquals(customer, again.customer(index));
            assertEquals(company.contacts(customer), again.contacts(customer));
            assertEquals(company.followUps(customer), again.followUps(customer));
        }
        assertFalse(company.customer(3).equals(new DemoCompany(8, 300, TODAY).customer(3)));
    }

    @Test
    void everyCustomerKeepsTheRulesAndIsLikeOneOfLife() {
        var names = new HashSet<String>();
        var codes = new HashSet<String>();
        int contacts = 0;
        int followUps = 0;
        int companies = 0;
        for (int index = 0; index < 20_000; index++) {
            DemoCustomer customer = company.customer(index);
            assertEquals(List.of(), CustomerRules.faults(customer.details(), 2026), customer.toString());
            assertEquals(customer.details(), CustomerRules.normalise(customer.details()));
            if (customer.details().legalName() != null) {
                companies++;
                assertTrue(names.add(customer.details().name()), customer.toString());
            }
            String code = customer.details().creditCode();
            assertTrue(code == null || codes.add(code), customer.toString());
            assertTrue(customer.owner() >= -1 && customer.owner() < 300);
            assertFalse(customer.createdAt().isAfter(TODAY));
            contacts += company.contacts(customer).size();
            followUps += company.followUps(customer).size();
        }

        assertTrue(companies > 19_000, companies + " companies");
        assertEquals(40_000, contacts, 1_000);
        assertEquals(100_000, followUps, 3_000);
    }

    @Test
    void namesStayDifferentBeyondTheListOfRealOnes() {
        var names = new HashSet<String>();
        long companies = IntStream.range(0, 1_000_000)
                .filter(index -> index % 50 == 0)
                .mapToObj(company::customer)
                .filter(customer -> customer.details().legalName() != null)
                .peek(customer -> names.add(String.valueOf(customer.details().name())))
                .count();

        assertEquals(companies, names.size());
    }

    @Test
    void followUpsEndWhenTheCustomerSays() {
        for (int index = 0; index < 1_000; index++) {
            DemoCustomer customer = company.customer(index);
            List<DemoFollowUp> talks = company.followUps(customer);
            assertEquals(customer.followUps(), talks.size());
            if (!talks.isEmpty()) {
                assertEquals(customer.lastFollowUpAt(), talks.getLast().at());
                assertEquals(customer.nextFollowUpAt(), talks.getLast().nextAt());
            }
        }
    }

    @Test
    void contactsHaveOneMainAmongThemAndPhonesThatAreSome() {
        for (int index = 0; index < 1_000; index++) {
            List<DemoContact> contacts = company.contacts(company.customer(index));
            assertEquals(1, contacts.stream().filter(DemoContact::main).count());
            contacts.forEach(contact -> assertEquals(
                    contact.phone(), PhoneNumber.normalise(contact.phone()).orElseThrow()));
        }
    }

    @Test
    void everybodyIsLedBySomebodyBeforeHimAndSitsInADepartmentThatIsTold() {
        for (int count : new int[] {1, 2, 9, 57, 3_000}) {
            DemoPeople people = DemoPeople.of(7, count);
            assertEquals(count, people.all().size());
            var before = new HashSet<String>();
            var phones = new HashSet<String>();
            for (DemoPerson person : people.all()) {
                assertTrue(person.manager() == null ? before.isEmpty() : before.contains(person.manager()));
                assertTrue(before.add(person.employeeNumber()) && phones.add(person.phone()));
                assertTrue(people.departments().contains(person.department()));
                assertTrue(DemoPeople.positions().contains(person.position()));
            }
        }
    }
}
