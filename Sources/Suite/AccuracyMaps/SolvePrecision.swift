import Inference
import Results

/// The arithmetic in which a kernel regression is solved, as files name it.
package enum SolvePrecision: String, AxisValue, CaseIterable {
  case float64, float32

  package static let axis = Axis<SolvePrecision>("precision", "arithmetic of the solve")

  package var precision: MeanPredictor.Precision { self == .float64 ? .double : .single }
}
