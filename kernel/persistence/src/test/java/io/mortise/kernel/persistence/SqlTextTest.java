package io.mortise.kernel.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextTest {

    private static List<String> names(String sql) {
        return SqlText.file(sql).tokens().stream()
                .filter(SqlText.Token::isName)
                .map(SqlText.Token::text)
                .toList();
    }

    @Test
    void namesAreFoundWhateverTheirCaseQuotesAndSchema() {
        assertEquals(List.of("a_b", "public", "a_b", "a_b", "as"), names("A_B, Public.a_B \"A_b\" as"));
        assertEquals(List.of("customer"), names("\"cuſtomer\""));
    }

    @Test
    void textAndCommentsHoldNoNames() {
        assertEquals(List.of("x"), names("'it''s a_b' x -- a_b\n /* a_b */ ''"));
    }

    @Test
    void castsAndParametersAreToldApart() {
        assertEquals(
                List.of("name"),
                SqlText.statement("select :name::uuid").tokens().stream()
                        .filter(token -> token.type() == SqlText.Type.PARAMETER)
                        .map(SqlText.Token::text)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select E'\\' from t'",
                "select U&\"t\"",
                "select $$ x $$",
                "select `t`",
                "select 1 // x",
                "/* /* */ from t */",
                "select 'open",
                "select \"open",
                "select 1from t",
                "select таблица",
                "-- a\rfrom t"
            })
    void whatTheDatabasesMightReadDifferentlyIsRefused(String sql) {
        assertThrows(SqlText.Unreadable.class, () -> SqlText.file(sql));
    }

    @Test
    void aStatementAtRunTimeHasNoComments() {
        assertThrows(SqlText.Unreadable.class, () -> SqlText.statement("select 1 -- x"));
    }
}
