package io.mortise.kernel.runtime;

import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_SUPER;
import static java.lang.classfile.ClassFile.ACC_SYNTHETIC;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import io.mortise.kernel.spi.World;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the proxy in front of a service: a class that implements the interface and, in each method, enters the slot's
 * gate, calls the provider directly and leaves the gate, whatever happens. Generated code costs a call some ten
 * nanoseconds; {@link java.lang.reflect.Proxy} costs double, four times as much on two threads (PLATFORM.md, section 12).
 *
 * <p>Each proxy has a small class loader of its own whose parent is the interface's: so the framework sees that the proxy
 * implements that very class, and not one of the same name from another API bundle, and it goes when its API bundle goes.
 */
final class GatedProxies {

    private static final ClassDesc SLOT = ClassDesc.of(Slot.class.getName());
    private static final ClassDesc PROVIDER =
            World.Provider.class.describeConstable().orElseThrow();
    private static final String FIELD = "slot";

    private GatedProxies() {}

    /**
     * A proxy for the slot.
     *
     * @throws IllegalArgumentException when the slot's type can't be implemented from outside
     */
    static Object forSlot(Slot slot) {
        Class<?> type = slot.type();
        refuseUnusable(type);
        String name = type.getName() + "$$Gated";
        var loader = new Loader(type.getClassLoader());
        Class<?> proxy = loader.define(name, generate(ClassDesc.of(name), type));
        try {
            return proxy.getConstructor(Slot.class).newInstance(slot);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the proxy for " + type.getName() + " can't be made", e);
        }
    }

    /** Why a class can't be a gated service, or empty text. */
    static String unusable(Class<?> type) {
        if (!type.isInterface()) {
            return "it is a class; make it an interface";
        }
        if (!Modifier.isPublic(type.getModifiers())) {
            return "it is not public";
        }
        return type.isSealed() ? "it is sealed, so that nothing can stand before its provider" : "";
    }

    private static void refuseUnusable(Class<?> type) {
        String why = unusable(type);
        if (!why.isEmpty()) {
            throw new IllegalArgumentException(type.getName() + " can't be offered to other modules: " + why);
        }
    }

    private static byte[] generate(ClassDesc self, Class<?> type) {
        return ClassFile.of().build(self, builder -> {
            builder.withFlags(ACC_PUBLIC | ACC_FINAL | ACC_SUPER | ACC_SYNTHETIC);
            builder.withInterfaceSymbols(describe(type));
            builder.withField(FIELD, SLOT, ACC_PRIVATE | ACC_FINAL);
            builder.withMethodBody(
                    INIT_NAME,
                    MethodTypeDesc.of(CD_void, SLOT),
                    ACC_PUBLIC,
                    code -> code.aload(0)
                            .invokespecial(CD_Object, INIT_NAME, MethodTypeDesc.of(CD_void))
                            .aload(0)
                            .aload(1)
                            .putfield(self, FIELD, SLOT)
                            .return_());
            builder.withMethodBody(
                    "toString",
                    MethodTypeDesc.of(CD_String),
                    ACC_PUBLIC,
                    code -> code.aload(0)
                            .getfield(self, FIELD, SLOT)
                            .invokevirtual(SLOT, "toString", MethodTypeDesc.of(CD_String))
                            .areturn());
            methods(type)
                    .forEach((_, method) -> builder.withMethodBody(
                            method.getName(), describe(method), ACC_PUBLIC, code -> gated(code, self, type, method)));
        });
    }

    private static void gated(CodeBuilder code, ClassDesc self, Class<?> type, Method method) {
        MethodTypeDesc signature = describe(method);
        int provider = code.allocateLocal(TypeKind.REFERENCE);
        Label begin = code.newLabel();
        Label end = code.newLabel();
        Label failed = code.newLabel();

        code.aload(0)
                .getfield(self, FIELD, SLOT)
                .invokevirtual(SLOT, "enter", MethodTypeDesc.of(PROVIDER))
                .astore(provider);
        code.labelBinding(begin)
                .aload(provider)
                .invokevirtual(PROVIDER, "service", MethodTypeDesc.of(CD_Object))
                .checkcast(describe(type));
        for (int i = 0; i < signature.parameterCount(); i++) {
            code.loadLocal(TypeKind.from(signature.parameterType(i)), code.parameterSlot(i));
        }
        code.invokeinterface(describe(type), method.getName(), signature).labelBinding(end);
        exit(code, provider);
        code.return_(TypeKind.from(signature.returnType()));

        code.labelBinding(failed);
        exit(code, provider);
        code.athrow();
        code.exceptionCatch(begin, end, failed, CD_Throwable);
    }

    private static void exit(CodeBuilder code, int provider) {
        code.aload(provider).invokestatic(SLOT, "exit", MethodTypeDesc.of(CD_void, PROVIDER));
    }

    /** What a caller can call, inherited and default methods too, each signature once. */
    private static Map<String, Method> methods(Class<?> type) {
        var methods = new LinkedHashMap<String, Method>();
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers()) && !ofObject(method)) {
                methods.putIfAbsent(method.getName() + describe(method).descriptorString(), method);
            }
        }
        return methods;
    }

    private static boolean ofObject(Method method) {
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static MethodTypeDesc describe(Method method) {
        return MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                .describeConstable()
                .orElseThrow();
    }

    private static ClassDesc describe(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    /** Knows the kernel's own two classes and everything that the interface's loader knows. */
    private static final class Loader extends ClassLoader {

        private static final Map<String, Class<?>> KERNEL =
                Map.of(Slot.class.getName(), Slot.class, World.Provider.class.getName(), World.Provider.class);

        Loader(@Nullable ClassLoader parent) {
            super("gated", parent);
        }

        Class<?> define(String name, byte[] code) {
            return defineClass(name, code, 0, code.length);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> kernel = KERNEL.get(name);
            return kernel == null ? super.loadClass(name, resolve) : kernel;
        }
    }
}
