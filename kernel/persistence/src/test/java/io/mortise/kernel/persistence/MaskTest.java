package io.mortise.kernel.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskTest {

    @ParameterizedTest
    @CsvSource({
        "phone, 13800131234, 138****1234",
        "phone, +86 138-0013-1234, 86138****1234",
        "phone, 010 8888 6666, 010****6666",
        "phone, 12345678, ****5678",
        "phone, 1234567, ****",
        "phone, nobody, ****",
        "email, zhang.san@example.com, z****@example.com",
        "email, z@example.com, ****",
        "email, no address, ****",
        "name, 张三, 张****",
        "name, 𠮷田, 𠮷****",
        "name, 张, ****",
        "name, Zhang San, Z****",
        "tail4, 6222020200012345678, ****5678",
        "tail4, 1234567, ****",
    })
    void aMaskLeavesWhatItSaysAndNeverHowMuchItHides(String mask, String text, String shown) {
        assertEquals(shown, Mask.named(mask).apply(text));
    }

    @Test
    void withoutAMaskNothingIsLeft() {
        assertEquals("****", Mask.named(null).apply("anything"));
        assertEquals("****", Mask.named(null).apply(""));
        assertThrows(IllegalArgumentException.class, () -> Mask.named("half"));
    }
}
