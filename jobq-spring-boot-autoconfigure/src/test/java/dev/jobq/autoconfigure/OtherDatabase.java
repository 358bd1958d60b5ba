package dev.jobq.autoconfigure;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;

/** A connection that says it is to H2, and can do nothing else. */
final class OtherDatabase {

    Connection connection() {
        DatabaseMetaData metaData = proxy(DatabaseMetaData.class, "getDatabaseProductName", "H2");
        return proxy(Connection.class, "getMetaData", metaData);
    }

    private static <T> T proxy(Class<T> type, String method, Object answer) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        return answer;
                    }
                    return called.getReturnType() == boolean.class ? false : null;
                }));
    }
}
