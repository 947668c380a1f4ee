import Architectures
import Foundation

extension ReaderCampaign {
  /// Architecture files: a random network in a random spelling, and what breaks JSON.
  static let json = ReaderCampaign(name: "json") { chance in
    let (layers, nodes) = JSONInput.network(&chance, depth: 0)
    guard let network = try? Architecture(layers: layers), let text = try? network.json() else {
      return ReaderInput(bytes: [], expectation: .refused)
    }
    let reading = Array(text.utf8)
    let file = JSONNode.object([("layers", .list(nodes))])
    switch chance.below(5) {
    case 0:
      let mark: [UInt8] = chance.holds(oneIn: 8) ? [0xEF, 0xBB, 0xBF] : []
      return ReaderInput(bytes: mark + file.written(&chance).utf8, expectation: .reads(reading))
    case 1, 2:
      var fault = JSONFault(chance.pick(JSONFault.Kind.allCases), place: chance.below(file.size))
      let text = file.written(&chance, &fault)
      // A place that has no room for the fault leaves the file as it is.
      return ReaderInput(bytes: Array(text.utf8), expectation: fault.isMade ? .refused : .reads(reading))
    case 3:
      let text = file.written(&chance)
      let encoding = chance.pick([String.Encoding.utf16LittleEndian, .utf16BigEndian, .utf16, .utf32, .utf32BigEndian])
      if chance.holds(oneIn: 2), let data = text.data(using: encoding) {
        return ReaderInput(bytes: Array(data), expectation: .refused)
      }
      let whole = Array(text.utf8)
      let end = whole.lastIndex(of: UInt8(ascii: "}")) ?? 0
      return ReaderInput(bytes: Array(whole[..<chance.within(0...end)]), expectation: .refused)
    default:
      return ReaderInput(bytes: chance.damage(Array(file.written(&chance).utf8)), expectation: .anything)
    }
  } read: {
    Array(try Architecture(contentsOf: $0).json().utf8)
  }
}

enum JSONInput {
  /// Layers that keep the composition rules, and their JSON.
  static func network(_ chance: inout Chance, depth: Int) -> ([Layer], [JSONNode]) {
    var (layers, nodes) = ([Layer](), [JSONNode]())
    func add(_ layer: Layer, _ node: JSONNode) {
      layers.append(layer)
      nodes.append(node)
    }
    for _ in 0..<chance.within(1...3) {
      // Behind it the units wait for the weights of the next round.
      if chance.holds(oneIn: 4) {
        add(
          .parallel([[], [.flatten]], join: .concatenation(widths: [1, 2])),
          .object([
            (
              "parallel",
              .object([
                ("branches", .list([.list([]), .list([.text("flatten")])])), ("join", .text("concatenation")),
                ("widths", .list([.number(1), .number(2)])),
              ])
            )
          ]))
      }
      if depth < 3, chance.holds(oneIn: 3) {
        let (inner, body) = network(&chance, depth: depth + 1)
        let count = chance.within(1...3)
        add(
          .repeated(count: count, layers: inner),
          .object([("repeat", .object([("count", .number(Double(count))), ("layers", .list(body))]))]))
      } else {
        let (weight, bias) = (variance(&chance), variance(&chance))
        let trainable = chance.below(3) > 0
        var settings: [(String, JSONNode)] = [("weightVariance", .number(weight))]
        if bias != 0 || chance.holds(oneIn: 2) { settings.append(("biasVariance", .number(bias))) }
        if !trainable || chance.holds(oneIn: 2) { settings.append(("trainable", .word(trainable ? "true" : "false"))) }
        var learning = LayerLearning(isTrained: trainable)
        if trainable, chance.holds(oneIn: 3) {
          learning = .rates(weights: weight, biases: 1)
          settings.append(("learningRates", .object([("weights", .number(weight)), ("biases", .number(1))])))
        }
        add(
          .dense(weightVariance: weight, biasVariance: bias, trainable: learning),
          .object([("dense", .object(settings))]))
      }
      if chance.holds(oneIn: 3) {
        let (layer, node) = JSONLayers.any(&chance)
        add(layer, node)
      }
      switch chance.below(5) {
      case 0: add(.activation(.erf), .object([("activation", .text("erf"))]))
      case 1:
        let slope = Double(chance.below(64)) / 128
        add(
          .activation(.leakyRelu(slope: slope)),
          .object([("activation", .object([("leakyRelu", .object([("slope", .number(slope))]))]))]))
      case 2: add(.layerNorm, chance.holds(oneIn: 2) ? .text("layerNorm") : .object([("layerNorm", .object([]))]))
      case 3:
        let (layer, node) = JSONLayers.nonlinearity(&chance)
        add(layer, node)
      default: continue
      }
      add(
        .dense(weightVariance: 1, biasVariance: 0, trainable: true),
        .object([("dense", .object([("weightVariance", .number(1))]))]))
    }
    return (layers, nodes)
  }

  private static func variance(_ chance: inout Chance) -> Double {
    chance.pick([0, 1, 1.5, 0.1, 1e-300, 12_345_678, chance.unit(), 1e300 * chance.unit()])
  }
}
