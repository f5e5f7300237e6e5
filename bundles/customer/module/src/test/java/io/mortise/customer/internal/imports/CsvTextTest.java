package io.mortise.customer.internal.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.customer.internal.sheets.Formulas;
import io.mortise.rest.FieldFault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTextTest {

    private static final String ALPHABET = "a,\"\r\n;\t'=+-@ 客\uD83D\uDE00";

    private static String random(Random random) {
        int[] points = ALPHABET.codePoints().toArray();
        return IntStream.range(0, random.nextInt(8))
                .map(i -> points[random.nextInt(points.length)])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void anyRowsAreReadAsTheyWereWritten() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            var rows = new ArrayList<List<String>>();
            var text = new CsvText();
            for (int i = 0; i <= random.nextInt(4); i++) {
                List<String> row = new ArrayList<>(List.of(Integer.toString(i)));
                IntStream.range(0, random.nextInt(4)).forEach(cell -> row.add(random(random)));
                rows.add(row);
                text.add(row);
            }

            assertEquals(rows, CsvText.rows(text.toString()), "seed " + seed);
            assertEquals(rows.size(), text.rows());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+86", "-1", "@x", "\tx", "'=1", "''=1"})
    void whatASpreadsheetWouldRunIsDisarmedAndComesBack(String cell) {
        assertEquals("'" + cell, Formulas.harmless(cell));
        assertEquals(cell, Formulas.original(Formulas.harmless(cell)));
    }

    @Test
    void everyCellComesBackFromItsHarmlessForm() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 5000; round++) {
            String cell = random(random);

            assertEquals(cell, Formulas.original(Formulas.harmless(cell)), "seed " + seed);
            assertFalse(
                    !cell.isEmpty()
                            && "=+-@\t\r".indexOf(Formulas.harmless(cell).charAt(0)) >= 0,
                    cell);
        }
    }

    @Test
    void keysAreSeenOnceEachHoweverMany() {
        var seen = new SeenKeys();
        var oracle = new HashSet<String>();
        var random = new Random(42);
        for (int i = 0; i < 50_000; i++) {
            String key = "客户" + random.nextInt(30_000);
            assertEquals(oracle.add(key), seen.add(key), key);
        }
        assertTrue(oracle.size() > 20_000);
    }

    @Test
    void faultsAreKeptAsTheyAre() {
        var text = new FaultText();
        List<FieldFault> faults = List.of(
                FieldFault.of("", "duplicate-in-file"),
                new FieldFault("/revenue", "not-a-number", Map.of("value", "\"x\", {y}")));

        assertEquals(faults, text.read(text.write(faults)));
    }
}
