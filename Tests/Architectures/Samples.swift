import Architectures
import Foundation

/// Reads an architecture from text as if from the file "net.json".
func parse(_ json: String) throws -> Architecture {
  try Architecture(json: Data(json.utf8), source: "net.json")
}

/// The message with which reading the layers fails, or nil.
func message(layers: String) -> String? { message(file: "{\"layers\": [\(layers)]}") }

func message(file json: String) -> String? { refusal(Data(json.utf8)) }

/// The message with which reading the file of these bytes fails, or nil.
func refusal(_ json: Data) -> String? {
  do {
    _ = try Architecture(json: json, source: "net.json")
    return nil
  } catch {
    return "\(error)"
  }
}

let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)
let convolution = Layer.convolution(
  kernelSize: 3, padding: .zero, weightVariance: 1, biasVariance: 0, trainable: true)
let relu = Layer.activation(.relu)
