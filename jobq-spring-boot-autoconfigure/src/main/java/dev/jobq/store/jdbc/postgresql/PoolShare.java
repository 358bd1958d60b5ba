package dev.jobq.store.jdbc.postgresql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * How much of the application's connections the store takes for itself: of a pool at most a third, or one of two, so that the
 * rest is the application's at any time. The only one of a pool it borrows for as long as it needs it.
 *
 * @param size so many at once, at most
 * @param isKept whether they are kept, with their prepared statements, when they are not needed
 * @param listens whether there may be one more that listens to other processes
 * @param pool how many there are in all; 0 if nobody tells
 */
record PoolShare(int size, boolean isKept, boolean listens, int pool) {

    /** The dispatcher and its claims, two inserters, twice two that admit, house-work, the notifier, and two readers. */
    private static final int MOST = 12;

    /** What the usual pools call their size: Hikari; DBCP; c3p0 and UCP; Tomcat. */
    private static final List<String> SIZES =
            List.of("getMaximumPoolSize", "getMaxTotal", "getMaxPoolSize", "getMaxActive");

    /** Of what gives any number of connections. */
    static PoolShare unbounded() {
        return new PoolShare(MOST, true, true, 0);
    }

    /** Whether it is of a pool, whose last connections may be the very callers'. */
    boolean isOfPool() {
        return pool > 0;
    }

    /** Of a pool of this size. */
    static PoolShare ofPool(int connections) {
        if (connections == 1) {
            return new PoolShare(1, false, false, connections);
        }
        int share = connections / 3;
        return new PoolShare(Math.min(MOST, Math.max(1, share - 1)), true, share > 1, connections);
    }

    /** Of a DataSource: a pool if it tells its size, or one that it wraps does. */
    static PoolShare of(DataSource dataSource) {
        Object candidate = dataSource;
        while (candidate instanceof DataSource) {
            for (String property : SIZES) {
                if (get(candidate, property) instanceof Integer connections && connections > 0) {
                    return ofPool(connections);
                }
            }
            // As Spring's wrappers call it.
            candidate = get(candidate, "getTargetDataSource");
        }
        return unbounded();
    }

    private static @Nullable Object get(Object target, String getter) {
        try {
            Method method = target.getClass().getMethod(getter);
            return method.canAccess(target) ? method.invoke(target) : null;
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException ex) {
            // It is none of those that tell.
            return null;
        }
    }
}
