package dev.jobq.autoconfigure;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * The listeners of a transaction manager, of which one stays the last, whoever is added after it. What the last one takes before
 * a transaction begins is not lost: no other listener can throw between it and the beginning, after which all are told.
 */
final class ListenersWithLast extends AbstractList<TransactionExecutionListener> {

    private final List<TransactionExecutionListener> listeners;

    ListenersWithLast(Collection<TransactionExecutionListener> others, TransactionExecutionListener last) {
        this.listeners = new ArrayList<>(others);
        this.listeners.add(last);
    }

    @Override
    public TransactionExecutionListener get(int index) {
        return listeners.get(index);
    }

    @Override
    public int size() {
        return listeners.size();
    }

    @Override
    public void add(int index, TransactionExecutionListener listener) {
        listeners.add(Math.min(index, Math.max(0, listeners.size() - 1)), listener);
        modCount++;
    }

    @Override
    public TransactionExecutionListener remove(int index) {
        modCount++;
        return listeners.remove(index);
    }
}
