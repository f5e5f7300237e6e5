package io.mortise.customer.internal.sheets;

/** What spreadsheets run instead of showing it. */
public final class Formulas {

    private Formulas() {}

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
        String inner = cell.replaceFirst("^'+", "");
        return !inner.isEmpty() && "=+-@\t\r".indexOf(inner.charAt(0)) >= 0;
    }
}
