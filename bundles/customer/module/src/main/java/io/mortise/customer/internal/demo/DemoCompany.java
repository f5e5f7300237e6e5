package io.mortise.customer.internal.demo;

import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerKind;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.internal.domain.CreditCode;
import io.mortise.data.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Customers with contacts and follow-ups, as many as wanted: the one of each number is the same for the same seed and day,
 * whoever asks and in whatever order. Companies bear real short names; whatever else is said of them is made up. Two contacts and
 * five follow-ups a customer on average; years with more and more customers; some nobody owns. Thread-safe.
 */
public final class DemoCompany {

    /** Most customers of one company. */
    public static final int MOST = 5_000_000;

    private static final Duration YEARS = Duration.ofDays(3 * 365);
    private static final List<CustomerStage> STAGES = List.of(
            CustomerStage.FOLLOWING,
            CustomerStage.FOLLOWING,
            CustomerStage.FOLLOWING,
            CustomerStage.FOLLOWING,
            CustomerStage.POTENTIAL,
            CustomerStage.DEAL,
            CustomerStage.DEAL,
            CustomerStage.REPEAT,
            CustomerStage.DORMANT,
            CustomerStage.LOST);

    private final long seed;
    private final int sellers;
    private final Instant today;
    private final List<String> names = DemoWords.companies();

    /**
     * @param sellers how many own customers; 0 when nobody does
     * @param today nothing is later, but what is planned
     */
    public DemoCompany(long seed, int sellers, Instant today) {
        this.seed = seed;
        this.sellers = sellers;
        this.today = today.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The customer of a number from 0. */
    public DemoCustomer customer(int index) {
        SplittableRandom random = random(index, 1);
        int followUps = random.nextInt(11);
        CustomerStage stage = followUps == 0 ? CustomerStage.POTENTIAL : STAGES.get(random.nextInt(STAGES.size()));
        // More of the last year than of the first.
        Instant created = today.minus(part(YEARS, 1 - Math.sqrt(random.nextDouble())));
        Duration age = Duration.between(created, today);
        Instant last = followUps == 0 ? null : created.plus(part(age, 1 - Math.pow(random.nextDouble(), 2)));
        boolean open = stage != CustomerStage.LOST && stage != CustomerStage.DORMANT;
        Instant next =
                open && random.nextInt(5) < 3 ? today.plus(Duration.ofHours(random.nextInt(-5 * 24, 30 * 24))) : null;
        boolean owned = sellers > 0 && random.nextInt(25) > 0;
        return new DemoCustomer(
                index,
                details(index, random),
                stage,
                last == null ? created : created.plus(part(Duration.between(created, last), random.nextDouble())),
                owned ? owner(random) : -1,
                DemoWords.SOURCES.get(random.nextInt(DemoWords.SOURCES.size())),
                created,
                followUps,
                last,
                next);
    }

    /** Its contacts, one to three, of whom the first is the main one; those of a person are none. */
    public List<DemoContact> contacts(DemoCustomer customer) {
        SplittableRandom random = random(customer.index(), 2);
        boolean abroad =
                DemoWords.ABROAD.contains(String.valueOf(customer.details().region()));
        int count = 1 + random.nextInt(3);
        var contacts = new ArrayList<DemoContact>(count);
        for (int i = 0; i < count; i++) {
            boolean female = random.nextBoolean();
            contacts.add(new DemoContact(
                    personName(random, female, abroad),
                    female ? "female" : "male",
                    one(random, abroad ? DemoWords.TITLES_ABROAD : DemoWords.TITLES),
                    one(random, DemoWords.OFFICES),
                    phone(
                            random,
                            abroad ? DemoWords.ABROAD.indexOf(customer.details().region()) : -1),
                    "c%d.%d@example.com".formatted(customer.index(), i),
                    one(random, DemoWords.ROLES),
                    random.nextInt(4) == 0
                            ? LocalDate.of(1960 + random.nextInt(43), 1, 1).plusDays(random.nextInt(365))
                            : null,
                    i == 0));
        }
        return contacts;
    }

    /** Its follow-ups, the oldest first; the last one is when the customer says. */
    public List<DemoFollowUp> followUps(DemoCustomer customer) {
        Instant last = customer.lastFollowUpAt();
        if (last == null) {
            return List.of();
        }
        SplittableRandom random = random(customer.index(), 3);
        Duration span = Duration.between(customer.createdAt(), last);
        var talks = new ArrayList<DemoFollowUp>(customer.followUps());
        for (int i = 1; i <= customer.followUps(); i++) {
            boolean latest = i == customer.followUps();
            talks.add(new DemoFollowUp(
                    one(random, DemoWords.METHODS),
                    one(random, DemoWords.TALKS),
                    latest ? last : customer.createdAt().plus(part(span, (double) i / customer.followUps())),
                    latest ? customer.nextFollowUpAt() : null));
        }
        return talks;
    }

    /** A name as it is usual in China, or elsewhere. */
    static String personName(SplittableRandom random, boolean female, boolean abroad) {
        if (abroad) {
            return one(random, female ? DemoWords.FIRST_FEMALE : DemoWords.FIRST_MALE) + " "
                    + one(random, DemoWords.FAMILY_NAMES);
        }
        return one(random, DemoWords.SURNAMES) + one(random, female ? DemoWords.GIVEN_FEMALE : DemoWords.GIVEN_MALE);
    }

    private CustomerDetails details(int index, SplittableRandom random) {
        boolean abroad = random.nextInt(12) == 0;
        int land = abroad ? random.nextInt(DemoWords.ABROAD.size()) : -1;
        String region = abroad ? DemoWords.ABROAD.get(land) : one(random, DemoWords.REGIONS);
        if (random.nextInt(33) == 0) {
            return CustomerDetails.named(personName(random, random.nextBoolean(), abroad))
                    .kind(CustomerKind.PERSON)
                    .grade(grade(random))
                    .region(region)
                    .phone(phone(random, land))
                    .build();
        }
        int industry = random.nextInt(DemoWords.INDUSTRIES.size());
        int scale = Math.min(random.nextInt(DemoWords.SCALES.size()), random.nextInt(DemoWords.SCALES.size()));
        int employees = random.nextInt(DemoWords.SCALE_FROM[scale], DemoWords.SCALE_TO[scale] + 1);
        String name = name(index);
        return CustomerDetails.named(name)
                .legalName(region + name + DemoWords.LINES.get(industry) + "有限公司")
                .creditCode(random.nextInt(10) < 7 ? creditCode(index) : null)
                .kind(CustomerKind.COMPANY)
                .grade(grade(random))
                .industry(DemoWords.INDUSTRIES.get(industry))
                .scale(DemoWords.SCALES.get(scale))
                .region(region)
                .phone(phone(random, land))
                .revenue(new Money(employees * (50_000L + random.nextInt(400_000)) * 100, "CNY"))
                .employees(employees)
                .foundingYear(1980 + random.nextInt(45))
                .build();
    }

    /** A real short name; once all are used, with a place and a line of business behind it. */
    private String name(int index) {
        String name = names.get(Math.floorMod(index + seed, names.size()));
        int round = index / names.size();
        if (round == 0) {
            return name;
        }
        String region = DemoWords.REGIONS.get(round % DemoWords.REGIONS.size());
        int lines = DemoWords.LINES.size();
        int line = round / DemoWords.REGIONS.size();
        String more = line / lines == 0 ? "" : Integer.toString(line / lines + 1);
        return name + region + DemoWords.LINES.get(line % lines) + more;
    }

    /** One of its own for each seed and number, with a right check character. */
    private String creditCode(int index) {
        return CreditCode.checked("913301%02d%09d"
                .formatted(Math.floorMod(seed, 100), Math.floorMod(seed / 100 * 7_919 + index, 1_000_000_000L)));
    }

    private int owner(SplittableRandom random) {
        // Some have many, most a few.
        return (int) (sellers * Math.pow(random.nextDouble(), 1.5));
    }

    private static @Nullable String grade(SplittableRandom random) {
        int place = random.nextInt(10);
        return place == 0 ? null : place < 2 ? "A" : place < 5 ? "B" : place < 9 ? "C" : "D";
    }

    private static String phone(SplittableRandom random, int land) {
        return land < 0
                ? "+861%d%09d".formatted(3 + random.nextInt(7), random.nextInt(1_000_000_000))
                : DemoWords.DIAL.get(land) + (200_000_000 + random.nextInt(700_000_000));
    }

    private static <T> T one(SplittableRandom random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static Duration part(Duration whole, double share) {
        return Duration.ofSeconds((long) (whole.toSeconds() * share));
    }

    private SplittableRandom random(int index, int what) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index * 4L + what).split();
    }
}
