package io.mortise.file;

/**
 * A file that was taken.
 *
 * @param sha256 of the bytes, 64 hexadecimal digits
 * @param size in bytes
 * @param name safe to show and to save under: no path, no control or direction characters, at most 200 characters
 * @param type the media type, which its name, its bytes and whoever sent it agree on
 */
public record ReceivedFile(String sha256, long size, String name, String type) {}
