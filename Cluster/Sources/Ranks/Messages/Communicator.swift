import CMPI
import Foundation
import Synchronization

/// All ranks of the job, MPI_COMM_WORLD.
///
/// Errors of MPI itself end the job (its default handler): what was sent to a rank that has gone cannot be mended here.
/// Calls come from one thread at a time (MPI_THREAD_SERIALIZED); threads that compute only ask whether the others have
/// ended (`Together`), and take turns.
public final class Communicator: Sendable {
  /// This rank, 0 … size − 1.
  public let rank: Int
  public let size: Int
  /// How many of the ranks share this machine's memory.
  public let ranksOfMachine: Int
  /// Whether the first rank is one of them.
  let isMachineOfFirst: Bool
  /// Whether this MPI may be called from threads that take turns, as the ranks do.
  package let allowsThreads: Bool
  let turn = Mutex(())

  /// Numbers in one message: counts of MPI have 31 bits.
  private static let most = 1 << 27

  /// What a message is about, so that none is taken for another.
  enum Tag: Int32 {
    case order = 1, bulk, failure, piece
  }

  /// Joins the job; once a process, before anything else of MPI.
  public init() {
    var provided: Int32 = 0
    MPI_Init_thread(nil, nil, mpi_serialised(), &provided)
    allowsThreads = provided >= mpi_serialised()
    var (rank, size): (Int32, Int32) = (0, 1)
    MPI_Comm_rank(mpi_world(), &rank)
    MPI_Comm_size(mpi_world(), &size)
    (self.rank, self.size) = (Int(rank), Int(size))
    var (ranks, first): (Int32, Int32) = (1, 0)
    mpi_machine(&ranks, &first)
    (ranksOfMachine, isMachineOfFirst) = (Int(ranks), first == 0)
  }

  public var isFirst: Bool { rank == 0 }

  /// Leaves the job; every rank calls it.
  public func finalise() { MPI_Finalize() }

  /// Ends all ranks with a status, whatever they do.
  public func abort(status: Int32) -> Never {
    MPI_Abort(mpi_world(), status)
    exit(status)
  }

  public func barrier() { MPI_Barrier(mpi_world()) }

  /// Version and name, for example "Open MPI v4.1.4, …".
  public static var library: String {
    var text = [CChar](repeating: 0, count: Int(MPI_MAX_LIBRARY_VERSION_STRING))
    var count: Int32 = 0
    MPI_Get_library_version(&text, &count)
    return String(decoding: text.prefix(Int(count)).map { UInt8(bitPattern: $0) }.prefix { $0 != 0 }, as: UTF8.self)
  }

  // MARK: one to all, all to one

  /// Gives rank `source`'s bytes to all.
  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from source: Int = 0) {
    for first in stride(from: 0, to: bytes.count, by: Self.most) {
      let count = min(Self.most, bytes.count - first)
      MPI_Bcast(bytes.baseAddress.map { $0 + first }, Int32(count), mpi_bytes(), Int32(source), mpi_world())
    }
  }

  /// Gives this rank's bytes to all, which it keeps as they are.
  func broadcast(reading bytes: UnsafeRawBufferPointer) {
    // At the source MPI reads alone.
    broadcast(UnsafeMutableRawBufferPointer(mutating: bytes), from: rank)
  }

  func broadcast(_ numbers: inout [Double], from source: Int = 0) {
    numbers.withUnsafeMutableBytes { broadcast($0, from: source) }
  }

  func broadcast(_ data: Data, from source: Int = 0) -> Data {
    var count = Int64(data.count)
    withUnsafeMutableBytes(of: &count) { broadcast($0, from: source) }
    var copy = rank == source ? data : Data(count: Int(count))
    copy.withUnsafeMutableBytes { broadcast($0, from: source) }
    return copy
  }

  /// The first rank whose text is not that of rank 0; nil: all have the same. Every rank calls it.
  package func firstToDiffer(_ text: String) -> Int? {
    let own = Data(text.utf8)
    let isSame = broadcast(own) == own
    let first = size - largest(isSame ? 0 : size - rank)
    return first < size ? first : nil
  }

  /// The largest of all ranks' values.
  func largest(_ value: Int) -> Int {
    var (own, all) = (Int64(value), Int64(0))
    MPI_Allreduce(&own, &all, 1, mpi_integers(), mpi_largest(), mpi_world())
    return Int(all)
  }

  func sum(_ value: Int) -> Int {
    var (own, all) = (Int64(value), Int64(0))
    MPI_Allreduce(&own, &all, 1, mpi_integers(), mpi_sum(), mpi_world())
    return Int(all)
  }

  /// Σ over the ranks, at every rank.
  func sum(_ numbers: inout [Double]) {
    numbers.withUnsafeMutableBufferPointer { buffer in
      for first in stride(from: 0, to: buffer.count, by: Self.most) {
        let count = min(Self.most, buffer.count - first)
        MPI_Allreduce(
          mpi_in_place(), buffer.baseAddress.map { $0 + first }, Int32(count), mpi_doubles(), mpi_sum(), mpi_world())
      }
    }
  }

  // MARK: one to one

  func send(_ numbers: UnsafeBufferPointer<Double>, to rank: Int, _ tag: Tag = .bulk) {
    for first in stride(from: 0, to: numbers.count, by: Self.most) {
      let count = min(Self.most, numbers.count - first)
      MPI_Send(
        numbers.baseAddress.map { $0 + first }, Int32(count), mpi_doubles(), Int32(rank), tag.rawValue, mpi_world())
    }
  }

  func receive(_ numbers: UnsafeMutableBufferPointer<Double>, from rank: Int, _ tag: Tag = .bulk) {
    for first in stride(from: 0, to: numbers.count, by: Self.most) {
      let count = min(Self.most, numbers.count - first)
      MPI_Recv(
        numbers.baseAddress.map { $0 + first }, Int32(count), mpi_doubles(), Int32(rank), tag.rawValue, mpi_world(),
        mpi_no_status())
    }
  }

  /// Takes a message that was sent as one, of at most 2³¹ − 1 numbers.
  func receiveWhole(_ numbers: UnsafeMutableBufferPointer<Double>, from rank: Int, _ tag: Tag) {
    MPI_Recv(
      numbers.baseAddress, Int32(numbers.count), mpi_doubles(), Int32(rank), tag.rawValue, mpi_world(),
      mpi_no_status())
  }

  func send(_ data: Data, to rank: Int, _ tag: Tag) {
    data.withUnsafeBytes {
      _ = MPI_Send($0.baseAddress, Int32($0.count), mpi_bytes(), Int32(rank), tag.rawValue, mpi_world())
    }
  }

  /// The next message of a rank, of whatever length.
  func receive(from rank: Int, _ tag: Tag) -> Data {
    var (status, count) = (MPI_Status(), Int32(0))
    MPI_Probe(Int32(rank), tag.rawValue, mpi_world(), &status)
    MPI_Get_count(&status, mpi_bytes(), &count)
    var data = Data(count: Int(count))
    data.withUnsafeMutableBytes {
      _ = MPI_Recv($0.baseAddress, count, mpi_bytes(), status.MPI_SOURCE, tag.rawValue, mpi_world(), mpi_no_status())
    }
    return data
  }

  /// The rank that a message has come from and is waiting here; nil: there is none.
  func sender(_ tag: Tag, from rank: Int? = nil) -> Int? {
    turn.withLock { _ in
      var (flag, status) = (Int32(0), MPI_Status())
      MPI_Iprobe(rank.map(Int32.init) ?? mpi_any_rank(), tag.rawValue, mpi_world(), &flag, &status)
      return flag != 0 ? Int(status.MPI_SOURCE) : nil
    }
  }

  /// The rank whose message comes first; waits for it.
  func sender(waitingFor tag: Tag) -> Int {
    var status = MPI_Status()
    MPI_Probe(mpi_any_rank(), tag.rawValue, mpi_world(), &status)
    return Int(status.MPI_SOURCE)
  }
}
