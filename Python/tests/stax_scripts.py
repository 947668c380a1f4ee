"""Scripts in neural-tangents' API, drawn at random: a family of networks and of what is asked of them at a time."""

import random

#: Scripts that each family has.
FAMILIES = {
    "dense": 24, "image": 24, "branches": 20, "repeat": 8, "posterior": 12, "flow": 16, "windows": 24, "products": 12,
    "functions": 32, "signs": 6, "sequences": 16,
}  # fmt: skip


def texts():
    for family, count in FAMILIES.items():
        for number in range(count):
            name = f"{family}-{number}"
            yield name, globals()[f"_{family}"](Draw(name))


class Draw:
    """Random pieces of scripts."""

    def __init__(self, seed):
        self._random = random.Random(seed)
        self.kinks = False
        self.undefined = False  # of an input with itself, by RectifiedMonomial, where neural-tangents has 0/0
        self.scaled = False  # by DotGeneral, of which neural-tangents' variances have another shape, wrong
        self.standard = self.chance(0.35)

    def number(self, low, high):
        return round(low + (high - low) * self._random.random(), 3)

    def whole(self, low, high):
        return low + int((high + 1 - low) * self._random.random())

    def chance(self, probability):
        return self._random.random() < probability

    def one(self, *choices):
        return choices[int(len(choices) * self._random.random())]

    def weights(self):
        settings = [f"W_std={self.number(0.6, 1.7)}"]
        if self.chance(0.75):
            settings.append(f"b_std={self.number(0, 0.8)}")
        if self.standard:
            settings.append('parameterization="standard"')
        return ", ".join(settings)

    def dense(self, width=None):
        return f"stax.Dense({width or self.whole(1, 64)}, {self.weights()})"

    def convolution(self, width=None, size=None):
        size = size or self.one(1, 3, 3, 5)
        padding = self.one("SAME", "CIRCULAR") if size > 1 else self.one("SAME", "CIRCULAR", "VALID")
        return f'stax.Conv({width or self.whole(1, 32)}, ({size}, {size}), padding="{padding}", {self.weights()})'

    def activation(self, smooth=False):
        def constants():
            return f"{self.number(0.5, 1.6)}, {self.number(0.4, 1.5)}, {self.number(-0.8, 0.8)}"

        name = self.one("Erf", "Erf", "Gelu", "Sin", "Cos", "Rbf", "Sigmoid_like", *([] if smooth else ["kink"] * 5))
        if name == "kink":
            self.kinks = True
            return self.one("stax.Relu()", "stax.Relu()", f"stax.LeakyRelu({self.number(-0.5, 0.5)})", "stax.Abs()",
                            f"stax.ABRelu({self.number(-0.9, 0.4)}, {self.number(0.5, 1.3)})")  # fmt: skip
        if name in ("Erf", "Sin", "Cos") and self.chance(0.6):
            return f"stax.{name}({constants()})"
        return f"stax.Rbf({self.number(0.2, 1.0)})" if name == "Rbf" else f"stax.{name}()"

    def window(self, positions, largest=4):
        """The size of a window, its strides and padding as they are written, and the positions that are left."""
        padding = self.one("SAME", "VALID", "CIRCULAR")
        size = [self.whole(1, largest if padding == "SAME" else min(largest, extent)) for extent in positions]
        stride = [self.one(1, 1, 2, 3) for _ in positions]
        left = [
            (n - k) // s + 1 if padding == "VALID" else (n - 1) // s + 1 for n, k, s in zip(positions, size, stride)
        ]
        steps = "" if max(stride) == 1 and self.chance(0.5) else f"strides={tuple(stride)}, "
        return tuple(size), f'{steps}padding="{padding}"', left

    def any_convolution(self, positions):
        """A convolution with any window, and the positions behind it."""
        size, settings, left = self.window(positions)
        return f"stax.Conv({self.whole(1, 16)}, {size}, {settings}, {self.weights()})", left

    def any_pooling(self, positions):
        """Pooling over any window, and the positions behind it."""
        size, settings, left = self.window(positions, 3)
        return f"stax.{self.one('AvgPool', 'SumPool')}({size}, {settings})", left

    def attention(self):
        settings = [f"W_{name}_std={self.number(0.6, 1.4)}" for name in ("key", "query", "value", "out")]
        settings = [setting for setting in settings if self.chance(0.6)]
        if self.chance(0.6):
            settings.append(f"b_std={self.number(0, 0.8)}")
        if self.chance(0.3):
            settings.append('attention_mechanism="IDENTITY"')
        return f"stax.GlobalSelfAttention({', '.join(['8', '4', '4', '2', *settings])})"

    def function(self):
        """A nonlinearity that grows, or that neural-tangents' other layers have no use for, with what it needs."""
        names = ("Hermite", "Gaussian", "Monomial", "Exp", "Gabor", "Polynomial", "RectifiedMonomial")
        name = self.one(*names)
        if name == "Exp":
            return [f"stax.Exp({self.number(0.5, 1.5)}, {self.number(-0.8, 0.8)})"]
        if name == "Gaussian":
            return [f"stax.Gaussian({self.number(0.5, 1.5)}, {self.number(-1, 0.03)})"]
        if name == "Polynomial":
            return [f"stax.Polynomial({[self.number(-1, 1) for _ in range(self.whole(1, 6))]})"]
        if name == "Hermite":
            return ["stax.LayerNorm()", f"stax.Hermite({self.whole(0, 5)})"]
        if name == "RectifiedMonomial":
            self.undefined = True
            return [f"stax.RectifiedMonomial({self.whole(1, 3)})"]
        return [f"stax.Monomial({self.whole(0, 5)})" if name == "Monomial" else "stax.Gabor()"]

    def norm(self):
        return self.one("stax.LayerNorm()", f"stax.LayerNorm(eps={self.number(0.001, 0.2)})")

    def dropout(self):
        return self.one(f"stax.Dropout({self.number(0.5, 1)})", f'stax.Dropout({self.number(0.5, 1)}, mode="test")')

    def hidden(self, weights, smooth=False, extras=True):
        """Weights, a nonlinearity and what may stand around it."""
        layers = [weights]
        if extras and self.chance(0.25):
            layers.append(self.norm())
        if extras and self.chance(0.15):
            layers.append(f"stax.DotGeneral(rhs={self.number(0.5, 1.5)})")
            self.scaled = True
        layers.append(self.activation(smooth))
        if extras and self.chance(0.25):
            layers.append(self.dropout())
        return layers


def _serial(layers, indent=1):
    pad = "    " * indent
    return "stax.serial(\n" + "".join(f"{pad}{layer},\n" for layer in layers) + "    " * (indent - 1) + ")"


def _script(layers, lines):
    head = ["import neural_tangents as nt", "from neural_tangents import stax", ""]
    return "\n".join([*head, f"init_fn, apply_fn, kernel_fn = {_serial(layers)}", *lines, ""])


def _kernels(draw, layers, first="x1", second="x2"):
    """A script that asks a network for kernels in all ways."""
    wrapper = []
    if draw.chance(0.2):
        wrapper = ["kernel_fn = nt.batch(kernel_fn, batch_size=0, device_count=0)"]
    some = ', ("ntk", "x1_is_x2")' if draw.scaled or draw.undefined else ""
    theta = f'kernel_fn({first}, None, "ntk")'
    train, same = f'kernel_fn({first}, None, "nngp")', f'kernel_fn({first}, {first}, "nngp")'
    if draw.undefined:
        train, same = f"off_diagonal({train})", f"off_diagonal({same})"
    both = f'kernel_fn({first}, {second}, ("nngp", "ntk"))'
    lines = [
        *wrapper,
        f'result = {{"cross": {both}, "all": kernel_fn({second}, {first}{some}),',
        f'          "train": {train}, "same": {same},',
        f'          "theta": {f"off_diagonal({theta})" if draw.kinks or draw.undefined else theta}}}',
    ]
    return _script(layers, lines)


def _dense(draw):
    layers = ["stax.Flatten()"] if draw.chance(0.1) else []
    for _ in range(draw.whole(1, 4)):
        layers += draw.hidden(draw.dense())
    if draw.chance(0.8):
        layers.append(draw.dense())
    return _kernels(draw, layers)


def _image(draw):
    layers, size = [], 6
    for _ in range(draw.whole(1, 3)):
        layers += draw.hidden(draw.convolution() if draw.chance(0.85) else draw.dense())
        window = draw.one(2, 3)
        if size % window == 0 and draw.chance(0.4):
            layers.append(f"stax.{draw.one('AvgPool', 'SumPool')}(({window}, {window}), strides=({window}, {window}))")
            size //= window
    if draw.chance(0.3):
        layers.append(draw.convolution())
    layers.append(draw.one("stax.Flatten()", "stax.GlobalAvgPool()", "stax.GlobalSumPool()"))
    if draw.chance(0.8):
        layers.append(draw.dense())
    return _kernels(draw, layers, "images1", "images2")


def _branches(draw):
    is_image = draw.chance(0.4)

    def weights(width=None):
        return draw.convolution(width, 3) if is_image else draw.dense(width)

    layers, width = [weights(8)], 8
    for _ in range(draw.whole(1, 2)):
        if draw.chance(0.6):  # a sum
            branches = [_serial([draw.activation(), weights(8)], 3) for _ in range(draw.whole(1, 2))]
            if draw.chance(0.7) and width == 8:
                branches.insert(draw.whole(0, 1), "stax.Identity()")
            layers += [f"stax.FanOut({len(branches)})", _parallel(branches), "stax.FanInSum()"]
        else:
            branches = [draw.activation() for _ in range(draw.whole(1, 2))]
            branches.append(_serial([draw.activation(), weights()], 3))
            layers += [f"stax.FanOut({len(branches)})", _parallel(branches), "stax.FanInConcat()", weights(8)]
        width = 8
    if draw.chance(0.5):
        layers.append(draw.activation())
    if is_image:
        layers.append(draw.one("stax.Flatten()", "stax.GlobalAvgPool()"))
    layers.append(draw.dense(1))
    return _kernels(draw, layers, *(("images1", "images2") if is_image else ("x1", "x2")))


def _parallel(branches):
    return "stax.parallel(\n" + "".join(f"        {branch},\n" for branch in branches) + "    )"


def _repeat(draw):
    layers = [draw.dense(16)]
    rounds = draw.whole(2, 6)
    inner = [draw.activation(), draw.dense(16)] if draw.chance(0.6) else [draw.dense(16), draw.activation()]
    layers.append(f"stax.repeat({_serial(inner, 2)}, {rounds})")
    layers.append(draw.dense(1))
    return _kernels(draw, layers)


def _regularisation(draw):
    settings = [f"diag_reg={draw.one(0.001, 0.01, 0.3)}"]
    if draw.chance(0.4):
        settings.append("diag_reg_absolute_scale=True")
    return ", ".join(settings)


def _smooth(draw):
    layers = []
    for _ in range(draw.whole(1, 2)):
        layers += draw.hidden(draw.dense(), smooth=True)
    return [*layers, draw.dense(1)]


def _posterior(draw):
    layers = _smooth(draw)
    settings = _regularisation(draw)
    asked = draw.one('"nngp"', '"ntk"', "None", '("nngp", "ntk", "ntkgp")', '("ntkgp",)')
    lines = [
        'k_dd = kernel_fn(x1, None, ("nngp", "ntk"))',
        'k_td = kernel_fn(x2, x1, ("nngp", "ntk"))',
        'k_tt = kernel_fn(x2, None, ("nngp", "ntk"))',
        f"predict_fn = nt.predict.gp_inference(k_dd, y, {settings})",
        f'result = {{"means": predict_fn({asked}, k_td), "both": predict_fn({asked}, k_td, k_tt),',
        f'          "train": predict_fn({asked}, k_dd),',
        '          "rate": nt.predict.max_learning_rate(k_dd.ntk, 18, momentum=0.5)}',
    ]
    return _script(layers, lines)


def _flow(draw):
    times = draw.one("None", "3.5", "numpy.array([0.0, 1.0, 40.0])", "numpy.array([[0.5, 2.0], [30.0, 1e4]])")
    settings = f"{_regularisation(draw)}, learning_rate={draw.number(0.3, 2)}"
    if draw.chance(0.4):
        layers = _smooth(draw)
        lines = [
            'k_dd, k_td = kernel_fn(x1, None, "ntk"), kernel_fn(x2, x1, "ntk")',
            f"predict_fn = nt.predict.gradient_descent_mse(k_dd, y, {settings})",
            f'result = {{"train": predict_fn({times}, f0), "test": predict_fn({times}, None, f0_test, k_td),',
            f'          "both": predict_fn({times}, f0, f0_test, k_td), "zero": predict_fn({times}, 0.0, 0.0, k_td)}}',
        ]
        return _script(layers, lines)
    if draw.chance(0.3):
        layers, asked = [*draw.hidden(draw.dense()), draw.dense(1)], '"nngp"'
    else:
        layers, asked = _smooth(draw), draw.one('"nngp"', '"ntk"', "None", '("ntk", "nngp")')
    lines = [
        f"predict_fn = nt.predict.gradient_descent_mse_ensemble(kernel_fn, x1, y, {settings})",
        # With the covariance first: neural-tangents keeps what it factored, and without it that lacks the NNGP kernel.
        f'result = {{"both": predict_fn({times}, x2, {asked}, True), "means": predict_fn({times}, x2, {asked}),',
        f'          "train": predict_fn({times}, None, {asked}),',
        f'          "again": predict_fn({times}, x_test=x1, get={asked})}}',
    ]
    return _script(layers, lines)


def _windows(draw):
    layers, positions = [], [6, 6]
    for _ in range(draw.whole(1, 3)):
        convolution, positions = draw.any_convolution(positions)
        layers += draw.hidden(convolution)
        if draw.chance(0.5):
            pooling, positions = draw.any_pooling(positions)
            layers.append(pooling)
    if draw.chance(0.2):
        layers.append(draw.attention())
    layers.append(draw.one("stax.Flatten()", "stax.GlobalAvgPool()", "stax.GlobalSumPool()"))
    if draw.chance(0.8):
        layers.append(draw.dense())
    return _kernels(draw, layers, "images1", "images2")


def _sequences(draw):
    layers, positions = [], [7]
    for _ in range(draw.whole(1, 3)):
        if draw.chance(0.3):
            weights = draw.attention()
        elif draw.chance(0.2):
            weights = draw.dense()
        else:
            weights, positions = draw.any_convolution(positions)
        layers += draw.hidden(weights)
        if draw.chance(0.4):
            pooling, positions = draw.any_pooling(positions)
            layers.append(pooling)
    layers.append(draw.one("stax.Flatten()", "stax.GlobalAvgPool()", "stax.GlobalSumPool()"))
    layers.append(draw.dense())
    return _kernels(draw, layers, "sequences1", "sequences2")


def _products(draw):
    is_image = draw.chance(0.4)

    def weights():
        return draw.convolution(8, 3) if is_image else draw.dense(8)

    layers = [weights()]
    for _ in range(draw.whole(1, 2)):
        branches = [_serial([draw.activation(), weights()], 3)]
        branches.append(_serial([weights(), draw.one("stax.Erf()", "stax.Relu()", "stax.Gelu()")], 3))
        draw.kinks = draw.kinks or "Relu" in branches[-1]
        branches.append(draw.one("stax.Identity()", weights(), draw.activation()))
        branches = branches[draw.whole(0, 1) :]
        layers += [f"stax.FanOut({len(branches)})", _parallel(branches), "stax.FanInProd()", weights()]
    if draw.chance(0.5):
        layers.append(draw.activation())
    if is_image:
        layers.append(draw.one("stax.Flatten()", "stax.GlobalAvgPool()"))
    layers.append(draw.dense(1))
    return _kernels(draw, layers, *(("images1", "images2") if is_image else ("x1", "x2")))


def _functions(draw):
    is_image = draw.chance(0.4)

    def weights():
        return draw.convolution() if is_image else draw.dense()

    layers = [weights(), draw.one("stax.Erf()", "stax.Sin()", "stax.Cos()"), weights()]
    layers = [*(layers if draw.chance(0.5) else layers[2:]), *draw.function()]
    if is_image:
        layers += [draw.convolution()] if draw.chance(0.3) else []
        # Positions are compared with themselves in a mean over all of them.
        layers.append("stax.Flatten()" if draw.undefined else draw.one("stax.Flatten()", "stax.GlobalAvgPool()"))
    layers.append(draw.dense(1))
    return _kernels(draw, layers, *(("images1", "images2") if is_image else ("x1", "x2")))


def _signs(draw):
    layers = []
    for _ in range(draw.whole(1, 2)):
        layers += [draw.dense(), draw.one("stax.Sign()", "stax.RectifiedMonomial(0)")]
    layers.append(draw.dense())
    lines = [
        'result = {"cross": kernel_fn(x1, x2, ("nngp", "x1_is_x2")),',
        '          "train": off_diagonal(kernel_fn(x1, None, "nngp"))}',
    ]
    return _script(layers, lines)
