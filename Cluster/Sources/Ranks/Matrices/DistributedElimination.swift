import CScaLAPACK
import LinearAlgebra
import Platform

extension DistributedMatrix {
  var descriptor: [Int32] { layout.descriptor(context: grid.context, rank: communicator.rank) }

  /// Turns A's lower triangle into L, A = L Lᵀ, in panels of columns: `pdpotrf` on a panel's diagonal block, `pdtrsm`
  /// on what is below, `pdsyrk` on what is right of it.
  ///
  /// In panels, so that the job can say how far it is and end in between; `pdpotrf` of the whole does the same in one
  /// call of perhaps an hour.
  /// - Parameters:
  ///   - panel: a multiple of the block.
  ///   - progress: the part of the multiply-adds that is done.
  /// - Returns: 0, or the order of the leading minor that is not positive definite; the same at every rank.
  /// - Throws: `EndRequest.Requested`, at every rank.
  /// - Complexity: n³/6 multiply-adds over the ranks; each sends some n²/√ranks numbers.
  func eliminate(panel: Int? = nil, progress: ((Double) -> Void)? = nil) throws -> Int {
    let (n, block, descriptor) = (order, layout.rowAxis.width, descriptor)
    let panel = panel ?? max(block, 2048 / block * block)
    for first in Swift.stride(from: 0, to: n, by: panel) {
      if communicator.largest(communicator.isEnding ? 1 : 0) > 0 { try communicator.throwEndRequested() }
      var (width, info, one, minus) = (Int32(min(panel, n - first)), Int32(0), 1.0, -1.0)
      var (start, rest) = (Int32(first + 1), Int32(n - first) - Int32(min(panel, n - first)))
      var next = start + width
      BLASLibrary.call { pdpotrf_("L", &width, base, &start, &start, descriptor, &info) }
      // Its ranks tell each other; an argument that is wrong would be this code's own mistake.
      let minor = communicator.largest(Int(info))
      precondition(minor > 0 || info == 0, "pdpotrf took its arguments")
      if minor > 0 { return first + minor }
      if rest > 0 {
        BLASLibrary.call {
          pdtrsm_(
            "R", "L", "T", "N", &rest, &width, &one, base, &start, &start, descriptor, base, &next, &start, descriptor)
          pdsyrk_(
            "L", "N", &rest, &width, &minus, base, &next, &start, descriptor, &one, base, &next, &next, descriptor)
        }
      }
      let left = Double(rest) / Double(n)
      progress?(1 - left * left * left)
    }
    return 0
  }

  /// What is done to right-hand sides with L.
  enum Operation: Int, Codable {
    case solveLower, solveUpper, solve, multiplyLower
  }

  /// Does it to this rank's piece of the sides, column-major, whose rows are the matrix's.
  ///
  /// - Parameter first: where the trailing triangle of L begins that it is done with; what is above stays.
  func apply(
    _ operation: Operation, to piece: UnsafeMutablePointer<Double>, _ sides: BlockCyclicLayout, from first: Int = 0
  ) {
    guard first < order, sides.columnAxis.count > 0 else { return }
    let (descriptor, other) = (descriptor, sides.descriptor(context: grid.context, rank: communicator.rank))
    var (n, m, one) = (Int32(order - first), Int32(sides.columnAxis.count), 1.0)
    var (start, column, info) = (Int32(first + 1), Int32(1), Int32(0))
    BLASLibrary.call {
      switch operation {
      case .solve where first == 0:
        pdpotrs_("L", &n, &m, base, &start, &start, descriptor, piece, &start, &column, other, &info)
      case .multiplyLower:
        pdtrmm_(
          "L", "L", "N", "N", &n, &m, &one, base, &start, &start, descriptor, piece, &start, &column, other)
      default:
        for transposed in operation == .solve ? ["N", "T"] : [operation == .solveLower ? "N" : "T"] {
          pdtrsm_(
            "L", "L", transposed, "N", &n, &m, &one, base, &start, &start, descriptor, piece, &start, &column, other)
        }
      }
    }
    precondition(info == 0, "pdpotrs took its arguments")
  }
}

/// How many columns PBLAS takes at a time: it asks for this function by name, and its own answers 32, with which
/// products run at half their speed. That of the program comes first in the search for names.
@_cdecl("pilaenv_")
public func pblasLogicalBlock(_ context: UnsafePointer<Int32>?, _ precision: UnsafePointer<CChar>?) -> Int32 {
  Int32(DistributedMatrix.usualBlock)
}
