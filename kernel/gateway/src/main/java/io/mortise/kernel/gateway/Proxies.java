package io.mortise.kernel.gateway;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

/** The proxies whose word about the client counts (DECISIONS.md 16): addresses and CIDR blocks, IPv4 and IPv6. */
record Proxies(List<Block> blocks) {

    /** Four numbers, or something with a colon: no short forms such as 127.1, no names, no zones. */
    private static final Pattern LITERAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    record Block(byte[] prefix, int bits) {

        boolean holds(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != prefix[i]) {
                    return false;
                }
            }
            int rest = bits % 8;
            return rest == 0 || ((address[whole] ^ prefix[whole]) & (0xFF << (8 - rest)) & 0xFF) == 0;
        }
    }

    /** Reads the setting; a wrong entry is refused with a sentence that names it. */
    static Proxies of(List<String> entries) {
        return new Proxies(entries.stream().map(Proxies::block).toList());
    }

    boolean none() {
        return blocks.isEmpty();
    }

    /** Whether the address, a literal, is one of them; no for anything that is no address. */
    boolean trust(String address) {
        if (blocks.isEmpty()) {
            return false;
        }
        byte[] bytes = bytes(address);
        return bytes.length > 0 && blocks.stream().anyMatch(block -> block.holds(bytes));
    }

    /** Whether the text is a literal address. */
    static boolean isAddress(String text) {
        return bytes(text).length > 0;
    }

    private static Block block(String entry) {
        int slash = entry.indexOf('/');
        byte[] prefix = bytes(slash < 0 ? entry : entry.substring(0, slash));
        int bits = prefix.length * 8;
        try {
            bits = slash < 0 ? bits : Integer.parseInt(entry.substring(slash + 1));
        } catch (NumberFormatException e) {
            bits = -1;
        }
        if (prefix.length == 0 || bits < 0 || bits > prefix.length * 8) {
            throw new IllegalArgumentException("http.trusted-proxies: \"" + entry
                    + "\" is no address or CIDR block; write for example 10.0.0.7, 10.0.0.0/8 or fd00::/8");
        }
        return new Block(prefix, bits);
    }

    private static byte[] bytes(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (bare.isEmpty() || !LITERAL.matcher(bare).matches()) {
            return new byte[0];
        }
        try {
            // Not getByName: it takes 999.1.1.1 for a name and asks the network for it.
            return InetAddress.ofLiteral(bare).getAddress();
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
