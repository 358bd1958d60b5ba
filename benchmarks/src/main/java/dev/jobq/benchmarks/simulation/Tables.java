package dev.jobq.benchmarks.simulation;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How planted faults get at the tables. */
final class Tables {

    private Tables() {}

    static int change(World world, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = world.database.connection().prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    static List<Long> numbers(World world, String sql, @Nullable Object... values) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        try (PreparedStatement statement = world.database.connection().prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    numbers.add(row.getLong(1));
                }
            }
        }
        return numbers;
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
