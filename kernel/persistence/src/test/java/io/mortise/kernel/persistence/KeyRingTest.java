package io.mortise.kernel.persistence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.secret.Keys;
import io.mortise.secret.SealBrokenException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("keys/mortise.keys");
    }

    private void start() {
        Persistence.open(DatabaseSettings.h2(), folder, () -> {
                    throw new AssertionError("nobody asks");
                })
                .close();
    }

    private String refusal() {
        return String.valueOf(
                assertThrows(IllegalStateException.class, this::start).getMessage());
    }

    private static Keys keys(String module, int... numbers) {
        var keys = new TreeMap<Integer, byte[]>();
        for (int number : numbers) {
            byte[] key = new byte[KeyFile.BYTES];
            key[0] = (byte) number;
            keys.put(number, key);
        }
        return new ModuleKeys(module, new KeyRing(keys));
    }

    @Test
    void theFirstStartMakesAKeyThatOnlyTheOwnerMayReadAndLaterOnesKeepIt() throws Exception {
        start();
        String made = Files.readString(file());
        start();

        assertEquals(made, Files.readString(file()));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())));
    }

    @Test
    void aMissingDamagedForeignOrOpenKeyFileStopsTheStartWithASentence() throws Exception {
        start();
        String right = Files.readString(file());

        Files.delete(file());
        assertTrue(refusal().contains("is missing"));
        assertFalse(Files.exists(file()), "no new key hides the loss");

        for (String damaged : new String[] {
            right.substring(0, right.length() - 3), right.replaceFirst("\n1 .", "\n1 _"), right + right, "", "\u0000"
        }) {
            write(damaged);
            assertTrue(refusal().contains("is damaged"), damaged);
        }

        byte[] other = new byte[KeyFile.BYTES];
        write("1 " + Base64.getEncoder().encodeToString(other) + " " + KeyFile.check(1, other) + "\n");
        assertTrue(refusal().contains("of another installation"));

        write(right);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        assertTrue(refusal().contains("chmod 600"));

        write(right);
        start();
    }

    @Test
    void aKeyThatIsAddedSealsFromThenOnAndMayNotGoAgain() throws Exception {
        start();
        String right = Files.readString(file());
        byte[] second = new byte[KeyFile.BYTES];
        write(right + "2 " + Base64.getEncoder().encodeToString(second) + " " + KeyFile.check(2, second) + "\n");
        start();

        write(right);
        assertTrue(refusal().contains("its key 2"));
    }

    @Test
    void whatIsSealedIsOpenedByTheSameModuleForTheSamePurposeAlone() {
        Keys keys = keys("identity", 1);
        String sealed = keys.seal("totp.7", "秘密");

        assertEquals("秘密", keys.open("totp.7", sealed));
        assertNotEquals(sealed, keys.seal("totp.7", "秘密"));
        assertThrows(SealBrokenException.class, () -> keys.open("totp.8", sealed));
        assertThrows(SealBrokenException.class, () -> keys("other", 1).open("totp.7", sealed));
        assertThrows(SealBrokenException.class, () -> keys("identity", 2).open("totp.7", sealed));
    }

    @Test
    void whateverByteIsChangedTheSealIsBroken() {
        Keys keys = keys("note", 1);
        byte[] sealed = keys.seal("letter", new byte[] {1, 2, 3});
        for (int at = 0; at < sealed.length; at++) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            assertThrows(SealBrokenException.class, () -> keys.open("letter", changed));
        }
        assertThrows(SealBrokenException.class, () -> keys.open("letter", new byte[0]));
        assertThrows(SealBrokenException.class, () -> keys.open("letter", "not base 64 !"));
        assertThrows(IllegalArgumentException.class, () -> keys.seal("No purpose", new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> keys.hmac("two\nlines", new byte[0]));
    }

    @Test
    void aNewKeyOpensWhatTheOldOneSealedAndChangesNoHash() {
        Keys before = keys("note", 1);
        Keys after = keys("note", 1, 200);

        assertEquals("old", after.open("letter", before.seal("letter", "old")));
        assertThrows(SealBrokenException.class, () -> before.open("letter", after.seal("letter", "new")));
        assertArrayEquals(before.hmac("phone", new byte[] {1}), after.hmac("phone", new byte[] {1}));
        assertNotEquals(after.hmac("phone", "1"), after.hmac("tail", "1"));
        assertNotEquals(after.hmac("phone", "1"), keys("other", 1).hmac("phone", "1"));
    }

    private void write(String text) throws Exception {
        Files.writeString(file(), text);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
    }
}
