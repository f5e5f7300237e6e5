package io.mortise.customer.internal.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PinyinTest {

    @Test
    void aNameIsReadAsItIsSaid() {
        Map.of(
                        "腾讯",
                        "tengxun tx",
                        "重庆长安汽车",
                        "chongqingchanganqiche cqcaqc",
                        "中国银行长沙分行",
                        "zhongguoyinhangchangshafenhang zgyhcsfh",
                        "厦门音乐",
                        "xiamenyinyue xmyy",
                        "吕梁绿色",
                        "lvlianglvse llls",
                        "apple 中国 (3)",
                        "applezhongguo3 applezg3",
                        "😀华为𠮷",
                        "huawei hw")
                .forEach((name, said) -> assertEquals(said, Pinyin.text(CustomerRules.key(name)), name));
    }

    @Test
    void aNameWithoutChineseHasNoPinyin() {
        for (String name : new String[] {"Apple", "", "123", "العربية", "😀", "한국", "ひらがな"}) {
            assertNull(Pinyin.text(CustomerRules.key(name)), name);
        }
    }

    @Test
    void whatIsTypedIsLettersDigitsAndBlanks() {
        assertTrue(Pinyin.isTyped("teng xun"));
        assertTrue(Pinyin.isTyped("xi'an"));
        assertEquals("xian", Pinyin.typed("xi'an"));
        for (String key : new String[] {"", "腾讯", "%", "a_b", "t*", "(x)", "ü"}) {
            assertFalse(Pinyin.isTyped(key), key);
        }
    }

    @Test
    void everyNameIsReadWithoutFailingAndWithinItsColumn() {
        var random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            var name = new StringBuilder();
            int length = random.nextInt(220);
            for (int j = 0; j < length; j++) {
                name.appendCodePoint(
                        switch (random.nextInt(4)) {
                            case 0 -> 'a' + random.nextInt(26);
                            case 1 -> random.nextInt(0xD800);
                            case 2 -> 0x1F300 + random.nextInt(200);
                            default -> 0x4E00 + random.nextInt(20_000);
                        });
            }
            String text = Pinyin.text(CustomerRules.key(name.toString()));
            assertTrue(
                    text == null || text.length() <= 1500 && text.matches("[a-z0-9]* ?[a-z0-9]*"),
                    () -> name + " " + text);
        }
    }
}
