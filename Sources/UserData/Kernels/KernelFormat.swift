/// How kernels are stored: all of it in float64, or less.
public struct KernelFormat: Sendable, Equatable {
  /// Every number rounded to float32.
  public var isFloat32 = false
  /// The lower triangle alone, row by row: n(n + 1)/2 numbers.
  public var isTriangle = false

  public init(isFloat32: Bool = false, isTriangle: Bool = false) {
    (self.isFloat32, self.isTriangle) = (isFloat32, isTriangle)
  }

  /// Bytes of a number.
  var size: Int { isFloat32 ? 4 : 8 }
  /// As NumPy names it.
  var type: String { isFloat32 ? "float32" : "float64" }
  var shape: String { isTriangle ? "triangle" : "square" }
}
