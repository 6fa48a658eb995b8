package org.revcor.observer.network;

/**
 * An operation and what its values are called.
 *
 * @param name of the layer whose values they are; empty if they are not to be read
 */
record Step(String name, Operation operation) {}
