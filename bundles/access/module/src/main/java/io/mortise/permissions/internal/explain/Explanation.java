package io.mortise.permissions.internal.explain;

import java.util.List;

/**
 * An answered question.
 *
 * @param question what was asked
 * @param verdict the decision
 * @param moment for when
 * @param notes what must be known to read it
 * @param reason the decision in words, and what it rests on
 */
record Explanation(Question question, Verdict verdict, Moment moment, List<String> notes, Node reason) {}
