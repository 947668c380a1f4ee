import Failures
import Foundation
import Platform
import Work

/// What another rank could not do: its line and its status, which are the job's.
public struct RankFailure: Failure, Codable, Equatable {
  public let rank: Int
  public let line: String
  private let status: Int32

  public init(rank: Int, _ error: any Error) {
    let description = ErrorDescription(error)
    (self.rank, line, status) = (rank, description.message, description.exitStatus.rawValue)
  }

  private init(rank: Int, line: String, _ status: ExitStatus) {
    (self.rank, self.line, self.status) = (rank, line, status.rawValue)
  }

  /// A signal asked one rank alone to end.
  static func signal(rank: Int) -> RankFailure {
    RankFailure(
      rank: rank, line: "rank \(rank): interrupted; the same command does it again, or goes on where it stopped",
      .interrupted)
  }

  public var message: String { line }
  public var exitStatus: ExitStatus { ExitStatus(rawValue: status) ?? .inputOutput }
}

extension Communicator {
  /// Does every rank's own part of a work that all do at a time, and ends it for all where one cannot: the others break
  /// off at their next look (`EndRequest`), so that nobody waits for one that has given up.
  ///
  /// - Parameter body: this rank's part. It may wait for other ranks only by messages that it asks for with `isEnding`.
  /// - Throws: the same at every rank: what the first rank that failed did, as `RankFailure` at the others. The request
  ///   to end (`EndRequest.Requested`) stays what it is.
  func together<R>(_ body: () throws -> R) throws -> R {
    let outer = EndRequest.current
    var (result, own): (R?, (any Error)?) = (nil, nil)
    do {
      result = try EndRequest { [self] in
        if sender(.failure) != nil { return true }
        do { try outer?.check() } catch { return true }
        return false
      }.run(body)
    } catch {
      own = error
    }
    // Whoever breaks off because another has failed has nothing to tell.
    let isToldToEnd = own is EndRequest.Requested && sender(.failure) != nil
    if own != nil, !isToldToEnd {
      for other in 0..<size where other != rank { send(Data([1]), to: other, .failure) }
    }
    let hasFailed = own != nil && !isToldToEnd
    // The lowest rank that failed speaks.
    let speaker = size - largest(hasFailed ? size - rank : 0)
    let failed = sum(hasFailed ? 1 : 0)
    for _ in 0..<(failed - (hasFailed ? 1 : 0)) { _ = receive(from: sender(waitingFor: .failure), .failure) }
    if failed == 0, let result { return result }
    var told = Data()
    if speaker == rank, let own, !(own is EndRequest.Requested) {
      told = (try? JSONEncoder().encode(own as? RankFailure ?? RankFailure(rank: rank, own))) ?? Data()
    }
    let reason = broadcast(told, from: speaker)
    if let own, speaker == rank { throw own }
    if reason.isEmpty { try throwEndRequested() }
    let failure = try? JSONDecoder().decode(RankFailure.self, from: reason)
    throw failure ?? RankFailure(rank: speaker, NotUnderstood(rank: rank))
  }

  /// - Throws: `EndRequest.Requested`.
  func throwEndRequested() throws { try EndRequest { true }.check() }

  /// Whether this work is being ended, by whomever.
  var isEnding: Bool {
    do { try EndRequest.current?.check() } catch { return true }
    return false
  }
}
