import Nonlinearities

/// φ as it maps one pair of images at one offset.
struct SpatialActivation {
  let dual: PreparedDual
  let plane: CovariancePlane
}

/// φ of one activation. An object, so that a plane, which takes a microsecond, hands on no more than a reference.
final class PreparedDual: Sendable {
  let dual: any CovarianceDual
  /// The same dual, if it is a closed form of an angle.
  let angular: (any AngularDual)?

  init(_ dual: any CovarianceDual) {
    self.dual = dual
    angular = dual as? any AngularDual
  }
}
