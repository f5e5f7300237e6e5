package io.mortise.customer.internal.demo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The people of the made-up company: a head above all, regions with a director each, below them teams of ten with a lead; one of
 * ten serves customers instead of selling. The same for the same seed and number.
 */
public final class DemoPeople {

    /** Most people of one company: what one file of people may hold. */
    public static final int MOST = 20_000;

    static final String ROOT = "榫卯演示公司";
    static final String DIRECTOR = "销售总监";
    static final String LEAD = "销售主管";
    static final String SELLER = "销售代表";
    static final String SERVICE = "客户服务部";
    static final String SERVICE_LEAD = "客服主管";
    static final String SERVANT = "客服专员";

    private static final List<String> AREAS = List.of("华东大区", "华南大区", "华北大区", "华中大区", "西南大区", "西北大区", "东北大区", "海外事业部");
    private static final int TEAM = 10;

    private final List<DemoPerson> people;

    private DemoPeople(List<DemoPerson> people) {
        this.people = people;
    }

    /** As many people as wanted, at least one. */
    public static DemoPeople of(long seed, int count) {
        var people = new ArrayList<DemoPerson>();
        var random = new SplittableRandom(seed ^ 0x9E3779B97F4A7C15L);
        people.add(person(random, seed, 0, ROOT, DIRECTOR, "sales-lead", null));
        int sellers = count - count / 10;
        int areas = Math.min(AREAS.size(), 1 + count / 20);
        var directors = new ArrayList<String>();
        var leads = new ArrayList<String>();
        int number = 1;
        for (int area = 0; area < areas && number < sellers; area++, number++) {
            DemoPerson director = person(
                    random,
                    seed,
                    number,
                    ROOT + "/" + AREAS.get(area),
                    DIRECTOR,
                    "sales-lead",
                    people.getFirst().employeeNumber());
            people.add(director);
            directors.add(director.employeeNumber());
        }
        for (int place = 0; number < sellers; place++, number++) {
            int team = place / TEAM;
            int area = team % areas;
            boolean lead = place % TEAM == 0;
            String department = ROOT + "/" + AREAS.get(area) + "/" + (team / areas + 1) + "部";
            String manager = lead ? directors.get(area) : leads.get(team);
            DemoPerson person = person(
                    random, seed, number, department, lead ? LEAD : SELLER, lead ? "sales-lead" : "sales", manager);
            people.add(person);
            if (lead) {
                leads.add(person.employeeNumber());
            }
        }
        String chief = people.getFirst().employeeNumber();
        String head = null;
        for (; number < count; number++) {
            DemoPerson person = head == null
                    ? person(random, seed, number, ROOT + "/" + SERVICE, SERVICE_LEAD, "service-lead", chief)
                    : person(random, seed, number, ROOT + "/" + SERVICE, SERVANT, "service", head);
            people.add(person);
            head = head == null ? person.employeeNumber() : head;
        }
        return new DemoPeople(people);
    }

    /** All of them; who leads stands before whom he leads. */
    public List<DemoPerson> all() {
        return List.copyOf(people);
    }

    /** Paths of all departments, each after the one above it. */
    public Collection<String> departments() {
        var paths = new LinkedHashSet<String>();
        for (DemoPerson person : people) {
            String path = person.department();
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                paths.add(path.substring(0, slash));
            }
            paths.add(path);
        }
        return paths;
    }

    /** Positions from the lowest. */
    public static List<String> positions() {
        return List.of(SERVANT, SELLER, SERVICE_LEAD, LEAD, DIRECTOR);
    }

    private static DemoPerson person(
            SplittableRandom random,
            long seed,
            int number,
            String department,
            String position,
            String role,
            @Nullable String manager) {
        // The seed is part of what must be unique, so that two companies fit into one server.
        String unique = Long.toString(Math.floorMod(seed, 46_656L), 36);
        String employeeNumber = "D%s-%05d".formatted(unique, number);
        boolean abroad = department.contains("海外");
        return new DemoPerson(
                employeeNumber,
                DemoCompany.personName(random, random.nextBoolean(), abroad),
                "demo.%s.%05d@example.com".formatted(unique, number),
                "+8613%09d".formatted(Math.floorMod(seed * 1_000_003 + number * 7919L, 1_000_000_000L)),
                department,
                position,
                role,
                manager);
    }
}
