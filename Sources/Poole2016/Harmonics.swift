import Foundation
import LinearAlgebra

/// The targets of Poole et al. 2016, Figure 5: sine and cosine of whole frequencies k over points of a curve, and how
/// well a space of functions on these points contains them.
package struct Harmonics {
  let frequencies: ClosedRange<Int>
  /// Two rows a frequency, sin(2πki/n) and cos(2πki/n) at i = 0 … n − 1, of length 1.
  package let waves: Matrix<Double>

  package init(frequencies: ClosedRange<Int>, points: Int) {
    self.frequencies = frequencies
    var waves = Matrix<Double>(rows: 2 * frequencies.count, columns: points)
    // Of n equally spaced points, sine and cosine have n/2 each as their square, for 0 < k < n/2.
    let scale = (2 / Double(points)).squareRoot()
    for (place, k) in frequencies.enumerated() {
      for i in 0..<points {
        let angle = 2 * Double.pi * Double(k * i % points) / Double(points)
        (waves[2 * place, i], waves[2 * place + 1, i]) = (scale * sin(angle), scale * cos(angle))
      }
    }
    self.waves = waves
  }

  /// The angular error of the best fit to each frequency, 1 − cos of the angle between a wave and its projection onto
  /// the span of `functions`, [functions, points]: the mean over sine and cosine. The waves have mean 0, so the cosine
  /// is the length of the projection.
  ///
  /// - Throws: `OrthonormalBasis.Obstacle`.
  /// - Complexity: 2 points · functions² multiply-adds.
  package func angularErrors(of functions: consuming Matrix<Double>) throws -> [Double] {
    let lengths = try OrthonormalBasis(spanning: functions).lengthsOfProjections(of: waves)
    return (0..<frequencies.count).map { place in
      let (sine, cosine) = (lengths[2 * place], lengths[2 * place + 1])
      return 1 - 0.5 * (sine + cosine)
    }
  }
}
