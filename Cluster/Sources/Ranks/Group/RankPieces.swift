import CMPI
import Foundation
import LinearAlgebra
import Platform

/// Pieces of work dealt out to the ranks in turn, whose results the first one takes in their order.
///
/// It hands on what others have computed while they compute their next, so that they wait for it no longer than one of
/// its own pieces takes.
struct RankPieces {
  let communicator: Communicator
  let numbers: [Int]

  /// - Parameter body: of the first rank, and nil at the others.
  /// - Throws: as `Communicator.together`.
  func run(_ work: any PieceWork, body: ((Int, [Matrix<Double>]) throws -> Void)?) throws {
    try communicator.together {
      let largest = numbers.reduce(0) { largest, number in
        max(largest, work.shapes(number).reduce(0) { $0 + 8 * $1.rows * $1.columns })
      }
      let what = "tiles of \(largest / 1_000_000) MB, one in work and one on its way"
      try MemoryDemand(what: what, bytes: 2 * largest).check(communicator)
    }
    let offer = Offer(ranks: communicator.size)
    defer { settle(offer) }
    try communicator.together {
      for (place, number) in numbers.enumerated() {
        let owner = place % communicator.size
        guard communicator.isFirst || owner == communicator.rank else { continue }
        try EndRequest.current?.check()
        if owner == communicator.rank {
          let result = try work.result(number)
          if let body { try body(number, result) } else { try give(result, by: offer) }
        } else {
          let result = try take(work.shapes(number), from: owner)
          offer.taken[owner] += 1
          try body?(number, result)
        }
      }
    }
  }

  /// A result on its way to the first rank, and how many were before it.
  private final class Offer {
    var numbers: UnsafeMutableBufferPointer<Double>?
    var request: MPI_Request?
    /// What this rank has offered, the one on its way too.
    var given = 0
    /// What this rank has taken of each.
    var taken: [Int]

    init(ranks: Int) { taken = Array(repeating: 0, count: ranks) }

    func free() {
      numbers?.deallocate()
      (numbers, request) = (nil, nil)
    }
  }

  /// Waits until the first rank takes the result, or the work is ended: then it is still on its way.
  private func give(_ result: [Matrix<Double>], by offer: Offer) throws {
    let numbers = UnsafeMutableBufferPointer<Double>.allocate(capacity: result.reduce(0) { $0 + $1.elements.count })
    var next = 0
    for matrix in result {
      for (k, number) in matrix.elements.enumerated() { numbers.initializeElement(at: next + k, to: number) }
      next += matrix.elements.count
    }
    offer.numbers = numbers
    offer.given += 1
    // In one, as it is taken, so that `discard` need not know of how many. Synchronous: a small message would count as taken when it is on its way.
    MPI_Issend(
      numbers.baseAddress, Int32(numbers.count), mpi_doubles(), 0, Communicator.Tag.piece.rawValue, mpi_world(),
      &offer.request)
    var taken: Int32 = 0
    while true {
      MPI_Test(&offer.request, &taken, mpi_no_status())
      if taken != 0 { return offer.free() }
      try EndRequest.current?.check()
      usleep(200)
    }
  }

  private func take(_ shapes: [(rows: Int, columns: Int)], from rank: Int) throws -> [Matrix<Double>] {
    while communicator.sender(.piece, from: rank) == nil {
      try EndRequest.current?.check()
      usleep(200)
    }
    var numbers = [Double](repeating: 0, count: shapes.reduce(0) { $0 + $1.rows * $1.columns })
    numbers.withUnsafeMutableBufferPointer { communicator.receiveWhole($0, from: rank, .piece) }
    var next = 0
    return shapes.map { shape in
      defer { next += shape.rows * shape.columns }
      return Matrix(
        rows: shape.rows, columns: shape.columns, elements: Array(numbers[next..<next + shape.rows * shape.columns]))
    }
  }

  /// What was offered and not taken, because the work was ended, is taken and thrown away.
  ///
  /// Counts say what that is: an offer may have been taken without its rank having heard of it.
  private func settle(_ offer: Offer) {
    var open = offer.taken.map { -Double($0) }
    open[communicator.rank] += Double(offer.given)
    communicator.sum(&open)
    if communicator.isFirst {
      for rank in open.indices where open[rank] > 0 { communicator.discard(.piece, from: rank) }
    }
    if offer.numbers != nil {
      MPI_Wait(&offer.request, mpi_no_status())
      offer.free()
    }
  }
}

extension Communicator {
  /// Takes a message of numbers, of whatever length, and throws it away.
  fileprivate func discard(_ tag: Tag, from rank: Int) {
    var (status, count) = (MPI_Status(), Int32(0))
    MPI_Probe(Int32(rank), tag.rawValue, mpi_world(), &status)
    MPI_Get_count(&status, mpi_doubles(), &count)
    var numbers = [Double](repeating: 0, count: Int(count))
    MPI_Recv(&numbers, count, mpi_doubles(), Int32(rank), tag.rawValue, mpi_world(), mpi_no_status())
  }
}
