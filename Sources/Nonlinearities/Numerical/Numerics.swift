/// What was found out of the expectations of one φ, for all its copies.
final class Numerics: Sendable {
  let moments = NumericalMoments()
  let series = NumericalSeries()
}
