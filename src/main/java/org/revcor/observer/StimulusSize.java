package org.revcor.observer;

/**
 * Size of stimuli that are enlarged to the input of an observer.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record StimulusSize(int height, int width) {}
