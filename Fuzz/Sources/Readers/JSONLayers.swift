import Architectures
import Nonlinearities

/// Layers and nonlinearities with settings of every kind, and their JSON; numbers that have a default are left out or
/// written out.
enum JSONLayers {
  /// Behind which units are Gaussian where they were.
  static func any(_ chance: inout Chance) -> (Layer, JSONNode) {
    switch chance.below(6) {
    case 0: (.identity, chance.holds(oneIn: 2) ? .text("identity") : .object([("identity", .object([]))]))
    case 1: convolution(&chance)
    case 2: pooling(&chance)
    case 3: attention(&chance)
    case 4:
      (
        .globalAveragePooling(sum: true),
        .object([("globalAveragePooling", .object([("sum", .word("true"))]))])
      )
    default: product(&chance)
    }
  }

  static func nonlinearity(_ chance: inout Chance) -> (Layer, JSONNode) {
    let (phi, name, settings): (Nonlinearity?, String, JSONNode?) =
      switch chance.below(6) {
      case 0: (.softplus, "softplus", nil)
      case 1: (.gaussian(scale: 1, rate: -0.5), "gaussian", .object([("b", .number(-0.5))]))
      case 2: (.monomial(degree: 3), "monomial", .object([("degree", .number(3))]))
      case 3: (.polynomial([0.5, 1]), "polynomial", .object([("coefficients", .list([.number(0.5), .number(1)]))]))
      case 4: (try? .expression("x*tanh(x)"), "expression", .text("x*tanh(x)"))
      default:
        (
          try? .table(x: [-1, 2], y: [0, 3]), "table",
          .object([("y", .list([.number(0), .number(3)])), ("x", .list([.number(-1), .number(2)]))])
        )
      }
    return (.activation(phi ?? .relu), .object([("activation", settings.map { .object([(name, $0)]) } ?? .text(name))]))
  }

  private static func size(_ chance: inout Chance, upTo largest: Int) -> (WindowSize, JSONNode) {
    let (height, width) = (chance.within(1...largest), chance.within(1...largest))
    guard chance.holds(oneIn: 2) else { return (.uniform(height), .number(Double(height))) }
    return (.sides(height: height, width: width), .list([.number(Double(height)), .number(Double(width))]))
  }

  private static func padding(_ chance: inout Chance, standard: Padding) -> (Padding, JSONNode?) {
    let padding = chance.pick([Padding.zero, .circular, .valid])
    if padding == standard, chance.holds(oneIn: 2) { return (padding, nil) }
    return (padding, .text(padding == .zero && chance.holds(oneIn: 2) ? "same" : padding.rawValue))
  }

  private static func convolution(_ chance: inout Chance) -> (Layer, JSONNode) {
    let (kernel, kernelNode) = size(&chance, upTo: 5)
    let (stride, strideNode) = size(&chance, upTo: 3)
    let (padding, paddingNode) = padding(&chance, standard: .zero)
    var settings = [("kernelSize", kernelNode), ("weightVariance", .number(1.5))]
    if stride != 1 || chance.holds(oneIn: 2) { settings.append(("stride", strideNode)) }
    if let paddingNode { settings.append(("padding", paddingNode)) }
    return (
      .convolution(Convolution(kernelSize: kernel, stride: stride, padding: padding, weightVariance: 1.5)),
      .object([("convolution", .object(settings))])
    )
  }

  private static func pooling(_ chance: inout Chance) -> (Layer, JSONNode) {
    let (window, windowNode) = size(&chance, upTo: 4)
    let (padding, paddingNode) = padding(&chance, standard: .valid)
    var settings = [("window", windowNode)]
    var stride: WindowSize?
    if chance.holds(oneIn: 2) {
      let (given, node) = size(&chance, upTo: 3)
      stride = given
      settings.append(("stride", node))
    }
    if let paddingNode { settings.append(("padding", paddingNode)) }
    let sum = chance.holds(oneIn: 2)
    if sum || chance.holds(oneIn: 2) { settings.append(("sum", .word("\(sum)"))) }
    return (
      .averagePooling(AveragePooling(window: window, stride: stride, padding: padding, sum: sum)),
      .object([("averagePooling", .object(settings))])
    )
  }

  private static func attention(_ chance: inout Chance) -> (Layer, JSONNode) {
    let mechanism = chance.pick(SelfAttention.Mechanism.allCases)
    let bias = chance.pick([0, 0.5])
    var settings = [("queryVariance", JSONNode.number(2))]
    if bias != 0 || chance.holds(oneIn: 2) { settings.append(("biasVariance", .number(bias))) }
    if mechanism != .softmax || chance.holds(oneIn: 2) { settings.append(("mechanism", .text(mechanism.rawValue))) }
    return (
      .selfAttention(SelfAttention(queryVariance: 2, biasVariance: bias, mechanism: mechanism)),
      .object([("selfAttention", .object(settings))])
    )
  }

  /// With weights behind it, as the units of a product are not Gaussian.
  private static func product(_ chance: inout Chance) -> (Layer, JSONNode) {
    let (dense, node) = (
      Layer.dense(weightVariance: 2, biasVariance: 0, trainable: true),
      JSONNode.object([("dense", .object([("weightVariance", .number(2))]))])
    )
    let inner = JSONNode.object([
      ("parallel", .object([("join", .text("product")), ("branches", .list([.list([node]), .list([node])]))]))
    ])
    let branch = Layer.parallel([[dense], [dense]], join: .product)
    return (
      .parallel([[branch, dense], [dense]], join: .sum),
      .object([
        (
          "parallel",
          .object([("branches", .list([.list([inner, node]), .list([node])])), ("join", .text("sum"))])
        )
      ])
    )
  }
}
