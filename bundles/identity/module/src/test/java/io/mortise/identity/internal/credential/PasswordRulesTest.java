package io.mortise.identity.internal.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {

    private static final PasswordRules RULES = new PasswordRules(10, CommonPasswords.delivered());

    private static String fault(String password) {
        return RULES.faults("/password", password, List.of("wang.fang@example.com", "Wang Fang")).stream()
                .map(fault -> fault.code())
                .findFirst()
                .orElse("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Password123!",
                "password2026",
                "P@ssw0rd!!2025",
                "1234567890",
                "13800138000",
                "19900101123",
                "qwertyuiop",
                "poiuytrewq",
                "1qaz2wsx3edc",
                "woaini1314520",
                "WoAiZhongGuo!",
                "iloveyou1234",
                "aaaaaaaaaaaa",
                "abcabcabcabc",
                "adminadmin1!",
                "zhangwei888888",
                "Changeme2026",
                "!!!wecom2026!!!",
                "mortise12345",
                "abcdefghijk"
            })
    void whatEverybodyTriesFirstIsRefusedHoweverItIsDressedUp(String password) {
        assertEquals("password-common", fault(password));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct lamp orbit vinegar",
                "tR7#kw9!qLm2",
                "梅花香自苦寒来宝剑锋",
                "kettle-otter-sundial",
                "my cat eats blue socks"
            })
    void fewUnrelatedWordsAreFine(String password) {
        assertEquals("", fault(password));
    }

    @Test
    void shortLongAndControlCharactersAreRefused() {
        assertEquals("password-short", fault("tR7#kw9!q"));
        assertEquals("too-long", fault("tR7#kw9!qL".repeat(21)));
        assertEquals("control-character", fault("tR7#kw9!q\u0000Lm2"));
    }

    @Test
    void theOwnNameWithLittleElseIsRefused() {
        assertEquals("password-own-name", fault("Fang#7!x92q"));
        assertEquals("", fault("Fang runs along the river bank"));
    }
}
