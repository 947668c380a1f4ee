import LinearAlgebra

/// Regression targets for classification, one row a label. Labels are 0 to `classes` − 1, ten classes unless said.
///
/// - Complexity: O(labels · classes) each.
public enum Targets {
  /// Y[i, j] = δ(labels[i], j).
  ///
  /// - Precondition: labels are below `classes`.
  public static func oneHot(_ labels: [UInt8], classes: Int = 10) -> Matrix<Double> {
    filled(labels, classes: classes, own: 1, other: 0)
  }

  /// Y[i, j] = δ(labels[i], j) − 1 / classes: for ten classes 0.9 for the image's own class and −0.1 elsewhere (Lee et
  /// al. 2018, section 3.1).
  public static func centredOneHot(_ labels: [some BinaryInteger], classes: Int = 10) -> Matrix<Double> {
    let count = Double(classes)
    return filled(labels, classes: classes, own: (count - 1) / count, other: -1 / count)
  }

  /// Y[i, j] = δ(labels[i], j) − (share of class j among `labels`): every column has the mean 0.
  public static func zeroMeanOneHot(_ labels: [UInt8], classes: Int = 10) -> Matrix<Double> {
    var targets = oneHot(labels, classes: classes)
    for j in 0..<classes {
      let mean = Double(labels.count { Int($0) == j }) / Double(labels.count)
      for i in labels.indices { targets[i, j] -= mean }
    }
    return targets
  }

  /// `zeroMeanOneHot` and beside it `oneHot`, [labels, 2 · classes]: one factorisation serves both kinds of labels.
  public static func zeroMeanBesideOneHot(_ labels: [UInt8], classes: Int = 10) -> Matrix<Double> {
    let parts = [zeroMeanOneHot(labels, classes: classes), oneHot(labels, classes: classes)]
    return Matrix(
      rows: labels.count, columns: 2 * classes,
      elements: labels.indices.flatMap { i in parts.flatMap { $0.row(i) } })
  }

  /// Y[i, 0] = 1 where labels[i] is `positive`, −1 elsewhere: two classes as one output.
  public static func signs(_ labels: [UInt8], positive: UInt8 = 1) -> Matrix<Double> {
    Matrix(rows: labels.count, columns: 1, elements: labels.map { $0 == positive ? 1 : -1 })
  }

  private static func filled(
    _ labels: [some BinaryInteger], classes: Int, own: Double, other: Double
  ) -> Matrix<Double> {
    var targets = Matrix<Double>(rows: labels.count, columns: classes, repeating: other)
    for (i, label) in labels.enumerated() {
      precondition(label < classes, "a label is below the number of classes")
      targets[i, Int(label)] = own
    }
    return targets
  }
}
