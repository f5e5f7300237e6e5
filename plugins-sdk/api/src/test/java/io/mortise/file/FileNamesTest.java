package io.mortise.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FileNamesTest {

    @Test
    void aHeaderHoldsNothingThatEndsIt() {
        assertEquals(
                "attachment; filename=\"a_b_.txt\"; filename*=UTF-8''a%22b%0D.txt", FileNames.attachment("a\"b\r.txt"));
        assertEquals(
                "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E5%90%88%E5%90%8C.pdf",
                FileNames.attachment("合同.pdf"));
    }

    @Test
    void ordinaryNamesOfAllLanguagesAreTaken() {
        for (String name :
                new String[] {"合同 2026（终稿）.pdf", "Angebot für Ünal.docx", "عقد.pdf", "a😀.png", "x.tar.gz"}) {
            assertEquals(Optional.of(name), FileNames.safe(name), name);
        }
        assertEquals(Optional.of("\u00fc.txt"), FileNames.safe(" u\u0308.txt "));
    }

    @Test
    void noEndingBelongsToTwoKinds() {
        var seen = new HashSet<String>();
        Arrays.stream(FileKind.values())
                .forEach(kind -> kind.extensions().forEach(one -> assertTrue(seen.add(one), one)));
        assertTrue(seen.size() > 25, seen.toString());
        for (String runs :
                new String[] {"html", "htm", "svg", "xml", "js", "exe", "docm", "xlsm", "jar", "apk", "lnk"}) {
            assertTrue(!seen.contains(runs), runs);
        }
    }
}
