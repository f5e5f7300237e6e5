package io.mortise.kernel.gateway;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON bodies with the instance's mapper. Own and small instead of Jersey's Jackson feature: readers and
 * writers are kept per type, and nothing is discovered on the class path.
 *
 * <p>Jersey matches no suffix patterns such as {@code application/*+json}: the whole of {@code application} is asked for,
 * and {@link #isReadable} and {@link #isWriteable} take what is JSON. {@code application/json} stands first for methods
 * that name no media type.
 */
@Consumes({"application/json", "application/*"})
@Produces({"application/json", "application/*"})
final class JsonBodies implements MessageBodyReader<Object>, MessageBodyWriter<Object> {

    private final ObjectMapper mapper;
    private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();
    private final Map<Type, ObjectWriter> writers = new ConcurrentHashMap<>();

    JsonBodies(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return json(media) && !raw(type);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return json(media) && !raw(type);
    }

    @Override
    public @Nullable Object readFrom(
            Class<Object> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, String> headers,
            InputStream in)
            throws IOException {
        ObjectReader reader =
                readers.computeIfAbsent(generic, wanted -> mapper.readerFor(mapper.constructType(wanted)));
        Object value = reader.readValue(in);
        if (value == null) {
            throw ProblemException.invalid(List.of(FieldFault.of("", "required")));
        }
        return value;
    }

    @Override
    public void writeTo(
            Object value,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        // A generic type tells element types to writers of collections; a plain class is best written as what it is.
        writers.computeIfAbsent(generic instanceof Class<?> ? type : generic, this::writer)
                .writeValue(out, value);
    }

    byte[] bytes(Object value) throws IOException {
        return mapper.writeValueAsBytes(value);
    }

    private ObjectWriter writer(Type type) {
        JavaType wanted = mapper.constructType(type);
        return wanted.isContainerType()
                        || wanted.hasGenericTypes() && wanted.getRawClass().isRecord()
                ? mapper.writerFor(wanted)
                : mapper.writer();
    }

    private static boolean json(@Nullable MediaType media) {
        return media != null
                && media.getType().equalsIgnoreCase("application")
                && (media.getSubtype().equalsIgnoreCase("json")
                        || media.getSubtype().toLowerCase(java.util.Locale.ROOT).endsWith("+json"));
    }

    /** What Jersey's own providers carry as it is. */
    private static boolean raw(Class<?> type) {
        return type == byte[].class
                || CharSequence.class.isAssignableFrom(type)
                || InputStream.class.isAssignableFrom(type)
                || Reader.class.isAssignableFrom(type)
                || File.class.isAssignableFrom(type)
                || StreamingOutput.class.isAssignableFrom(type);
    }
}
