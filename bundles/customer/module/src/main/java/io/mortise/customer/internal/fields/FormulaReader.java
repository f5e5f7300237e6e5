package io.mortise.customer.internal.fields;

import io.mortise.customer.internal.fields.Formula.Node;
import io.mortise.customer.internal.fields.Formula.Operation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a formula: {@code or}, {@code and}, {@code not}, comparisons, {@code &}, {@code + -}, {@code * /}, in growing strength. */
final class FormulaReader {

    private static final int DEEPEST = 30;
    private static final int MOST_PARTS = 300;

    private static final List<List<Operation>> LEVELS = List.of(
            List.of(Operation.OR),
            List.of(Operation.AND),
            List.of(
                    Operation.AT_MOST,
                    Operation.AT_LEAST,
                    Operation.DIFFERENT,
                    Operation.EQUAL,
                    Operation.LESS,
                    Operation.GREATER),
            List.of(Operation.JOIN),
            List.of(Operation.ADD, Operation.SUBTRACT),
            List.of(Operation.MULTIPLY, Operation.DIVIDE));

    private final String text;
    private int next;
    private int parts;

    FormulaReader(String text) {
        this.text = text;
    }

    Formula formula() {
        if (text.length() > Formula.LONGEST) {
            throw new FormulaException(Formula.LONGEST + 1, "…");
        }
        Node root = level(0, 0);
        blanks();
        if (next < text.length()) {
            throw fault();
        }
        return new Formula(root);
    }

    private Node level(int level, int depth) {
        if (depth > DEEPEST) {
            throw fault();
        }
        if (level == LEVELS.size()) {
            return single(depth + 1);
        }
        Node left = level(level + 1, depth);
        Optional<Operation> operation = sign(LEVELS.get(level));
        while (operation.isPresent()) {
            left = counted(new Node.Call(operation.get(), List.of(left, level(level + 1, depth))));
            operation = sign(LEVELS.get(level));
        }
        return left;
    }

    private Node single(int depth) {
        blanks();
        if (take("(")) {
            Node inner = level(0, depth);
            require(")");
            return inner;
        }
        if (take("-")) {
            Node zero = new Node.Constant(BigDecimal.ZERO);
            return counted(new Node.Call(Operation.SUBTRACT, List.of(zero, single(depth(depth)))));
        }
        char c = next < text.length() ? text.charAt(next) : ' ';
        if (c == '"') {
            return counted(new Node.Constant(quoted()));
        }
        if (c >= '0' && c <= '9') {
            return counted(new Node.Constant(number()));
        }
        String word = word();
        if (word.equals("not")) {
            return counted(new Node.Call(Operation.NOT, List.of(level(2, depth(depth)))));
        }
        if (take("(")) {
            return call(word, depth);
        }
        if (word.equals("true") || word.equals("false")) {
            return counted(new Node.Constant(Boolean.valueOf(word)));
        }
        if (take(".")) {
            word = word + "." + word();
        }
        return counted(new Node.Field(word));
    }

    private int depth(int depth) {
        if (depth > DEEPEST) {
            throw fault();
        }
        return depth + 1;
    }

    private Node call(String word, int depth) {
        Operation operation = List.of(Operation.values()).stream()
                .filter(one -> one.word().equals(word) && Character.isLetter(word.charAt(0)))
                .findFirst()
                .orElseThrow(this::fault);
        var arguments = new ArrayList<Node>();
        blanks();
        if (!take(")")) {
            do {
                arguments.add(level(0, depth));
            } while (take(","));
            require(")");
        }
        if (!operation.takes(arguments.size())) {
            throw fault();
        }
        return counted(new Node.Call(operation, List.copyOf(arguments)));
    }

    private Node counted(Node node) {
        if (++parts > MOST_PARTS) {
            throw fault();
        }
        return node;
    }

    private Optional<Operation> sign(List<Operation> operations) {
        blanks();
        for (Operation one : operations) {
            boolean letters = Character.isLetter(one.word().charAt(0));
            int end = next + one.word().length();
            boolean ends = !letters || end >= text.length() || !isWordPart(text.charAt(end));
            if (ends && text.startsWith(one.word(), next)) {
                next = end;
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    private boolean take(String sign) {
        blanks();
        if (text.startsWith(sign, next)) {
            next += sign.length();
            return true;
        }
        return false;
    }

    private void require(String sign) {
        if (!take(sign)) {
            throw fault();
        }
    }

    private String word() {
        int from = next;
        while (next < text.length() && isWordPart(text.charAt(next))) {
            next++;
        }
        if (from == next || next - from > 64 || !Character.isLetter(text.charAt(from))) {
            throw fault();
        }
        return text.substring(from, next);
    }

    private String quoted() {
        int end = text.indexOf('"', next + 1);
        if (end < 0) {
            throw fault();
        }
        String inner = text.substring(next + 1, end);
        next = end + 1;
        return inner;
    }

    private BigDecimal number() {
        int from = next;
        while (next < text.length()
                && (text.charAt(next) == '.' || (text.charAt(next) >= '0' && text.charAt(next) <= '9'))) {
            next++;
        }
        try {
            if (next - from <= 30) {
                return new BigDecimal(text.substring(from, next));
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw fault();
    }

    private static boolean isWordPart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    private void blanks() {
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
    }

    private FormulaException fault() {
        int end = Math.min(text.length(), next + 20);
        return new FormulaException(next + 1, next < text.length() ? text.substring(next, end) : "…");
    }
}
