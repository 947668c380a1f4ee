/// How a window treats positions outside the image or sequence.
public enum Padding: String, Sendable, Hashable, CaseIterable {
  /// Positions outside are zero; of a convolution the default.
  case zero
  /// The image is a torus.
  case circular
  /// No window reaches outside; of pooling the default.
  case valid
}
