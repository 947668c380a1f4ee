/// Layers that no architecture file may have.
enum RefusedLayers {
  /// With the whole message.
  static let all: [(layers: String, message: String)] = [
    (#"{"dens": {"weightVariance": 1}}"#, #"net.json: layers[0]: unknown layer "dens"; did you mean "dense"?"#),
    (
      #""pooling""#,
      #"net.json: layers[0]: unknown layer "pooling"; use one of dense, convolution, activation, flatten, "#
        + "globalAveragePooling, averagePooling, layerNorm, dropout, residual, parallel, repeat, identity, selfAttention"
    ),
    (
      #"{"dense": {"weightVarience": 1}}"#,
      #"net.json: layers[0].dense: unknown key "weightVarience"; did you mean "weightVariance"?"#
    ),
    (
      #"{"flatten": {"axis": 1}}"#,
      #"net.json: layers[0].flatten: unknown key "axis"; it takes no settings, remove it"#
    ),
    (#""dense""#, #"net.json: layers[0].dense: "weightVariance" is missing; give a number"#),
    (
      #"{"dense": {"weightVariance": "1"}}"#,
      #"net.json: layers[0].dense: "weightVariance" is the text "1"; give a number"#
    ),
    (
      #"{"dense": {"weightVariance": 1, "trainable": 1}}"#,
      #"net.json: layers[0].dense: "trainable" is 1; give true or false"#
    ),
    (
      #"{"dense": {"weightVariance": true}}"#,
      #"net.json: layers[0].dense: "weightVariance" is true; give a number"#
    ),
    (#"{"dense": 3}"#, "net.json: layers[0].dense: its value is 3; give an object of its settings"),
    (
      #"{"dense": {"weightVariance": 1}, "activation": "relu"}"#,
      "net.json: layers[0]: an object with the keys \"activation\", \"dense\"; a layer is one object with one key, its name"
    ),
    ("{}", "net.json: layers[0]: an object with no key; a layer is one object with one key, its name"),
    ("7", "net.json: layers[0]: it is 7; give a layer's name or an object"),
    (
      #"{"dense": {"weightVariance": -1}}"#,
      #"net.json: layers[0].dense: "weightVariance" is -1; give a finite number ≥ 0"#
    ),
    (
      #"{"convolution": {"kernelSize": [3, 0], "weightVariance": 1}}"#,
      #"net.json: layers[0].convolution: "kernelSize" is 0; give a whole number from 1 to 1023"#
    ),
    (
      #"{"convolution": {"kernelSize": 999999999, "weightVariance": 1}}"#,
      #"net.json: layers[0].convolution: "kernelSize" is 999999999; give a whole number from 1 to 1023"#
    ),
    (
      #"{"convolution": {"kernelSize": 2.5, "weightVariance": 1}}"#,
      #"net.json: layers[0].convolution: "kernelSize" is 2.5; give a whole number, or two [height, width]"#
    ),
    (
      #"{"convolution": {"kernelSize": [3, 3, 3], "weightVariance": 1}}"#,
      #"net.json: layers[0].convolution: "kernelSize" is a list; give a whole number, or two [height, width]"#
    ),
    (
      #"{"convolution": {"kernelSize": [3, 1.5], "weightVariance": 1}}"#,
      #"net.json: layers[0].convolution: "kernelSize" is a list; give a whole number, or two [height, width]"#
    ),
    (
      #"{"convolution": {"kernelSize": 3, "stride": 0, "weightVariance": 1}}"#,
      #"net.json: layers[0].convolution: "stride" is 0; give a whole number ≥ 1"#
    ),
    (
      #"{"convolution": {"kernelSize": 3, "padding": "reflect", "weightVariance": 1}}"#,
      #"net.json: layers[0].convolution: "padding" is the text "reflect"; give "zero", "circular" or "valid""#
    ),
    (
      #"{"dense": {"weightVariance": 1}}, {"activation": "Relu"}"#,
      #"net.json: layers[1].activation: unknown activation "Relu"; did you mean "relu"?"#
    ),
    (
      #"{"dense": {"weightVariance": 1}}, {"activation": "leakyRelu"}"#,
      #"net.json: layers[1].activation: "slope" is missing; give a number"#
    ),
    (
      #"{"dense": {"weightVariance": 1}}, {"activation": {"relu": {"slope": 1}}}"#,
      #"net.json: layers[1].activation: unknown key "slope"; it takes no settings, remove it"#
    ),
    (
      #"{"dense": {"weightVariance": 1}}, "activation""#,
      #"net.json: layers[1].activation: its value is an object; give a name such as "relu" or "#
        + #"{"leakyRelu": {"slope": 0.1}}"#
    ),
    (
      #"{"dense": {"weightVariance": 1, "trainable": false, "learningRates": {"weights": 1, "biases": 1}}}"#,
      #"net.json: layers[0].dense: "learningRates" beside "trainable": false, where nothing learns; remove one of the two"#
    ),
    (
      #"{"dense": {"weightVariance": 1, "learningRates": 2}}"#,
      #"net.json: layers[0].dense: "learningRates" is 2; give an object {"weights": a, "biases": b}"#
    ),
    (
      #"{"dense": {"weightVariance": 1, "learningRates": {"weights": 2}}}"#,
      #"net.json: layers[0].dense: "biases" is missing; give a number"#
    ),
    (
      #"{"dense": {"weightVariance": 1, "learningRates": {"weight": 2, "biases": 1}}}"#,
      #"net.json: layers[0].dense: unknown key "weight"; did you mean "weights"?"#
    ),
    (
      #"{"parallel": {"branches": [["flatten"]]}}"#,
      #"net.json: layers[0].parallel: "join" is missing; give "sum", "concatenation" or "product""#
    ),
    (
      #"{"parallel": {"branches": [["flatten"]], "join": "mean"}}"#,
      #"net.json: layers[0].parallel: "join" is the text "mean"; give "sum", "concatenation" or "product""#
    ),
    (
      #"{"parallel": {"branches": ["flatten"], "join": "sum"}}"#,
      #"net.json: layers[0].parallel: "branches" is a list; give a list of branches, each a list of layers"#
    ),
    (
      #"{"parallel": {"branches": [["flatten"]], "join": "sum", "widths": [1]}}"#,
      #"net.json: layers[0].parallel: "widths" of a sum, whose branches have one width; remove them, or write "#
        + #""join": "concatenation""#
    ),
    (
      #"{"parallel": {"branches": [["flatten"]], "join": "product", "widths": [1]}}"#,
      #"net.json: layers[0].parallel: "widths" of a product, whose branches have one width; remove them, or write "#
        + #""join": "concatenation""#
    ),
    (
      #"{"parallel": {"branches": [["flatten"]], "join": "concatenation", "widths": []}}"#,
      #"net.json: layers[0].parallel: "widths" is a list; give a list of numbers, one for each branch"#
    ),
    (
      #"{"parallel": {"branches": [[], ["flaten"]], "join": "concatenation"}}"#,
      #"net.json: layers[0].parallel.branches[1][0]: unknown layer "flaten"; did you mean "flatten"?"#
    ),
    (
      #"{"globalAveragePooling": {"sum": 1}}"#,
      #"net.json: layers[0].globalAveragePooling: "sum" is 1; give true or false"#
    ),
    (
      #"{"dropout": {"keepProbability": 0}}"#,
      #"net.json: layers[0].dropout: "keepProbability" is 0; give a number in (0, 1]"#
    ),
    (
      #"{"averagePooling": {"window": 0}}"#,
      #"net.json: layers[0].averagePooling: "window" is 0; give a whole number ≥ 1"#
    ),
    (
      #"{"averagePooling": {"window": 2, "stride": [1, -1]}}"#,
      #"net.json: layers[0].averagePooling: "stride" is -1; give a whole number ≥ 1"#
    ),
    (
      #"{"averagePooling": {"window": 1024, "padding": "zero"}}"#,
      #"net.json: layers[0].averagePooling: "window" is 1024; give a whole number from 1 to 1023 beside "padding": "zero""#
    ),
    (
      #"{"averagePooling": {"window": 2, "strides": 2}}"#,
      #"net.json: layers[0].averagePooling: unknown key "strides"; did you mean "stride"?"#
    ),
    (
      #"{"identity": {"name": 1}}"#,
      #"net.json: layers[0].identity: unknown key "name"; it takes no settings, remove it"#
    ),
    (
      #"{"selfAttention": {"keyVariance": -1}}"#,
      #"net.json: layers[0].selfAttention: "keyVariance" is -1; give a finite number ≥ 0"#
    ),
    (
      #"{"selfAttention": {"mechanism": "relu"}}"#,
      #"net.json: layers[0].selfAttention: "mechanism" is the text "relu"; give "softmax" or "identity""#
    ),
    (
      #"{"repeat": {"count": 1e30, "layers": ["flatten"]}}"#,
      #"net.json: layers[0].repeat: "count" is 1e+30; give a whole number"#
    ),
    (
      #"{"repeat": {"count": 0, "layers": ["flatten"]}}"#,
      #"net.json: layers[0].repeat: "count" is 0; give a whole number ≥ 1"#
    ),
    (
      #""flatten", "flatten", "flatten", {"repeat": {"count": 2, "layers": [{"dense": {"bias": 1}}]}}"#,
      #"net.json: layers[3].repeat.layers[0].dense: unknown key "bias"; "#
        + "use one of weightVariance, biasVariance, trainable, learningRates"
    ),
    (
      #"{"residual": {"layers": [{"dense": {"weightVariance": 1}}]}}"#,
      "net.json: layers[0].residual: needs a dense or convolution layer since the input; insert one before it"
    ),
    ("", "net.json: the architecture has no layers; add at least one"),
  ]
}
