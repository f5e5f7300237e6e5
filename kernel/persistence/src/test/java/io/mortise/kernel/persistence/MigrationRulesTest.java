package io.mortise.kernel.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.kernel.spi.SchemaChanges.Kind;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationRulesTest {

    private static Optional<String> fault(Kind kind, String sql) {
        return new MigrationRules("note").fault(kind, "db/expand/V001__x.sql", sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table note_a (id uuid primary key, b uuid references note_b (id) on delete cascade)",
                "create table if not exists note_a (id uuid)",
                "create unique index note_a_b on note_a (b desc) include (c) where c is not null",
                "alter table note_a add column b varchar(20)",
                "alter table note_a add b integer not null default 0, add column c date",
                "alter table note_a alter column b drop not null",
                "alter table note_a alter column b set cache 500",
                "create sequence note_s",
                "insert into note_a select x from note_b",
                "update note_a set b = 1 where c is distinct from 2;"
            })
    void whatOnlyAddsMayExpand(String sql) {
        assertEquals(Optional.empty(), fault(Kind.EXPAND, sql));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop table note_a",
                "alter table note_a drop column b",
                "alter table note_a rename column b to c",
                "alter table note_a alter column b type integer",
                "alter table note_a alter column b set not null",
                "alter table note_a add column b integer not null",
                "alter table note_a add b integer, drop column c",
                "delete from note_a",
                "truncate table note_a",
                "drop index note_i"
            })
    void whatTakesAwayMayOnlyContract(String sql) {
        assertTrue(fault(Kind.EXPAND, sql).orElse("").contains("db/contract/"), () -> sql + fault(Kind.EXPAND, sql));
        assertEquals(Optional.empty(), fault(Kind.CONTRACT, sql));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table memo_a (id uuid)",
                "create table notes_a (id uuid)",
                "alter table memo_a add column b integer",
                "create index note_i on memo_a (b)",
                "insert into note_a select * from public.memo_a",
                "drop table memo_a",
                "update memo_a set b = 1",
                "create table note_a (b uuid references memo_b (id))",
                "create view note_v as select * from note_a",
                "create alias note_f for 'java.lang.System.exit'",
                "create trigger note_t before insert on note_a call 'x'",
                "grant all on note_a to public",
                "set write_delay 500",
                "create table note_a (id uuid); create table note_b (id uuid)",
                "-- nothing",
                "do $$ begin end $$"
            })
    void whatIsNotTheModulesOrCouldHideSomethingIsRefusedInBoth(String sql) {
        for (Kind kind : Kind.values()) {
            assertTrue(fault(kind, sql).isPresent(), sql);
        }
    }
}
