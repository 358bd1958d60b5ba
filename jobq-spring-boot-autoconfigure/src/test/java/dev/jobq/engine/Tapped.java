package dev.jobq.engine;

import dev.jobq.store.JobExchange;
import dev.jobq.store.JobStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Interfaces whose calls a test hears, and may spoil. */
final class Tapped {

    private Tapped() {}

    /** Hears a call, and makes it or not. */
    interface Tap {
        Object call(String method, Object[] args, Call call) throws Throwable;
    }

    /** Makes a call. */
    interface Call {
        Object make() throws Throwable;
    }

    /** A store whose exchange is tapped. */
    static JobStore exchangeOf(JobStore store, Tap tap) {
        JobExchange exchange = of(JobExchange.class, store.exchange(), tap);
        return of(JobStore.class, store, (method, args, call) -> method.equals("exchange") ? exchange : call.make());
    }

    static <T> T of(Class<T> type, T target, Tap tap) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, args) -> tap.call(method.getName(), args, () -> {
                    try {
                        return method.invoke(target, args);
                    } catch (InvocationTargetException ex) {
                        throw ex.getCause();
                    }
                })));
    }
}
