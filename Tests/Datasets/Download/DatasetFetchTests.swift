import Datasets
import Failures
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct DatasetFetchTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// Small files under MNIST's names, and where a server has them.
  private static let files: [String: [UInt8]] = [
    "train-images-idx3-ubyte": idx([3, 2, 2], [UInt8](1...12)),
    "train-labels-idx1-ubyte": idx([3], [1, 2, 3]),
    "t10k-images-idx3-ubyte": idx([1, 2, 2], [9, 8, 7, 6]),
    "t10k-labels-idx1-ubyte": idx([1], [4]),
  ]

  /// MNIST with the digests of the small files.
  private func mnist(_ server: LocalServer) throws -> DatasetDescription {
    let downloads = try Self.files.sorted { $0.key < $1.key }.map { name, bytes in
      let packed = storedGzip(bytes)
      return RemoteFile(
        name: name + ".gz", size: packed.count, sha256: try sha256(packed), mirrors: [server.address(name)])
    }
    func split(_ split: DatasetDescription.Split) throws -> DatasetDescription.Split {
      .init(
        count: split.count,
        files: try split.files.map { .init($0.name, sha256: try sha256(Self.files[$0.name, default: []])) })
    }
    let official = DatasetDescription.mnist
    return official.with(training: try split(official.training), test: try split(official.test), downloads: downloads)
  }

  private func mnistServer() throws -> LocalServer {
    try LocalServer { request in
      .file(storedGzip(Self.files[String(request.path.dropFirst())] ?? []), for: request)
    }
  }

  @Test func missingFilesAreFetchedAndVerifiedOnesLeftAlone() throws {
    let server = try mnistServer()
    let mnist = try mnist(server)
    #expect(DatasetCheck.check(mnist, in: folder.url).allSatisfy { !$0.isVerified })
    // A copy that is packed differently, here not at all, is the official one all the same.
    try folder.write(Self.files["t10k-labels-idx1-ubyte", default: []], to: "mnist/t10k-labels-idx1-ubyte")
    let fetched = try DatasetFetch.fetch(mnist, into: folder.url)
    #expect(
      fetched == [
        "t10k-images-idx3-ubyte.gz", "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
      ])
    let checked = DatasetCheck.check(mnist, in: folder.url)
    #expect(checked.count == 4)
    #expect(checked.allSatisfy { $0.isVerified })
    #expect(DatasetCheck.failure(checked, in: folder.url) == nil)
    #expect(try DatasetFetch.fetch(mnist, into: folder.url).isEmpty)
    #expect(server.requests.count == 3)
  }

  @Test func anotherFileOfTheNameIsSetAside() throws {
    let server = try mnistServer()
    let mnist = try mnist(server)
    try folder.write(idx([1], [5]), to: "mnist/t10k-labels-idx1-ubyte")
    try DatasetFetch.fetch(mnist, into: folder.url)
    #expect(DatasetCheck.check(mnist, in: folder.url).allSatisfy { $0.isVerified })
    #expect(try folder.read("mnist/t10k-labels-idx1-ubyte.unverified") == idx([1], [5]))
  }

  /// What was set aside before stays.
  @Test func settingAsideOverwritesNothing() throws {
    let server = try mnistServer()
    let mnist = try mnist(server)
    try folder.write([1], to: "mnist/t10k-labels-idx1-ubyte.unverified")
    try folder.write(idx([1], [5]), to: "mnist/t10k-labels-idx1-ubyte")
    try DatasetFetch.fetch(mnist, into: folder.url)
    #expect(try folder.read("mnist/t10k-labels-idx1-ubyte.unverified") == [1])
    #expect(try folder.read("mnist/t10k-labels-idx1-ubyte.unverified-2") == idx([1], [5]))
  }

  /// Beside a file that is not official lies the packed official one: it is judged by itself, and kept.
  @Test func aPackedFileBesideABadOneIsJudgedByItself() throws {
    let server = try mnistServer()
    let mnist = try mnist(server)
    let name = "t10k-labels-idx1-ubyte"
    let packed = storedGzip(Self.files[name, default: []])
    try folder.write(idx([1], [5]), to: "mnist/" + name)
    try folder.write(packed, to: "mnist/\(name).gz")
    #expect(try DatasetFetch.fetch(mnist, into: folder.url).count == 3)
    #expect(try folder.read("mnist/\(name).unverified") == idx([1], [5]))
    #expect(try folder.read("mnist/\(name).gz") == packed)
    #expect(DatasetCheck.check(mnist, in: folder.url).allSatisfy { $0.isVerified })
  }

  @Test func officialFilesAreNotMixedWithProceduralOnes() throws {
    let server = try mnistServer()
    try folder.write([], to: "mnist/PROCEDURAL")
    let failure = #expect(throws: DatasetFailure.self) {
      try DatasetFetch.fetch(mnist(server), into: folder.url)
    }
    #expect(failure?.problem == .procedural)
    #expect(server.requests.isEmpty)
  }

  @Test func oneProcessFetchesAtATime() throws {
    let server = try mnistServer()
    try FileManager.default.createDirectory(at: folder.file("mnist"), withIntermediateDirectories: true)
    let descriptor = open(folder.file("mnist").path, O_RDONLY)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let failure = #expect(throws: DatasetFailure.self) {
      try DatasetFetch.fetch(mnist(server), into: folder.url)
    }
    #expect(failure?.problem == .busy)
    #expect(failure?.exitStatus == .locked)
  }

  /// A child holds its parent's open files until it runs its program; that must not keep the folder locked.
  @Test func theFolderIsFreeAgainWhateverIsStartedMeanwhile() throws {
    let server = try mnistServer()
    let mnist = try mnist(server)
    for (name, bytes) in Self.files { try folder.write(bytes, to: "mnist/" + name) }
    let url = folder.url
    let refused = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 3) { worker in
      for _ in 0..<300 {
        if worker == 0 {
          do { try DatasetFetch.fetch(mnist, into: url) } catch { refused.withLock { $0 += 1 } }
        } else {
          var child = pid_t()
          var words: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
          defer { free(words[0]) }
          if posix_spawnp(&child, "true", nil, nil, &words, environ) == 0 { waitpid(child, nil, 0) }
        }
      }
    }
    #expect(refused.withLock { $0 } == 0)
  }

  @Test func theCheckTellsWhatIsWrong() throws {
    let server = try mnistServer()
    let mnist = try mnist(server)
    for (name, bytes) in Self.files { try folder.write(bytes, to: "mnist/" + name) }
    func failure() -> DatasetCheckFailure? {
      DatasetCheck.failure(DatasetCheck.check(mnist, in: folder.url), in: folder.url)
    }
    #expect(failure() == nil)
    let labels = idx([1], [5])
    try folder.write(labels, to: "mnist/t10k-labels-idx1-ubyte")
    #expect(failure()?.exitStatus == .badData)
    #expect(try failure()?.bad.map(\.verdict) == [.unverified(sha256: sha256(labels))])
    expectOneLine(failure(), naming: "1 of 4 files are not the official ones (t10k-labels-idx1-ubyte)")
    try FileManager.default.removeItem(at: folder.file("mnist/t10k-labels-idx1-ubyte"))
    #expect(failure()?.exitStatus == .inputMissing)
    try folder.write([1, 2, 3, 4], to: "mnist/train-labels-idx1-ubyte")
    #expect(failure()?.exitStatus == .badData)
    #expect(failure()?.bad.count == 2)
  }

  /// Of a data set without published digests what is there is left alone, and what is not is fetched by its size.
  @Test func filesWithoutADigestAreFetchedAndNeverVerified() throws {
    let server = try mnistServer()
    let known = try mnist(server)
    let unknown = known.with(
      training: .idx(3, prefix: "train"), test: .idx(1, prefix: "t10k"),
      downloads: known.downloads.map {
        RemoteFile(name: $0.name, size: $0.size, sha256: nil, mirrors: $0.mirrors)
      })
    let labels = idx([3], [3, 2, 1])
    try folder.write(labels, to: "mnist/train-labels-idx1-ubyte")
    #expect(try DatasetFetch.fetch(unknown, into: folder.url).count == 3)
    #expect(try folder.read("mnist/train-labels-idx1-ubyte") == labels)
    let checked = DatasetCheck.check(unknown, in: folder.url)
    #expect(try checked[1].verdict == .unknown(sha256: sha256(labels)))
    #expect(checked.allSatisfy { !$0.isVerified })
    #expect(DatasetCheck.failure(checked, in: folder.url) == nil)
    #expect(try DatasetFetch.fetch(unknown, into: folder.url).isEmpty)
    try FileManager.default.removeItem(at: folder.file("mnist/train-labels-idx1-ubyte"))
    #expect(DatasetCheck.failure(DatasetCheck.check(unknown, in: folder.url), in: folder.url)?.bad.count == 1)
  }
}
