package io.mortise.secret;

/** A sealed value can't be opened: it is of another module or purpose, was changed, or its key is gone. Never says more. */
public final class SealBrokenException extends RuntimeException {

    @java.io.Serial
    private static final long serialVersionUID = 1L;

    public SealBrokenException(String message, Throwable cause) {
        super(message, cause);
    }

    public SealBrokenException(String message) {
        super(message);
    }
}
