import Architectures
import LinearAlgebra
import TestSupport

/// Architectures and inputs for calls.
enum CallerExample {
  static let dense = #"""
    {"layers": [{"dense": {"weightVariance": 1.5, "biasVariance": 0.1}},
      {"repeat": {"count": 2, "layers": [{"activation": "erf"}, {"dense": {"weightVariance": 1.6, "biasVariance": 0.2}}]}}]}
    """#
  static let convolutional = #"""
    {"layers": [{"convolution": {"kernelSize": 3, "weightVariance": 1.8, "biasVariance": 0.1}}, {"activation": "relu"},
      {"globalAveragePooling": {}}, {"dense": {"weightVariance": 1.0}}]}
    """#

  static func architecture(_ text: String) throws -> Architecture {
    try Architecture(json: .init(text.utf8), source: "test")
  }

  static func inputs(_ count: Int, _ width: Int, seed: UInt64 = 1) -> Matrix<Double> {
    var random = SplitMix64(seed: seed)
    return Matrix(rows: count, columns: width, elements: (0..<count * width).map { _ in random.normal() })
  }
}
