package io.mortise.kernel.launcher.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.mortise.kernel.spi.Sentence;
import io.mortise.kernel.spi.Wording;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a verb writes: answers to one stream, sentences about trouble to the other, in the person's language. */
public final class Screen {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final PrintWriter out;
    private final PrintWriter err;
    private final @Nullable BufferedReader answers;
    private final Locale locale;
    private final Wording wording = Wording.ofKernel("launcher");

    /**
     * @param answers what a person types, or null when nobody can be asked
     * @param locale of the sentences
     */
    public Screen(PrintWriter out, PrintWriter err, @Nullable BufferedReader answers, Locale locale) {
        this.out = out;
        this.err = err;
        this.answers = answers;
        this.locale = locale;
    }

    /** The language of a terminal, from the usual variables; English when they say nothing. */
    public static Locale locale(java.util.Map<String, String> environment) {
        for (String variable : List.of("LC_ALL", "LC_MESSAGES", "LANG")) {
            String value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                return Wording.best(
                        Locale.forLanguageTag(value.replaceFirst("[.@].*", "").replace('_', '-')));
            }
        }
        return Locale.ENGLISH;
    }

    PrintWriter out() {
        return out;
    }

    Locale locale() {
        return locale;
    }

    /** The sentence in the person's language. */
    String words(Sentence sentence) {
        return wording.say(locale, sentence);
    }

    String words(String key, Object... values) {
        return words(Sentence.of("launcher." + key, values));
    }

    void say(String key, Object... values) {
        line(words(key, values));
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    /** Trouble: to the other stream, so that {@code --json} output stays JSON. */
    void complain(String text) {
        err.println(text);
        err.flush();
    }

    void json(JsonNode node) {
        try {
            line(JSON.writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks; empty when nobody is there to answer. */
    Optional<String> ask(String key) {
        if (answers == null) {
            return Optional.empty();
        }
        out.print(words(key) + " ");
        out.flush();
        try {
            return Optional.ofNullable(answers.readLine());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Rows below their headings, in columns as wide as they need to be. */
    void table(List<String> headings, List<List<String>> rows) {
        if (rows.isEmpty()) {
            say("list.empty");
            return;
        }
        var all = new ArrayList<List<String>>();
        all.add(headings.stream().map(heading -> words("table." + heading)).toList());
        all.addAll(rows);
        var widths = new int[headings.size()];
        for (List<String> row : all) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        for (List<String> row : all) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - width(row.get(i)) + 2));
            }
            line(line.toString().stripTrailing());
        }
    }

    /** Columns of a terminal: a Chinese character takes two. */
    private static int width(String text) {
        return Arrays.stream(text.codePoints().toArray())
                .map(point -> Character.isIdeographic(point)
                                || point >= 0x3000 && point <= 0x303f
                                || point >= 0xff00 && point <= 0xff60
                        ? 2
                        : 1)
                .sum();
    }
}
