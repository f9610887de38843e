"""How far questions give away by their words alone that nothing answers them.

Whoever writes questions betrays himself ("how old is ..." has mostly no answer), and what learns from them would learn
that instead of reading the coverage.
"""

from __future__ import annotations

from collections.abc import Sequence

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from benchmarks.stories import Story


def given_away(stories: Sequence[Story]) -> dict[str, float]:
    """How likely each question is unanswerable by its words alone (cross-validated by story)."""
    return given_away_by(
        [(str(at), each.text, bool(each.answers)) for at, told in enumerate(stories) for each in told.questions]
    )


def given_away_by(asked: Sequence[tuple[str, str, bool]]) -> dict[str, float]:
    """The same for questions as (group, question, whether something answers), cross-validated by group."""
    groups, texts, answered = zip(*asked, strict=True)
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    teller = make_pipeline(words, LogisticRegression(C=3.0, max_iter=2000))
    none = [not each for each in answered]
    likely = cross_val_predict(teller, texts, none, groups=groups, cv=GroupKFold(5), method="predict_proba")
    return dict(zip(texts, likely[:, 1].tolist(), strict=True))
