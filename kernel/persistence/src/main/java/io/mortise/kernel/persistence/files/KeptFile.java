package io.mortise.kernel.persistence.files;

import io.mortise.file.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes on the disk. */
record KeptFile(Path path, String sha256, long size) implements StoredFile {

    @Override
    public InputStream open(long from, long length) throws IOException {
        if (from < 0 || from > size || length < 0) {
            throw new IllegalArgumentException(
                    "a file of " + size + " bytes has no part of " + length + " from " + from);
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            channel.position(from);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new Part(channel, Math.min(length, size - from));
    }

    /** Some bytes of a channel, from where it stands. */
    private static final class Part extends InputStream {

        private final FileChannel channel;
        private long left;

        Part(FileChannel channel, long left) {
            this.channel = channel;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0) {
                return -1;
            }
            int got = channel.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, left)));
            if (got > 0) {
                left -= got;
            }
            return got;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
