package io.mortise.customer.internal.sheets;

import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;

/** Gathers the text of a cell from its runs; how a Japanese word is spoken does not belong to it. Keeps no more than is of use. */
final class CellText {

    /** Longer ones are cut here, and are longer than any cell may be. */
    static final int MOST = 40_000;

    private final StringBuilder text = new StringBuilder();
    private boolean inText;
    private int spoken;

    void see(XMLStreamReader in, int event) {
        switch (event) {
            case XMLStreamConstants.START_ELEMENT -> {
                if (in.getLocalName().equals("rPh")) {
                    spoken++;
                }
                inText = in.getLocalName().equals("t") && spoken == 0;
            }
            case XMLStreamConstants.END_ELEMENT -> {
                if (in.getLocalName().equals("rPh")) {
                    spoken--;
                }
                inText = false;
            }
            case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                if (inText) {
                    append(in);
                }
            }
            default -> {}
        }
    }

    /** Appends what stands at the reader. */
    void append(XMLStreamReader in) {
        int length = Math.min(in.getTextLength(), MOST - text.length());
        if (length > 0) {
            text.append(in.getTextCharacters(), in.getTextStart(), length);
        }
    }

    /** The whole, and begins anew. */
    String take() {
        String whole = XlsxText.decode(text.toString());
        text.setLength(0);
        return whole;
    }
}
