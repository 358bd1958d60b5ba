package dev.jobq.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;

/** Picks the DataSource bean that the queue is kept in, by its definition alone, so that nothing is created too early. */
final class StoreDataSourceSelector {

    private final ConfigurableListableBeanFactory beans;

    StoreDataSourceSelector(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** The bean's name: the one marked, else the only candidate, else the primary one. */
    Optional<String> find() {
        List<String> all = new ArrayList<>(Arrays.asList(beans.getBeanNamesForType(DataSource.class, true, false)));
        List<String> marked = all.stream()
                .filter(name -> beans.findAnnotationOnBean(name, JobqDataSource.class, false) != null)
                .toList();
        if (!marked.isEmpty()) {
            return only(marked);
        }
        List<String> candidates = all.stream().filter(this::isCandidate).toList();
        if (candidates.size() == 1) {
            return Optional.of(candidates.get(0));
        }
        return only(candidates.stream().filter(this::isPrimary).toList());
    }

    /** The bean itself. */
    DataSource get() {
        return beans.getBean(find().orElseThrow(this::undecided), DataSource.class);
    }

    private StartFailure undecided() {
        List<String> names = List.of(beans.getBeanNamesForType(DataSource.class, true, false));
        if (names.isEmpty()) {
            return new StartFailure(
                    "There is no DataSource that jobq could keep its jobs in.",
                    "Configure one with spring.datasource.url, or have sqlite-jdbc and HikariCP on the class path for an embedded database.");
        }
        return new StartFailure(
                "jobq cannot tell which of the DataSource beans %s to keep its jobs in.".formatted(names),
                "Mark one of them with @JobqDataSource or @Primary.");
    }

    private static Optional<String> only(List<String> names) {
        return names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty();
    }

    private boolean isCandidate(String name) {
        if (!beans.containsBeanDefinition(name)) {
            return true;
        }
        BeanDefinition definition = beans.getBeanDefinition(name);
        return definition.isAutowireCandidate()
                && !(definition instanceof AbstractBeanDefinition candidate && !candidate.isDefaultCandidate());
    }

    private boolean isPrimary(String name) {
        return beans.containsBeanDefinition(name)
                && beans.getBeanDefinition(name).isPrimary();
    }
}
