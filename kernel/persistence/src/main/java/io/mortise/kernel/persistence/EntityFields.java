package io.mortise.kernel.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.mortise.access.AuditEntry.Change;
import io.mortise.access.LiveFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.hibernate.Session;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;

/**
 * Declared fields in an entity, by the columns of its attributes. Values are told as text for the audit trail; those of
 * sensitive fields by what their mask leaves.
 */
record EntityFields(EntityPersister persister, ObjectFields fields) {

    private static final int LONGEST = 1000;
    /** Two numbers that differ in their last digit differ. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** What a new entity is filled with. */
    Map<String, Change> filled(Object entity) {
        Object[] values = persister.getValues(entity);
        return changes(new Object[values.length], values, meaningful(values));
    }

    /** What is gone with an entity. */
    Map<String, Change> emptied(Object entity) {
        Object[] values = persister.getValues(entity);
        return changes(values, new Object[values.length], meaningful(values));
    }

    /** What has changed in an entity of the session since it was loaded. */
    Map<String, Change> changed(Session session, Object entity) {
        SessionImplementor own = session.unwrap(SessionImplementor.class);
        Object[] before = Objects.requireNonNull(
                Objects.requireNonNull(own.getPersistenceContextInternal().getEntry(entity))
                        .getLoadedState());
        Object[] after = persister.getValues(entity);
        int[] dirty = persister.findDirty(after, before, entity, own);
        if (dirty == null) {
            return Map.of();
        }
        var attributes = new ArrayList<Integer>();
        for (int attribute : dirty) {
            attributes.add(attribute);
        }
        return changes(before, after, attributes);
    }

    /** Attributes that say something; a primitive always has a value, so its zero says nothing. */
    private List<Integer> meaningful(@Nullable Object[] values) {
        var attributes = new ArrayList<Integer>();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            boolean primitive = persister
                    .getAttributeMapping(i)
                    .getPropertyAccess()
                    .getGetter()
                    .getReturnTypeClass()
                    .isPrimitive();
            boolean zero = value instanceof Number number ? number.doubleValue() == 0 : Boolean.FALSE.equals(value);
            if (value != null && !(primitive && zero)) {
                attributes.add(i);
            }
        }
        return attributes;
    }

    private Map<String, Change> changes(@Nullable Object[] before, @Nullable Object[] after, List<Integer> attributes) {
        var changes = new HashMap<String, Change>();
        for (int attribute : attributes) {
            for (String column : ((AbstractEntityPersister) persister).getPropertyColumnNames(attribute)) {
                if (column == null) {
                    continue;
                }
                String name = column.toLowerCase(Locale.ROOT);
                if (name.equals(LiveFields.COLUMN) && !fields.keys().isEmpty()) {
                    changes.putAll(members(before[attribute], after[attribute]));
                }
                for (String field : fields.in(name)) {
                    var change = new Change(text(field, before[attribute]), text(field, after[attribute]));
                    // A field's first column holds it; the others are made from it.
                    if (name.equals(fields.first().get(field))) {
                        changes.put(field, change);
                    } else {
                        changes.putIfAbsent(field, change);
                    }
                }
            }
        }
        return changes;
    }

    /** What has changed in a JSON text of live fields. */
    private Map<String, Change> members(@Nullable Object before, @Nullable Object after) {
        JsonNode old = object(before);
        JsonNode now = object(after);
        var changes = new HashMap<String, Change>();
        fields.keys().forEach((key, field) -> {
            if (!old.path(key).equals(now.path(key))) {
                changes.put(field, new Change(text(field, member(old, key)), text(field, member(now, key))));
            }
        });
        return changes;
    }

    private static @Nullable String member(JsonNode object, String key) {
        JsonNode member = object.path(key);
        return member.isMissingNode() || member.isNull()
                ? null
                : member.isValueNode() ? member.asText() : member.toString();
    }

    private static JsonNode object(@Nullable Object text) {
        try {
            return text == null ? MissingNode.getInstance() : JSON.readTree(text.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("column " + LiveFields.COLUMN + " holds no JSON", e);
        }
    }

    private @Nullable String text(String field, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        LazyInitializer lazy = HibernateProxy.extractLazyInitializer(value);
        String text = String.valueOf(lazy == null ? identified(value) : lazy.getInternalIdentifier());
        if (fields.sensitive().contains(field)) {
            return fields.masked(field, text);
        }
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    /** An entity is told by its id. */
    private Object identified(Object value) {
        EntityPersister other = persister.getFactory().getMappingMetamodel().findEntityDescriptor(value.getClass());
        return other == null ? value : String.valueOf(other.getIdentifier(value));
    }
}
