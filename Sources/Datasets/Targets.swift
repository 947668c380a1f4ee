import LinearAlgebra

/// Regression targets for classification.
public enum Targets {
  /// Y[i, j] = δ(labels[i], j) − 1 / classes: for ten classes 0.9 for the image's own class and −0.1 elsewhere (Lee et
  /// al. 2018, section 3.1).
  ///
  /// - Complexity: O(labels.count · classes).
  public static func centredOneHot(_ labels: [UInt8], classes: Int = DatasetName.classes) -> Matrix<Double> {
    let count = Double(classes)
    var targets = Matrix<Double>(rows: labels.count, columns: classes, repeating: -1 / count)
    for (i, label) in labels.enumerated() { targets[i, Int(label)] = (count - 1) / count }
    return targets
  }

  /// Y[i, j] = δ(labels[i], j).
  ///
  /// - Complexity: O(labels.count · classes).
  public static func oneHot(_ labels: [UInt8], classes: Int = DatasetName.classes) -> Matrix<Double> {
    var targets = Matrix<Double>(rows: labels.count, columns: classes)
    for (i, label) in labels.enumerated() { targets[i, Int(label)] = 1 }
    return targets
  }
}
