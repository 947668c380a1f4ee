import numpy
import pytest
from numpy.testing import assert_allclose

pytest.importorskip("sklearn", minversion="1.6")

from sklearn.datasets import make_blobs, make_moons  # noqa: E402
from sklearn.model_selection import GridSearchCV  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402
from sklearn.utils.estimator_checks import check_estimator  # noqa: E402

import widelimit  # noqa: E402
from widelimit.sklearn import NNGPClassifier  # noqa: E402


@pytest.mark.filterwarnings("ignore::widelimit.WideLimitWarning")
def test_classifier_keeps_the_rules_of_scikit_learn():
    check_estimator(NNGPClassifier())


def test_classes_are_found_and_probabilities_sum_to_1():
    x, y = make_blobs(120, centers=4, n_features=2, cluster_std=0.7, random_state=3)
    names = numpy.array(["north", "east", "south", "west"])[y]
    classifier = NNGPClassifier(noise=0.01).fit(x[:80], names[:80])
    assert classifier.score(x[80:], names[80:]) > 0.9
    probabilities = classifier.predict_proba(x[80:])
    assert probabilities.shape == (40, 4) and classifier.classes_.tolist() == sorted(set(names))
    assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-8)
    assert numpy.array_equal(classifier.classes_[probabilities.argmax(axis=1)], classifier.predict(x[80:]))


def test_classifier_is_the_model():
    x, y = make_moons(50, noise=0.1, random_state=1)
    classifier = NNGPClassifier(depth=2, noise=0.01).fit(x, y)
    model = widelimit.fit(widelimit.fully_connected(2, "relu", 2.0, 0.1), x, y, noise=0.01, classes=True)
    assert numpy.array_equal(classifier.predict_proba(x + 0.1), model.probabilities(x + 0.1))
    assert classifier.log_marginal_likelihood_value_ == model.log_marginal_likelihood


def test_one_class_is_refused():
    with pytest.raises(ValueError, match="y has one class"):
        NNGPClassifier().fit(numpy.eye(3), ["a", "a", "a"])


def test_images_are_rows_of_a_table(convolutional, images):
    classifier = NNGPClassifier(convolutional, noise=0.1, input_shape=(4, 4, 2)).fit(
        images.reshape(5, 32), [0, 1, 1, 0, 2]
    )
    assert classifier.predict(images.reshape(5, 32)).shape == (5,)


def test_grid_search_over_the_weight_variance_in_a_pipeline():
    x, y = make_moons(60, noise=0.1, random_state=1)
    pipeline = make_pipeline(StandardScaler(), NNGPClassifier(noise=0.01))
    search = GridSearchCV(pipeline, {"nngpclassifier__weight_variance": [0.25, 1.0, 4.0]}, cv=3).fit(x, y)
    assert search.best_score_ > 0.8
