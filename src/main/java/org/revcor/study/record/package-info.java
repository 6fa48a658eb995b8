/**
 * The durable record of each study in a database: actors that write it, and the database's schema
 * and settings.
 */
@NullMarked
package org.revcor.study.record;

import org.jspecify.annotations.NullMarked;
