package io.mortise.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Walks the table of paths by which somebody may get at a record (PERMISSIONS.md, section 12): {@code path-matrix.csv} says for
 * each path and each object with records which test proves that its scope and its field rules hold, or that there is no such
 * path (DECISIONS.md 22); {@code path-routes.csv} says which path a route is. New routes, new objects and lost tests fail here.
 */
class PathMatrixTest {

    /** The paths of the specification, in its order. */
    private static final List<String> PATHS = List.of(
            "list",
            "get",
            "count",
            "sum",
            "report",
            "search",
            "picker",
            "duplicate check",
            "import",
            "export",
            "print",
            "bulk",
            "merge",
            "convert",
            "attachment",
            "comment",
            "timeline",
            "history",
            "notification",
            "wecom",
            "outbox",
            "plugin call",
            "api key",
            "assistant",
            "scheduled job",
            "recycle bin",
            "backup restore",
            "error messages",
            "etag",
            "record numbers");

    /** Acts on one record, which the specification does not list as ways of seeing one: they are routes all the same. */
    private static final List<String> ACTS =
            List.of("create", "edit", "delete", "transfer", "share", "lock", "reveal", "status", "account");

    /** What anybody may ask without signing in: each such route is looked at by a person who adds it here. */
    private static final String PUBLIC = "public";

    private final PathMatrix matrix = PathMatrix.read();
    private final DeclaredRoutes routes = DeclaredRoutes.ofBundles();

    @Test
    void everyPathOfEveryObjectWithRecordsHasItsLine() {
        Set<String> wanted = new TreeSet<>();
        for (String object : routes.objectsWithRecords()) {
            PATHS.forEach(path -> wanted.add(path + " of " + object));
            usedActs(object).forEach(act -> wanted.add(act + " of " + object));
        }
        // Their routes are walked one by one by the test that the line names.
        routes.objectsWithoutRecords().forEach(object -> wanted.add("administration of " + module(object) + ".*"));

        Set<String> told = matrix.lines().stream()
                .map(line -> line.path() + " of " + line.object())
                .collect(Collectors.toCollection(TreeSet::new));

        assertTrue(routes.objectsWithRecords().size() >= 2, "saw only " + routes.objectsWithRecords());
        assertEquals(wanted, told);
    }

    private static String module(String object) {
        return object.substring(0, object.indexOf('.'));
    }

    private Set<String> usedActs(String object) {
        return routes.protectedRoutes().entrySet().stream()
                .filter(route -> route.getValue().equals(object))
                .map(route -> matrix.pathOf(route.getKey()))
                .filter(ACTS::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyRouteToRecordsAndEveryPublicOneIsInTheTableAndNoOther() {
        Set<String> open = routes.all().stream()
                .filter(DeclaredRoutes.Route::isPublic)
                .map(DeclaredRoutes.Route::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        var wanted = new TreeSet<>(open);
        wanted.addAll(routes.protectedRoutes().keySet());

        assertTrue(wanted.size() >= 35, "saw only " + wanted);
        assertEquals(wanted, new TreeSet<>(matrix.routes()));
        for (String route : matrix.routes()) {
            String path = matrix.pathOf(route);
            assertEquals(open.contains(route), path.equals(PUBLIC), route + " is called " + path);
            assertTrue(
                    PATHS.contains(path) || ACTS.contains(path) || path.equals(PUBLIC), route + " is called " + path);
        }
    }

    @Test
    void everyProofIsATestThatExists() {
        var sources = TestSources.ofRepository();
        var missing = new ArrayList<String>();
        for (PathMatrix.Line line : matrix.lines()) {
            if (!line.absent() && !sources.holds(line.proof())) {
                missing.add(line.path() + " of " + line.object() + ": " + line.proof());
            }
        }

        assertTrue(sources.size() >= 100, "saw only " + sources.size() + " test classes");
        assertEquals(List.of(), missing);
    }

    @Test
    void whatIsSaidToBeAbsentIsAbsent() {
        var there = new TreeMap<String, String>();
        for (PathMatrix.Line line : matrix.lines()) {
            if (!line.absent()) {
                continue;
            }
            assertTrue(
                    !line.words().isEmpty() && line.reason().length() >= 10,
                    line + " names no words to look for, or gives no reason");
            routes.traces(line.object()).stream()
                    .filter(trace -> line.words().stream().anyMatch(trace::contains))
                    .forEach(trace -> there.put(line.path() + " of " + line.object(), trace));
        }

        assertEquals(new TreeMap<>(), there);
    }

    /** A path that a route takes can't be absent. */
    @Test
    void aPathThatARouteTakesHasATest() {
        Set<String> absent = matrix.lines().stream()
                .filter(PathMatrix.Line::absent)
                .map(line -> line.path() + " of " + line.object())
                .collect(Collectors.toSet());

        for (var route : routes.protectedRoutes().entrySet()) {
            String taken = matrix.pathOf(route.getKey()) + " of " + route.getValue();
            assertTrue(!absent.contains(taken), route.getKey() + " is " + taken + ", which is said to be absent");
        }
    }
}
