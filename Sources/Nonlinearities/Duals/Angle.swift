import Foundation

/// θ = arccos c of a pair with separation ε = 1 − c.
public enum Angle {
  /// ε = 1 − cos θ = 2 sin²(θ/2).
  public static func separation(_ angle: Double) -> Double {
    let half = sin(angle / 2)
    return 2 * half * half
  }
}
