"""What docs/from-neural-tangents.md says is so."""

import re
from pathlib import Path

import pytest

import widelimit
from widelimit import stax

PAGE = Path(__file__).resolve().parents[2] / "docs" / "from-neural-tangents.md"


def rows(title):
    """The names in the first column of a table in the page, and its other columns."""
    section = PAGE.read_text().split(f"## {title}\n")[1].split("\n## ")[0]
    found = {}
    for line in filter(lambda line: line.startswith("|"), section.splitlines()):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        for name in re.findall(r"`([A-Za-z_]+)`", cells[0]):
            found[name] = cells[1:]
    return found


def test_the_page_shows_what_runs(generator):
    (script,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    x1, x2 = generator.standard_normal((8, 784)), generator.standard_normal((3, 784))
    names = {"x1": x1, "x2": x2, "y1": generator.standard_normal((8, 2))}
    exec(compile(script, PAGE, "exec"), names)
    assert names["mean"].shape == (3, 2) and names["covariance"].shape == (3, 3)
    names["kernel_fn"].architecture((784,)).check((784,))


STAX = """ABRelu Abs Aggregate AggregateImplementation AttentionMechanism AvgPool Bool Conv ConvLocal ConvTranspose
Cos Dense Diagonal DotGeneral Dropout Elementwise ElementwiseNumerical Erf Exp ExpNormalized FanInConcat FanInProd
FanInSum FanOut Flatten Gabor Gaussian Gelu GlobalAvgPool GlobalSelfAttention GlobalSumPool Hermite Identity
ImageResize Index LayerNorm LeakyRelu MaskedArray Monomial Padding Polynomial PositionalEmbedding Rbf
RectifiedMonomial Relu Sigmoid_like Sign Sin Slice SumPool layer parallel repeat requires serial supports_masking
unmask_fn""".split()
PREDICT = """Gaussian ODEState gp_inference gradient_descent gradient_descent_mse gradient_descent_mse_ensemble
max_learning_rate""".split()


@pytest.mark.parametrize("title, names, module", [("stax", STAX, stax), ("predict", PREDICT, widelimit.predict)])
def test_the_page_has_every_name_and_says_what_is_so(title, names, module):
    table = rows(title)
    for name in names:
        assert name in table, f"{PAGE} has no row for {name}"
        supported = name in module.__all__
        assert table[name][0].startswith("yes") == supported, f"{name} is {'' if supported else 'not '}supported"
        if not supported and name in vars(module):
            with pytest.raises(NotImplementedError, match=name):
                getattr(module, name)()
        elif not supported:
            with pytest.raises(AttributeError, match="not supported"):
                getattr(module, name)
