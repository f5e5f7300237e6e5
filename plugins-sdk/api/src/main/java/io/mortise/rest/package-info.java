/**
 * What a module needs to answer over HTTP beside Jakarta REST itself: the resource marker, problems, pages, topics, texts.
 */
@NullMarked
@Export
@Version("1.0.0")
package io.mortise.rest;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
