package io.mortise.kernel.lifecycle.artifact;

/**
 * How large a jar may be, packed and unpacked.
 *
 * @param jarBytes of the file
 * @param entries of the jar and its nested API jars together
 * @param unpackedBytes of all entries together
 * @param ratio most times that an entry of more than 1 MiB may grow
 */
public record ArtifactLimits(long jarBytes, int entries, long unpackedBytes, int ratio) {}
