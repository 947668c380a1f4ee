import LinearAlgebra

/// A convolution of whole matrices, [n, input positions · channels].
extension ConvolutionGeometry {
  /// [n · positions, patchSize]
  func patches<S: Scalar>(of images: Matrix<S>) -> Matrix<S> {
    let rows = images.rows * positions
    return Matrix(rows: rows, columns: patchSize) { target in
      images.elements.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        gather(source, positions: 0..<rows, into: target)
      }
    }
  }

  /// The transpose of `patches`: [n, input positions · channels] from [n · positions, patchSize].
  func images<S: Scalar>(scattering patches: Matrix<S>) -> Matrix<S> {
    let count = patches.rows / max(1, positions)
    var images = Matrix<S>(rows: count, columns: inputPositions * channels)
    images.elements.withUnsafeMutableBufferPointer { target in
      patches.elements.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        scatter(source, positions: 0..<patches.rows, addingTo: target)
      }
    }
    return images
  }
}

extension Matrix {
  /// The same numbers in rows of another length.
  consuming func reshaped(columns: Int) -> Matrix {
    Matrix(rows: elements.count / max(1, columns), columns: columns, elements: elements)
  }
}

/// The gradients of one convolution at each of n inputs by themselves, multiplied out.
struct InputGradients<S: Scalar> {
  /// Σ_p patch_p ⊗ δ_p, [n, patchSize · fan-out].
  let weights: Matrix<S>
  /// Σ_p δ_p, [n, fan-out].
  let biases: Matrix<S>

  /// - Parameters:
  ///   - patches: [n · positions, patchSize].
  ///   - deltas: δ, [n · positions, fan-out].
  /// - Complexity: n products [patchSize, positions] × [positions, fan-out].
  init(patches: Matrix<S>, deltas: Matrix<S>, inputs: Int) {
    let positions = patches.rows / max(1, inputs)
    var weights: [S] = []
    var biases: [S] = []
    for i in 0..<inputs {
      let own = i * positions..<(i + 1) * positions
      let delta = deltas.rows(own)
      weights += patches.rows(own).transposedTimes(delta).elements
      biases += Elementwise.columnSums(delta)
    }
    self.weights = Matrix(rows: inputs, columns: patches.columns * deltas.columns, elements: weights)
    self.biases = Matrix(rows: inputs, columns: deltas.columns, elements: biases)
  }
}
