/**
 * The seam to the database: small interfaces that each store implements, and the values they exchange. Every change is one
 * guarded statement, or a delete and an insert in one transaction, whose row count is checked: that is the fence.
 */
@NullMarked
package dev.jobq.store;

import org.jspecify.annotations.NullMarked;
