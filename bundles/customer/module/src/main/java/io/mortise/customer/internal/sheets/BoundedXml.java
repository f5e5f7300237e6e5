package io.mortise.customer.internal.sheets;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Opens parts of a stranger's archive as XML that can do no harm: no document types, so no entities and nothing fetched; no token
 * longer than a megabyte, since a reader holds each whole; and no archive that unpacks to far more than it is.
 */
final class BoundedXml {

    private static final int TOKEN = 1 << 20;
    private static final long FREE = 16L << 20;
    private static final int RATIO = 150;

    private final long archiveBytes;
    private final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    private long unpacked;

    BoundedXml(long archiveBytes) {
        this.archiveBytes = archiveBytes;
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
    }

    XMLStreamReader open(InputStream part) throws XMLStreamException {
        return factory.createXMLStreamReader(new Bounded(part));
    }

    /** It unpacks without end, or holds a token without end. */
    static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1L;

        TooMuch(String message) {
            super(message);
        }
    }

    private final class Bounded extends FilterInputStream {

        private int token;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int got = super.read(into, offset, length);
            for (int i = offset; i < offset + got; i++) {
                if (into[i] == '<') {
                    token = 0;
                } else if (++token > TOKEN) {
                    throw new TooMuch("a token of more than " + TOKEN + " bytes");
                }
            }
            unpacked += Math.max(0, got);
            if (unpacked > FREE && unpacked / RATIO > archiveBytes) {
                throw new TooMuch("more than " + RATIO + " times the archive");
            }
            return got;
        }
    }
}
