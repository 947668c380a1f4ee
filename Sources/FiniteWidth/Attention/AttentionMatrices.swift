import LinearAlgebra

/// Attention of whole matrices, [n, positions · channels].
extension AttentionGeometry {
  /// y of h, with the parameters of the keys.
  func mixed<S: Scalar>(_ images: Matrix<S>, _ parameters: DenseParameters<S>) -> Matrix<S> {
    Matrix(rows: images.rows, columns: count) { target in
      forEachImage(images, parameters) { i, attention, h, scratch in
        guard let y = target.baseAddress else { return }
        attention.mix(h, y + i * count, scratch: scratch, S.multiply)
      }
    }
  }

  /// ∂h [n, positions · channels] and ∂K [n · positions, keys], from ∂y.
  func carriedBack<S: Scalar>(
    _ gradient: Matrix<S>, at images: Matrix<S>, _ parameters: DenseParameters<S>
  ) -> (inputs: Matrix<S>, keys: Matrix<S>) {
    let keys = parameters.biases.count
    var keyGradient = Matrix<S>(rows: images.rows * positions, columns: keys)
    let inputs = Matrix<S>(rows: images.rows, columns: count) { target in
      gradient.elements.withUnsafeBufferPointer { gradient in
        keyGradient.elements.withUnsafeMutableBufferPointer { keyGradient in
          forEachImage(images, parameters) { i, attention, h, scratch in
            guard let dy = gradient.baseAddress, let dh = target.baseAddress, let dk = keyGradient.baseAddress else {
              return
            }
            attention.back(dy + i * count, at: h, dh + i * count, adds: false, scratch: scratch, S.multiply)
            (dk + i * positions * keys).update(from: attention.keyChange(scratch), count: positions * keys)
          }
        }
      }
    }
    return (inputs, keyGradient)
  }

  /// ẏ [n, positions · channels] for the change ḣ of the images and K̇ [n · positions, keys] of their keys.
  func moved<S: Scalar>(
    _ change: Matrix<S>, keys: Matrix<S>, at images: Matrix<S>, _ parameters: DenseParameters<S>
  ) -> Matrix<S> {
    let size = positions * keys.columns
    return Matrix(rows: images.rows, columns: count) { target in
      change.elements.withUnsafeBufferPointer { change in
        keys.elements.withUnsafeBufferPointer { keys in
          forEachImage(images, parameters) { i, attention, h, scratch in
            guard let change = change.baseAddress, let keys = keys.baseAddress, let y = target.baseAddress else {
              return
            }
            attention.keyChange(scratch).update(from: keys + i * size, count: size)
            attention.move(change + i * count, at: h, y + i * count, scratch: scratch, S.multiply)
          }
        }
      }
    }
  }

  /// Calls `body` with each image's number, the image and scratch where its K and A stand.
  private func forEachImage<S: Scalar>(
    _ images: Matrix<S>, _ parameters: DenseParameters<S>,
    _ body: (Int, ImageAttention<S>, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
  ) {
    images.elements.withUnsafeBufferPointer { h in
      parameters.weights.elements.withUnsafeBufferPointer { weights in
        parameters.biases.withUnsafeBufferPointer { biases in
          guard let h = h.baseAddress, let w = weights.baseAddress, let b = biases.baseAddress else { return }
          let attention = ImageAttention(geometry: self, keys: biases.count, weights: w, biases: b)
          withUnsafeTemporaryAllocation(of: S.self, capacity: attention.scratchCount) { scratch in
            guard let scratch = scratch.baseAddress else { return }
            for i in 0..<images.rows {
              attention.weigh(h + i * count, scratch: scratch, S.multiply)
              body(i, attention, h + i * count, scratch)
            }
          }
        }
      }
    }
  }
}
