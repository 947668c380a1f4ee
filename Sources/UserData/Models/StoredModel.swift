import Architectures
import Foundation
import HDF5
import Inference
import LinearAlgebra

/// A fitted model as its file has it, but for the factor and the inputs.
///
/// The file's root has the attributes of every output, `trusted` with `warnings` (`ModelWarnings`) and
/// `widelimit_model`, the version of this format: 1, or 2 of conjugate gradients; `x1_sha256`, `y1_sha256` and
/// `architecture_sha256` (`InputsDigest`), `input_shape` (of one input), `noise_variance_used`, `cholesky_attempts`,
/// `condition_number`, `residual`, `log_marginal_likelihood` and `leave_one_out_…` in sum. Its datasets, over `row` (of
/// x1) and `output` or `class`, are (by conjugate gradients without evidence and what leaves one out, and with
/// `remainder` [k], which `CheckedPosterior.Parts` says)
///
/// - `weights` [n, k], α = (K + σ_ε² I)⁻¹ t: means are K(x2, x1) α. `log_marginal_likelihood_of_output` [k];
///   `leave_one_out_mean` [n, k] and `leave_one_out_variance` [n], of targets;
/// - for predictions: `solution` [k, m], `diagonal` [m], `target_scale` [k] and with an anchor, m = n − 1 (otherwise
///   m = n), `anchor_…` (`CheckedPosterior.Parts`, `Anchoring`);
/// - if it was kept, `factor`, L Lᵀ = the matrix that was solved times `kernel_unit`: the columns of L from the
///   diagonal down (`FactorColumns`), m(m + 1)/2 numbers; `x1` as it was read, in float64.
struct StoredModel: Sendable {
  /// The version of the format of a model with its evidence, which every version has read.
  static let format = 1
  /// That of a model of which an iteration has left something.
  static let iterativeFormat = 2

  let architecture: Architecture
  let inputsDigest: String
  let targetsDigest: String
  let inputShape: InputShape
  /// Labels; nil of targets that are numbers.
  let classes: [Int]?
  /// The noise variance that was asked for; nil of the usual ladder.
  let givenNoise: Double?
  let parts: CheckedPosterior.Parts
  let anchoring: Anchoring?

  var ladder: NoiseLadder { givenNoise.map(NoiseLadder.given) ?? .relative(first: 1e-10) }
  /// n
  var inputCount: Int { parts.weights.columns + (anchoring == nil ? 0 : 1) }
  var outputCount: Int { parts.weights.rows }
}

extension InputShape {
  /// - Returns: nil of another number of extents, and of extents below 1.
  init?(extents: [Int]) {
    guard extents.allSatisfy({ $0 > 0 }) else { return nil }
    switch extents.count {
    case 1: self = .vector(features: extents[0])
    case 2: self = .sequence(length: extents[0], channels: extents[1])
    case 3: self = .image(height: extents[0], width: extents[1], channels: extents[2])
    default: return nil
    }
  }
}
