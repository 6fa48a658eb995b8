package org.revcor.study.specification;

import org.revcor.inference.Rendering;
import org.revcor.stimulus.LatentLaw;

/** A decoder and the law of its latent numbers. */
record DecodedStimuli(Rendering.Decoded rendering, LatentLaw law) {}
