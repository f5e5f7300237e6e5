package io.mortise.customer.internal.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerKind;
import io.mortise.data.Ids;
import io.mortise.data.Money;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpellingsTest {

    private static List<Notice> notices(String... industries) {
        var spellings = new Spellings();
        for (String industry : industries) {
            spellings.count(industry);
        }
        return spellings.notices();
    }

    @Test
    void aSlipOfThePenIsToldWithWhatWasMeant() {
        assertEquals(
                List.of(new Notice("industry", "technolgy", "technology", 2)),
                notices("technolgy", "medical", "technolgy", "retail"));
    }

    @Test
    void wordsThatNobodyKnowsAndShortOnesAreRight() {
        assertEquals(List.of(), notices("制造业", "制造", "biometrics", "it", "Retail", ""));
    }

    @Test
    void aRareWordBesideAFrequentOneOfTheFileIsTold() {
        var words = new String[12];
        Arrays.fill(words, "biometrics");
        words[11] = "biometrcs";

        assertEquals(List.of(new Notice("industry", "biometrcs", "biometrics", 1)), notices(words));
    }

    @Test
    void headingsThatOnlyResembleAFieldAreSuggested() {
        assertEquals(Optional.of(ImportField.NAME), ImportField.resembling("客户名称（必填）"));
        assertEquals(Optional.of(ImportField.PHONE), ImportField.resembling("Main telephone"));
        assertEquals(Optional.of(ImportField.CREDIT_CODE), ImportField.resembling("公司统一社会信用代码"));
        assertEquals(Optional.empty(), ImportField.resembling("remark"));
        assertEquals(Optional.empty(), ImportField.resembling("("));
    }

    @Test
    void whatACustomerWasBeforeIsKeptAsTextAndReadAgain() {
        CustomerDetails details = CustomerDetails.named("'=A,\"b\"\n")
                .kind(CustomerKind.PERSON)
                .revenue(new Money(-110_004, "USD"))
                .employees(7)
                .build();
        var before = new Before(
                Ids.next(),
                3,
                Set.of("name", "kind", "revenue", "employees", "foundingYear", "phone"),
                details,
                Map.of("custom.level", "\"gold\"", "custom.since", ""));

        assertEquals(
                before,
                Before.of(CsvText.rows(new CsvText().add(before.cells()).toString())
                        .getFirst()));
    }
}
