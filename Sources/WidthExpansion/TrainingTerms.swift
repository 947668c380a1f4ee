import LinearAlgebra

/// The terms of order 1/n in the coordinates of `TrainingModes`.
struct TrainingTerms: Sendable {
  /// n (E[Θ̂₀] − Θ), [M, M].
  private let meanKernel: Matrix<Double>
  /// Cov(Θ_ij, Θ_ab).
  private let covariance: ModeTensor
  /// E[∂_j ∂_a f_i · f_b], and E[O₃(i, j; a) f_b].
  private let second, kernelFirst: ModeTensor
  private let third, secondMoved: ModeTensor
  /// E[O₄(i, j; a; b)], and of the second derivative of Θ_ij at one place.
  private let kernelMoved, kernelSecond: ModeTensor
  /// y and E[f₀ f₀ᵀ] = K, of the training inputs.
  private let targets: [Double]
  private let outputs: Matrix<Double>

  init(_ expansion: WidthExpansion, _ modes: TrainingModes, targets: [Double]) {
    let tensors = OutputTensors(expansion)
    meanKernel = modes.coordinates(expansion.tangentKernelCorrection)
    covariance = modes.tensor(tensors.kernelCovariance)
    second = modes.tensor(tensors.second)
    kernelFirst = second.symmetrised
    third = modes.tensor(tensors.third)
    secondMoved = modes.tensor(tensors.secondMoved)
    kernelMoved = secondMoved.symmetrised
    kernelSecond = modes.tensor(tensors.kernelSecond)
    self.targets = modes.errorCoordinates(targets)
    outputs = modes.errorCoordinates(expansion.kernel)
  }

  /// E[e_a e_b] of the initial error e = f₀ − y.
  private func errors(_ a: Int, _ b: Int) -> Double { outputs[a, b] + targets[a] * targets[b] }

  /// −E[e_a e_b e_c]
  private func errors(_ a: Int, _ b: Int, _ c: Int) -> Double {
    targets[a] * (targets[b] * targets[c] + outputs[b, c]) + outputs[a, b] * targets[c] + outputs[a, c] * targets[b]
  }

  /// Of the mean, coordinate i.
  func mean(coordinate i: Int, _ modes: TrainingModes, _ decay: ModeDecay, rate: Double)
    -> (meanKernel: Double, fluctuations: Double, movement: Double)
  {
    let (m, y) = (modes.training, targets)
    let own = decay.node(modes.eigenvalue(i))
    let nodes = modes.eigenvalues.map(decay.node)
    var (fromMean, fluctuations, movement) = (0.0, 0.0, 0.0)
    for a in 0..<m {
      let x = nodes[a]
      fromMean += meanKernel[i, a] * decay.sums([own, x, x, x])[1] * y[a]
      for b in 0..<m {
        let both = decay.product(x, nodes[b])
        fluctuations -= covariance[i, b, b, a] * decay.sums([own, nodes[b], x, x])[2] * y[a]
        // Θ has moved by −O₃ e_b before e_a drives f; E[O₃ e_a e_b] is linear in y.
        let moved = decay.step(x) * decay.sums([own, x, both, both])[2]
        movement -= moved * (kernelFirst[i, a, b, b] * y[a] + kernelFirst[i, a, b, a] * y[b])
        if rate > 0 {
          let curved = 0.5 * rate * decay.sums([own, both, both, both])[1]
          movement -= curved * (second[i, a, b, b] * y[a] + second[i, a, b, a] * y[b])
        }
        for c in 0..<m { movement += cubic(i, a, b, c, own, nodes, decay, rate) * errors(a, b, c) }
      }
    }
    return (fromMean, fluctuations, movement)
  }

  /// What three errors do: e_a drives f by a kernel that e_b has moved by an O₃ that e_c has moved.
  @inline(__always)
  private func cubic(
    _ i: Int, _ a: Int, _ b: Int, _ c: Int, _ own: Double, _ nodes: [Double], _ decay: ModeDecay, _ rate: Double
  ) -> Double {
    let both = decay.product(nodes[a], nodes[b])
    let all = decay.product(both, nodes[c])
    let (first, pair) = (decay.step(nodes[a]), decay.step(both))
    var sum = kernelMoved[i, a, b, c] * first * pair * decay.sums([own, nodes[a], both, all])[3]
    if rate > 0 {
      sum += 0.5 * rate * kernelSecond[i, a, b, c] * first * decay.sums([own, nodes[a], all, all])[2]
      let last = decay.sums([own, both, all, all])
      sum += 0.5 * rate * secondMoved[i, a, b, c] * pair * last[2]
      sum += rate * rate / 6 * third[i, a, b, c] * decay.sums([own, all, all, all])[1]
    }
    return sum
  }

  /// n (E[Θ̂_t] − Θ), [M, M].
  func kernel(_ modes: TrainingModes, _ decay: ModeDecay, rate: Double) -> Matrix<Double> {
    let m = modes.training
    let (still, nodes) = (decay.node(0), modes.eigenvalues.map(decay.node))
    var (once, twice, curved) = ([Double](), [Double](), [Double]())
    for a in 0..<m {
      once.append(decay.sums([still, nodes[a], nodes[a], nodes[a]])[1])
      for b in 0..<m {
        let both = decay.product(nodes[a], nodes[b])
        twice.append(errors(a, b) * decay.step(nodes[a]) * decay.sums([still, nodes[a], both, both])[2])
        curved.append(0.5 * rate * errors(a, b) * decay.sums([still, both, both, both])[1])
      }
    }
    var kernel = meanKernel
    for i in 0..<modes.inputs {
      for j in 0..<modes.inputs {
        var sum = 0.0
        for a in 0..<m {
          sum -= kernelFirst[i, j, a, a] * once[a]
          for b in 0..<m {
            sum += kernelMoved[i, j, a, b] * twice[a * m + b] + kernelSecond[i, j, a, b] * curved[a * m + b]
          }
        }
        kernel[i, j] += sum
      }
    }
    return kernel
  }

  /// n E[O₃(i, j; a)] = n Σ_b E[O₄(i, j; a; b)] Σ_s η y_b qᵇ, [M, M, m] in coordinates, the last place that of errors.
  func kernelDerivative(_ modes: TrainingModes, _ decay: ModeDecay) -> [Double] {
    let (still, m) = (decay.node(0), modes.training)
    let moved = (0..<m).map { b in
      let node = decay.node(modes.eigenvalues[b])
      return targets[b] * decay.sums([still, node, node, node])[1]
    }
    let all = 0..<modes.inputs
    return all.flatMap { i in
      all.flatMap { j in
        (0..<m).map { a in (0..<m).reduce(0) { $0 + kernelMoved[i, j, a, $1] * moved[$1] } }
      }
    }
  }

  /// - Parameter kernel: in coordinates.
  func largestEigenvalue(_ modes: TrainingModes, kernel: Matrix<Double>) -> TrainingCorrection.EigenvalueCorrection? {
    let last = modes.training - 1
    let limit = modes.eigenvalues[last]
    // Nearer than rounding can tell, the eigenvectors are not known.
    guard limit > 0, last == 0 || modes.eigenvalues[last - 1] < limit * (1 - 1e-10) else { return nil }
    // First order of the mean, second of the fluctuations.
    let mean = (0..<last).reduce(kernel[last, last]) {
      $0 + covariance[last, $1, $1, last] / (limit - modes.eigenvalues[$1])
    }
    return .init(
      mean: mean, variance: covariance[last, last, last, last], ofMeanKernel: kernel[last, last], limit: limit)
  }
}
