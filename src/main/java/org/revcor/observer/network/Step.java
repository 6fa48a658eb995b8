package org.revcor.observer.network;

/**
 * A step of an execution plan.
 *
 * @param name name of the layer whose values it returns; empty if they are unavailable
 */
record Step(String name, Operation operation) {}
