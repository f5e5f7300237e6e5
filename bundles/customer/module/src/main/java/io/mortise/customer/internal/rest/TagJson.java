package io.mortise.customer.internal.rest;

import io.mortise.customer.internal.tags.Tag;
import io.mortise.customer.internal.tags.TagGroup;
import io.mortise.customer.internal.tags.Tags;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tag on the wire.
 *
 * @param rule the filter that sets it, absent when people do
 */
public record TagJson(
        UUID id,
        UUID groupId,
        String name,
        long order,
        @Nullable String rule,
        boolean automatic,
        boolean retired,
        long revision) {

    static TagJson of(Tag tag) {
        return new TagJson(
                tag.id(),
                tag.group(),
                tag.name(),
                tag.place(),
                tag.rule(),
                tag.automatic(),
                tag.retired(),
                tag.revision());
    }

    /**
     * A group of tags on the wire.
     *
     * @param departments whose people use it; empty for the whole company
     */
    public record GroupJson(
            UUID id,
            String name,
            long order,
            List<UUID> departments,
            boolean retired,
            long revision,
            List<TagJson> tags) {

        static GroupJson of(Tags.Listed listed) {
            TagGroup group = listed.group();
            return new GroupJson(
                    group.id(),
                    group.name(),
                    group.place(),
                    group.departments(),
                    group.retired(),
                    group.revision(),
                    listed.tags().stream().map(TagJson::of).toList());
        }
    }
}
