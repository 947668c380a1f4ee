import Foundation
import Randomness
import Testing

@Suite struct SHA256Tests {
  /// The examples of FIPS 180 and NIST's page of intermediate values.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func standardExamples(text: String, expected: String) {
    #expect(SHA256.digest(text).hexadecimal == expected)
  }

  /// Pieces below, at and above the block of 64 bytes, and such that do not divide it.
  @Test(arguments: [1, 3, 55, 56, 63, 64, 65, 127, 4_096, 99_991, 1_000_000])
  func aMillionLettersInPieces(piece: Int) {
    let letters = [UInt8](repeating: 0x61, count: 1_000_000)
    var hash = SHA256()
    for start in stride(from: 0, to: letters.count, by: piece) {
      hash.update(Array(letters[start..<min(start + piece, letters.count)]))
    }
    #expect(hash.digest().hexadecimal == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  /// The digest of the executable is begun beside other work, and a command that is refused exits meanwhile: libcrypto
  /// then sets itself up on one thread, and would be cleaned up on the other.
  @Test(arguments: Array(stride(from: 0, to: 6_000, by: 300)))
  func aProcessMayExitWhileAThreadHashes(microseconds: Int) async {
    await #expect(processExitsWith: .success) { [microseconds] in
      atexit { usleep(20_000) }
      Thread.detachNewThread { while true { _ = SHA256.digest("abc") } }
      usleep(UInt32(microseconds))
      exit(0)
    }
  }

  @Test func aDigestInBetweenChangesNothing() {
    var hash = SHA256()
    hash.update(Array("a".utf8))
    #expect(hash.digest() == SHA256.digest("a"))
    #expect(hash.digest() == hash.digest())
    hash.update(Array("bc".utf8))
    #expect(hash.digest() == SHA256.digest("abc"))
  }

  @Test func emptyPiecesAddNothing() {
    var hash = SHA256()
    hash.update([])
    hash.update(UnsafeRawBufferPointer(start: nil, count: 0))
    #expect(hash.digest() == SHA256.digest(""))
  }

  @Test func aDigestHasThirtyTwoBytes() {
    let digest = SHA256.digest("abc")
    #expect(digest.bytes.count == 32)
    #expect(digest.bytes.prefix(4) == [0xBA, 0x78, 0x16, 0xBF])
  }

  @Test func threadsShareTheAlgorithm() async {
    let digests = await withTaskGroup(of: SHA256.Digest.self) { group in
      for _ in 0..<64 { group.addTask { SHA256.digest("abc") } }
      return await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(digests == [SHA256.digest("abc")])
  }
}

extension SHA256 {
  fileprivate static func digest(_ text: String) -> Digest {
    var hash = SHA256()
    hash.update(Array(text.utf8))
    return hash.digest()
  }
}
