package io.mortise.customer.internal.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.ExternalReference;
import io.mortise.data.Money;
import io.mortise.rest.FieldFault;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerRulesTest {

    private static List<String> faults(CustomerDetails.Builder details) {
        return CustomerRules.faults(CustomerRules.normalise(details.build()), 2026).stream()
                .map(fault -> fault.pointer() + " " + fault.code())
                .toList();
    }

    @Nested
    class Details {

        @Test
        void aNameAloneIsEnough() {
            assertEquals(List.of(), faults(CustomerDetails.named("吖吖宝贝")));
        }

        @Test
        void aBlankNameIsNoName() {
            assertEquals(List.of("/name required"), faults(CustomerDetails.named(" \u3000 ")));
        }

        @Test
        void everyFaultIsFoundAtOnce() {
            assertEquals(
                    List.of(
                            "/name too-long",
                            "/grade too-long",
                            "/creditCode wrong-credit-code",
                            "/phone wrong-phone",
                            "/employees out-of-range",
                            "/foundingYear out-of-range"),
                    faults(CustomerDetails.named("x".repeat(201))
                            .grade("x".repeat(21))
                            .creditCode("91350100M000100Y44")
                            .phone("call me")
                            .employees(-1)
                            .foundingYear(2027)));
        }

        @Test
        void aNameOfTwoHundredCharactersIsNotTooLong() {
            assertEquals(List.of(), faults(CustomerDetails.named("客".repeat(200))));
        }

        @Test
        void controlCharactersAreRefused() {
            assertEquals(List.of("/name control-character"), faults(CustomerDetails.named("two\nlines")));
            assertEquals(
                    List.of("/industry control-character"),
                    faults(CustomerDetails.named("Aurora").industry("a\u0000b")));
        }

        @Test
        void normalisingTwiceIsNormalisingOnce() {
            CustomerDetails once = CustomerRules.normalise(CustomerDetails.named("  Aurora ")
                    .creditCode(" ９1350100m000100y43 ")
                    .phone("138-0013 8000")
                    .region("  ")
                    .build());

            assertEquals("Aurora", once.name());
            assertEquals("91350100M000100Y43", once.creditCode());
            assertEquals("+8613800138000", once.phone());
            assertEquals(null, once.region());
            assertEquals(once, CustomerRules.normalise(once));
        }

        @Test
        void whatDiffersIsNamedAsInJson() {
            CustomerDetails before = CustomerDetails.named("Aurora").build();
            CustomerDetails after =
                    before.but().industry("retail").revenue(new Money(1, "CNY")).build();

            assertEquals(List.of("industry", "revenue"), CustomerRules.differences(before, after));
            assertEquals(List.of(), CustomerRules.differences(before, before));
        }

        @Test
        void namesAreComparedWithoutCaseAndWidth() {
            assertEquals(CustomerRules.key("acme"), CustomerRules.key("ＡCME"));
        }

        @Test
        void theKeyOfANameIsNeverLongerThanAColumn() {
            String wide = "\uFDFA".repeat(200);
            String pairs = "x" + "\uD842\uDFB7".repeat(100);

            assertTrue(CustomerRules.key(wide).length() <= 200);
            assertFalse(Character.isHighSurrogate(
                    CustomerRules.key(pairs).charAt(CustomerRules.key(pairs).length() - 1)));
        }

        @Test
        void anExternalReferenceHasBothParts() {
            assertEquals(
                    List.of(FieldFault.of("/external/system", "required"), FieldFault.of("/external/id", "required")),
                    CustomerRules.faults(new ExternalReference(" ", "")));
            assertEquals(List.of(), CustomerRules.faults((ExternalReference) null));
        }
    }

    @Nested
    class CreditCodes {

        @ParameterizedTest
        @ValueSource(strings = {"91350100M000100Y43", "91420000737944946L"})
        void aRightCheckCharacterIsAccepted(String code) {
            assertTrue(CreditCode.valid(code));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "91350100M000100Y4",
                    "91350100M000100Y433",
                    "91350100m000100y43",
                    "9135010IM000100Y43",
                    "913501O0M000100Y43"
                })
        void whatIsNoCodeIsRefused(String code) {
            assertFalse(CreditCode.valid(code));
        }

        @Test
        void everySingleWrongCharacterIsNoticed() {
            String right = "91350100M000100Y43";
            for (int i = 0; i < right.length(); i++) {
                for (char c : "0123456789ABCDEFGHJKLMNPQRTUWXY".toCharArray()) {
                    String other = right.substring(0, i) + c + right.substring(i + 1);
                    assertEquals(other.equals(right), CreditCode.valid(other), other);
                }
            }
        }
    }

    @Nested
    class Phones {

        @ParameterizedTest
        @CsvSource({
            "13800138000, +8613800138000",
            "138 0013-8000, +8613800138000",
            "'+86 138 0013 8000', +8613800138000",
            "8613800138000, +8613800138000",
            "00861 3800138000, +8613800138000",
            "１３８００１３８０００, +8613800138000",
            "(021) 5555-6666, 02155556666",
            "'+1 (650) 253-0000', +16502530000",
            "10086, 10086"
        })
        void oneNumberHasOneForm(String written, String normal) {
            assertEquals(Optional.of(normal), PhoneNumber.normalise(written));
            assertEquals(Optional.of(normal), PhoneNumber.normalise(normal));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "none", "123", "12345678901234567890", "1380013800O", "+"})
        void whatIsNoNumberHasNone(String written) {
            assertEquals(Optional.empty(), PhoneNumber.normalise(written));
        }
    }

    @Nested
    class Stages {

        @ParameterizedTest
        @EnumSource
        void aMoveThatTheDataAllowsIsAllowedAndNoOther(CustomerStage from) {
            for (CustomerStage to : CustomerStage.values()) {
                if (to == from || StageMoves.from(from).contains(to)) {
                    CustomerRules.checkMove(from, to);
                } else {
                    var refused = assertThrows(CustomerException.class, () -> CustomerRules.checkMove(from, to));
                    assertEquals(new CustomerProblem.MoveRefused(from, to), refused.problem());
                }
            }
        }

        @Test
        void everyStageIsReachedFromTheFirstAndNoneIsADeadEnd() {
            Set<CustomerStage> reached = EnumSet.of(CustomerStage.POTENTIAL);
            var next = new ArrayDeque<>(reached);
            while (!next.isEmpty()) {
                StageMoves.from(next.remove()).stream().filter(reached::add).forEach(next::add);
            }

            assertEquals(EnumSet.allOf(CustomerStage.class), reached);
            for (CustomerStage stage : CustomerStage.values()) {
                assertFalse(StageMoves.from(stage).isEmpty(), stage + " is a dead end");
                assertFalse(StageMoves.from(stage).contains(stage), stage + " moves to itself");
            }
        }
    }
}
