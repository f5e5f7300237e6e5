package io.mortise.customer.internal.sheets;

/** What spreadsheets run instead of showing it. */
public final class Formulas {

    private static final String FIRST = "=+-@\t\r";

    private Formulas() {}

    /** Whether a spreadsheet takes a cell that begins so for a formula. */
    static boolean begins(char first) {
        return FIRST.indexOf(first) >= 0;
    }

    /**
     * A cell that a spreadsheet would take for a formula, with an apostrophe before it; other cells as they are. Whoever
     * opens the file must not run what a stranger wrote into a name.
     */
    public static String harmless(String cell) {
        return dangerous(cell) ? "'" + cell : cell;
    }

    /** Takes {@link #harmless} back, so that a corrected error file can be imported again. */
    public static String original(String cell) {
        return cell.startsWith("'") && dangerous(cell.substring(1)) ? cell.substring(1) : cell;
    }

    /** Apostrophes before it do not make it another cell: else taking one away would not be the reverse of adding one. */
    private static boolean dangerous(String cell) {
        int first = 0;
        while (first < cell.length() && cell.charAt(first) == '\'') {
            first++;
        }
        return first < cell.length() && begins(cell.charAt(first));
    }
}
