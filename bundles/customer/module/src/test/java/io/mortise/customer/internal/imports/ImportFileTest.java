package io.mortise.customer.internal.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.customer.internal.imports.CsvRows.CsvRow;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportFileTest {

    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final ImportSettings PLAIN = settings(Map.of());

    static ImportSettings settings(Map<String, String> mapping) {
        return new ImportSettings(
                "a.csv",
                "test",
                false,
                ImportSettings.Existing.UPDATE,
                ImportSettings.Header.AUTO,
                "CNY",
                ImportSettings.Match.EXTERNAL,
                mapping);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private record Read(Map<String, String> mapping, List<CsvRow> rows) {
        List<List<String>> cells() {
            return rows.stream().map(CsvRow::cells).toList();
        }
    }

    private static Read read(byte[] bytes) {
        return read(bytes, PLAIN);
    }

    private static Read read(byte[] bytes, ImportSettings settings) {
        return read(new ByteArrayInputStream(bytes), settings);
    }

    private static Read read(InputStream body, ImportSettings settings) {
        try (Upload upload = Upload.spool(body);
                ImportFile file = ImportFile.open(upload, settings).checked(settings)) {
            var rows = new ArrayList<CsvRow>();
            for (Optional<CsvRow> row = file.next(); row.isPresent(); row = file.next()) {
                rows.add(row.get());
            }
            return new Read(file.mapping().described(), rows);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Problem refused(byte[] bytes) {
        return refused(bytes, PLAIN);
    }

    private static Problem refused(byte[] bytes, ImportSettings settings) {
        return assertThrows(ProblemException.class, () -> read(bytes, settings)).problem();
    }

    @Nested
    class RealFiles {

        @Test
        void theSalesAccountsAreTakenAsTheyAre() {
            Read read = read(ImportFileTest.class.getResourceAsStream("accounts.csv"), PLAIN);

            assertEquals(85, read.rows().size());
            assertEquals(
                    Map.of(
                            "account", "name",
                            "sector", "industry",
                            "year_established", "foundingYear",
                            "revenue", "revenue",
                            "employees", "employees",
                            "office_location", "region",
                            "subsidiary_of", "parentName"),
                    read.mapping());
            assertEquals("technolgy", read.cells().getFirst().get(1));
        }

        @Test
        void aListOfNamesNeedsNoHeading() {
            Read read = read(ImportFileTest.class.getResourceAsStream("company-short-names.txt"), PLAIN);

            assertEquals(3000, read.rows().size());
            assertEquals(new CsvRow(1, List.of("吖吖宝贝")), read.rows().getFirst());
            assertEquals(Map.of("1", "name"), read.mapping());
        }
    }

    @Nested
    class Encodings {

        private static final String TEXT = "客户名称,行业\n吖吖宝贝,零售\n";

        @Test
        void everyUsualEncodingGivesTheSameRows() throws IOException {
            var marked = new ByteArrayOutputStream();
            marked.writeBytes(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
            marked.writeBytes(utf8(TEXT));
            var packed = new ByteArrayOutputStream();
            try (var gzip = new GZIPOutputStream(packed)) {
                gzip.write(TEXT.getBytes(GB18030));
            }

            for (byte[] bytes : List.of(
                    utf8(TEXT),
                    marked.toByteArray(),
                    TEXT.getBytes(GB18030),
                    ("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_16LE),
                    ("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_16BE),
                    packed.toByteArray())) {
                assertEquals(List.of(List.of("吖吖宝贝", "零售")), read(bytes).cells());
                assertEquals(
                        Map.of("客户名称", "name", "行业", "industry"), read(bytes).mapping());
            }
        }

        @Test
        void aFileThatFitsNoEncodingIsRefusedAtItsFirstWrongByte() {
            byte[] bytes = utf8("name\nAurora\nxx\n");
            bytes[12] = (byte) 0xFF;

            Problem problem = refused(bytes);

            assertEquals("import-broken-encoding", problem.type());
            assertEquals(12L, problem.extras().get("position"));
        }

        @Test
        void theWrongByteIsFoundBehindTheFirstBuffersToo() {
            byte[] bytes = utf8("name\n" + "吖吖宝贝\n".repeat(20_000) + "x");
            bytes[bytes.length - 1] = (byte) 0xFF;

            assertEquals((long) bytes.length - 1, refused(bytes).extras().get("position"));
        }

        @Test
        void aCharacterCutOffAtTheEndIsWrong() {
            byte[] all = utf8("name\n\uD83D\uDE00");
            byte[] cut = java.util.Arrays.copyOf(all, all.length - 1);

            assertEquals("import-broken-encoding", refused(cut).type());
        }

        @Test
        void aNulByteSaysThatThisIsNoText() {
            Problem problem = refused(utf8("name\nAu\0rora\n"));

            assertEquals("import-nul-byte", problem.type());
            assertEquals(7L, problem.extras().get("position"));
        }

        @Test
        void aDamagedArchiveIsRefused() {
            assertEquals(
                    "import-not-gzip",
                    refused(new byte[] {0x1f, (byte) 0x8b, 1, 2, 3}).type());
        }

        @Test
        void anArchiveThatUnpacksWithoutEndIsStopped() throws IOException {
            var packed = new ByteArrayOutputStream();
            try (var gzip = new GZIPOutputStream(packed)) {
                gzip.write(new byte[1 << 20]);
            }

            var refused = assertThrows(
                    ProblemException.class,
                    () -> Upload.spool(new ByteArrayInputStream(packed.toByteArray()), 1 << 16));

            assertEquals(413, refused.problem().status());
        }
    }

    @Nested
    class Rows {

        @ParameterizedTest
        @ValueSource(strings = {",", ";", "\t"})
        void theSeparatorIsFoundByItself(String separator) {
            String text = "name,sector\r\n\"Aurora, \"\"the\"\" bright;\tone\r\nsecond line\",retail\r\n\r\nNova,\r\n";

            Read read = read(utf8(text.replace("name,sector", "name" + separator + "sector")
                    .replace("\",retail", "\"" + separator + "retail")
                    .replace("Nova,", "Nova" + separator)));

            assertEquals(
                    List.of(List.of("Aurora, \"the\" bright;\tone\r\nsecond line", "retail"), List.of("Nova", "")),
                    read.cells());
            assertEquals(List.of(2L, 5L), read.rows().stream().map(CsvRow::line).toList());
        }

        @Test
        void formulasStayText() {
            assertEquals(
                    List.of(List.of("=1+1", "@x")),
                    read(utf8("name,sector\n=1+1,@x\n")).cells());
        }

        @Test
        void aCellOfTenMegabytesIsRefusedWithItsLine() {
            Problem problem = refused(utf8("name\nAurora\n" + "x".repeat(10 << 20) + "\n"));

            assertEquals("import-malformed", problem.type());
            assertEquals(3L, problem.extras().get("line"));
        }

        @Test
        void aQuoteThatIsNeverClosedIsRefused() {
            assertEquals(
                    "import-malformed",
                    refused(utf8("name,sector\n\"Aurora,retail\nNova,x\n")).type());
        }

        @Test
        void aMillionColumnsAreRefused() {
            assertEquals(
                    "import-malformed",
                    refused(utf8("name" + ",x".repeat(1_000_000) + "\n")).type());
            assertEquals(
                    "import-malformed",
                    refused(utf8("name" + ",x".repeat(500) + "\n")).type());
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "\n\r\n\n", "\uFEFF"})
        void aFileOfNothingIsRefused(String text) {
            assertEquals("import-empty", refused(utf8(text)).type());
        }
    }

    @Nested
    class Columns {

        @Test
        void theMappingWinsOverTheHeading() {
            Read read = read(
                    utf8("account,customer,sector\nA-1,Aurora,retail\n"),
                    settings(Map.of("account", "externalId", "sector", "")));

            assertEquals(Map.of("account", "externalId", "customer", "name"), read.mapping());
        }

        @Test
        void columnsWithoutHeadingAreCalledByNumber() {
            var settings = new ImportSettings(
                    "a.csv",
                    "test",
                    false,
                    ImportSettings.Existing.UPDATE,
                    ImportSettings.Header.NO,
                    "CNY",
                    ImportSettings.Match.EXTERNAL,
                    Map.of("2", "name"));

            assertEquals(
                    List.of(List.of("1", "name")),
                    read(utf8("1,name\n"), settings).cells());
        }

        @Test
        void whatTheMappingNamesMustExist() {
            byte[] file = utf8("account,sector\nAurora,retail\n");

            assertEquals(
                    "import-unknown-column",
                    refused(file, settings(Map.of("acount", "name"))).type());
            assertEquals(
                    "import-unknown-field",
                    refused(file, settings(Map.of("account", "nam"))).type());
            assertEquals(
                    "import-mapped-twice",
                    refused(file, settings(Map.of("account", "name", "sector", "name")))
                            .type());
        }

        @Test
        void aFileWithoutANameIsRefusedAndToldWhichColumnsItHas() {
            Problem problem = refused(utf8("sector;turnover\nretail;5\n"));

            assertEquals("import-no-name-column", problem.type());
            assertEquals("sector, turnover", problem.extras().get("columns"));
        }

        @Test
        void noHeadingMeansTwoFields() {
            for (ImportField field : ImportField.values()) {
                assertEquals(Optional.of(field), ImportField.ofHeading(field.key()));
            }
            assertTrue(ImportField.ofHeading("Office Location").isPresent());
        }
    }
}
