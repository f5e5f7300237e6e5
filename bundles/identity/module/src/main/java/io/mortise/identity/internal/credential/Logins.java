package io.mortise.identity.internal.credential;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** The names that people sign in by, and the addresses they come from, each in one form. */
public final class Logins {

    private static final int LONGEST = 200;

    private Logins() {}

    /** Whether it can be a name to sign in by: an e-mail address, a phone number, a word; three characters or more, no blanks. */
    public static boolean valid(String login) {
        return login.length() >= 3
                && login.length() <= LONGEST
                && login.codePoints()
                        .noneMatch(c ->
                                Character.isWhitespace(c) || Character.isISOControl(c) || Character.isSpaceChar(c));
    }

    /** What names are compared by: without case and width. */
    public static String key(String login) {
        String key = Normalizer.normalize(login.strip(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return key.length() <= LONGEST ? key : key.substring(0, LONGEST);
    }

    /** An address as far as one client has it: of IPv6 the network, since everybody has a whole one. */
    public static String address(String literal) {
        try {
            InetAddress address = InetAddress.ofLiteral(literal);
            return address instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), 8)) + "/64"
                    : address.getHostAddress();
        } catch (IllegalArgumentException e) {
            return "unknown";
        }
    }
}
