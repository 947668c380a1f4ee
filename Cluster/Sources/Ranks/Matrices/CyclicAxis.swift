/// One axis of a matrix, dealt out to processes in blocks, round and round: block b of `width` indices is process
/// b mod p's, its (b div p)th.
///
/// All in 64 bits.
struct CyclicAxis: Sendable, Equatable {
  let count: Int
  let width: Int
  let processes: Int

  /// Of all processes.
  var blocks: Int { (count + width - 1) / width }

  /// Indices of block b.
  func indices(ofBlock b: Int) -> Range<Int> { b * width..<min(count, (b + 1) * width) }

  func owner(ofBlock b: Int) -> Int { b % processes }

  /// The blocks of a process, ascending.
  func blocks(of process: Int) -> StrideTo<Int> { stride(from: process, to: blocks, by: processes) }

  /// Where a block begins among its process's indices.
  func place(ofBlock b: Int) -> Int { b / processes * width }

  /// How many indices a process has (ScaLAPACK's NUMROC).
  func count(of process: Int) -> Int { localCount(of: process, below: blocks) }

  /// How many of a process's indices lie in blocks before block b.
  func localCount(of process: Int, below b: Int) -> Int {
    guard b > process else { return 0 }
    let own = (b - process + processes - 1) / processes
    let last = process + (own - 1) * processes
    return (own - 1) * width + indices(ofBlock: last).count
  }
}
