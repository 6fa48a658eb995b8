"""Simulated observers with known maps."""

import numpy as np

LAGS, SIDE = 5, 6


def neuron():
    """Returns a filter, (lags, rows, columns)."""
    rows, columns = np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j]
    space = np.exp(-3 * (rows**2 + columns**2)) * np.cos(3 * columns)
    time = np.sin(np.linspace(0.3, 6, LAGS)) * np.exp(-np.arange(LAGS) / 3)
    filter_ = np.multiply.outer(time, space)
    return 0.6 * filter_ / np.linalg.norm(filter_)


def record(seed, frames=10_000, bursts=0.0, drift=0.0):
    """Returns a movie of white noise, the spikes in each frame, and the kernel of the neuron.

    Spikes are Poisson with the rate exp(filter * movie). A gain with a memory of twenty frames makes bursts, a slow one drifts.
    Of independent normal frames the kernel is the mean gradient of the rate: the filter times the mean rate.
    """
    random = np.random.default_rng(seed)
    filter_ = neuron()
    movie = random.normal(size=(frames, SIDE, SIDE))
    drive = sum(np.tensordot(np.roll(movie, lag, 0), each, 2) for lag, each in enumerate(filter_))
    memory = 0.95 ** np.arange(200)
    gain = np.convolve(random.normal(size=frames), memory / np.linalg.norm(memory))[:frames]
    slow = np.exp(drift * np.sin(np.linspace(0, 7, frames)))
    rate = np.exp(drive - 1 + bursts * gain - bursts**2 / 2) * slow
    mean = np.exp((filter_**2).sum() / 2 - 1) * slow.mean()
    return movie, random.poisson(rate), filter_ * mean


def choices(seed, participants=30, trials=200):
    """Returns the noise of right minus left images, choices, the participant of each trial, and the mean map of "right".

    Participants have templates of their own. With a template w, the noise of one image of variance 1 and a
    decision noise of variance 8 the map is that of a probit: 2 w √(2/π) / √(2‖w‖² + 8).
    """
    random = np.random.default_rng(seed)
    distance = np.hypot(*np.mgrid[-2 : 2 : SIDE * 1j, -2 : 2 : SIDE * 1j])
    common = np.exp(-distance) / np.linalg.norm(np.exp(-distance))
    own = common + 0.1 * random.normal(size=(participants, SIDE, SIDE))
    noise = random.normal(size=(participants, trials, 2, SIDE, SIDE))
    difference = noise[:, :, 1] - noise[:, :, 0]
    evidence = np.einsum("ptrc,prc->pt", difference, own) + np.sqrt(8) * random.normal(size=(participants, trials))
    spread = np.sqrt(2 * ((common**2).sum() + 0.01 * SIDE**2) + 8)
    return (
        difference.reshape(-1, SIDE, SIDE),
        np.where(evidence > 0, "right", "left").ravel(),
        np.repeat([f"p{i}" for i in range(participants)], trials),
        2 * common * np.sqrt(2 / np.pi) / spread,
    )


def assert_calibrated(z):
    """Fails unless values of many data sets are within their errors as often as those of a normal distribution."""
    z = np.asarray(z)
    assert 0.95 < z.std() < 1.05, z.std()
    assert abs(z.mean()) < 0.05, z.mean()
    within = (abs(z) < 1.96).mean()
    assert 0.935 < within < 0.965, within
