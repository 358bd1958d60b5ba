package dev.jobq.benchmarks.simulation;

import dev.jobq.store.JobStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stands between nodes and a store: whoever taps it sees every call, and may do something else. */
final class Seam {

    private Seam() {}

    /** Something else, or something besides. */
    @FunctionalInterface
    interface Tap {
        @Nullable Object call(Call call) throws Throwable;
    }

    /** What a call comes to. */
    @FunctionalInterface
    interface Goal {
        @Nullable Object reach(Object[] arguments) throws Throwable;
    }

    /** A call of one of the store's parts. */
    static final class Call {

        private final String name;
        private final Object[] arguments;
        private final Goal goal;

        Call(String name, Object[] arguments, Goal goal) {
            this.name = name;
            this.arguments = arguments;
            this.goal = goal;
        }

        /** Part and method, such as {@code exchange.trade}. */
        String name() {
            return name;
        }

        /** What it is given. */
        Object[] arguments() {
            return arguments;
        }

        /** Does what is meant to be done. */
        @Nullable Object proceed() throws Throwable {
            return goal.reach(arguments);
        }

        /** Does it with other arguments. */
        @Nullable Object proceedWith(Object... others) throws Throwable {
            return goal.reach(others);
        }
    }

    /** The store as seen through a tap. */
    static JobStore tapped(JobStore store, Tap tap) {
        Map<String, Object> parts = new HashMap<>();
        return (JobStore) Proxy.newProxyInstance(
                Seam.class.getClassLoader(),
                new Class<?>[] {JobStore.class},
                (proxy, method, arguments) -> method.getReturnType().isInterface() && arguments == null
                        ? parts.computeIfAbsent(method.getName(), name -> part(store, method, tap))
                        : invoke(method, store, arguments));
    }

    private static Object part(JobStore store, Method of, Tap tap) {
        Object part;
        try {
            part = of.invoke(store);
        } catch (ReflectiveOperationException ex) {
            throw new IllegalStateException(ex);
        }
        return Proxy.newProxyInstance(
                Seam.class.getClassLoader(),
                new Class<?>[] {of.getReturnType()},
                (proxy, method, arguments) -> tap.call(new Call(
                        of.getName() + "." + method.getName(),
                        arguments == null ? new Object[0] : arguments,
                        given -> invoke(method, part, given))));
    }

    private static @Nullable Object invoke(Method method, Object on, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException ex) {
            throw ex.getTargetException();
        }
    }
}
