"""Regularised least squares on a kernel of text similarity: deterministic, one linear solve, no training loop."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bot.answering.features import SELF, Floats

FOLDS = 2
RIDGE = 0.1
BLOCK = 256  # rows solved for at a time

Ints = npt.NDArray[np.int_]


def kernel(similarities: Floats) -> Floats:
    """A polynomial kernel: features that occur together tell more than each alone."""
    return np.asarray(np.square(similarities / np.float32(SELF) + np.float32(0.3)))


def solve(kernels: Floats, truth: Ints, classes: int) -> Floats:
    """Weights of the texts for each class, shape (texts, classes): (kernels + ridge) weights = +-1; `truth` holds the
    class of each text.

    By Cholesky's method in blocks, in the memory of `kernels`, which is lost: numpy's own solver takes a copy and
    twice the time, and scipy, which could do it in place, is a heavy guest for one call.
    """
    weights = np.eye(classes, dtype=np.float32)[truth] * 2 - 1
    kernels.flat[:: len(kernels) + 1] += np.float32(RIDGE)
    blocks = [slice(i, min(i + BLOCK, len(kernels))) for i in range(0, len(kernels), BLOCK)]
    inverses = []
    for block in blocks:
        before, below = slice(block.start), slice(block.stop, None)
        kernels[block.start :, block] -= kernels[block.start :, before] @ kernels[block, before].T
        inverses.append(np.linalg.inv(np.linalg.cholesky(kernels[block, block])))
        kernels[below, block] = kernels[below, block] @ inverses[-1].T
        weights[block] = inverses[-1] @ (weights[block] - kernels[block, before] @ weights[before])
    for block, inverse in zip(reversed(blocks), reversed(inverses), strict=True):
        below = slice(block.stop, None)
        weights[block] = inverse.T @ (weights[block] - kernels[below, block].T @ weights[below])
    return weights


def folds(truth: Ints) -> Ints:
    """A fold for each example; they take turns within each class."""
    fold = np.zeros(len(truth), np.int_)
    for label in np.unique(truth):
        members = np.flatnonzero(truth == label)
        fold[members] = np.arange(len(members)) % FOLDS
    return fold


def held_out_scores(kernels: Floats, truth: Ints, fold: Ints, classes: int) -> Floats:
    """Each example's scores, shape (texts, classes), from a model that has not seen its fold."""
    scores = np.zeros((len(truth), classes), np.float32)
    for number in range(FOLDS):
        out, kept = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        scores[out] = kernels[np.ix_(out, kept)] @ solve(kernels[np.ix_(kept, kept)], truth[kept], classes)
    return scores
