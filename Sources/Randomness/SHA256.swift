import CCrypto

/// SHA-256 of bytes that come in pieces: what seeds are made of, and how files and subsets are told apart.
///
/// ```swift
/// var hash = SHA256()
/// hash.update([0x61, 0x62, 0x63])
/// hash.digest().hexadecimal  // "ba7816bf…"
/// ```
///
/// The digest depends on the bytes alone, not on how they were cut into pieces. OpenSSL computes it in a library
/// context of our own, which no `openssl.cnf` and no `OPENSSL_CONF` changes. Seen by this package only: a program that
/// uses the library may have another type of this name.
///
/// Source: FIPS 180-4.
/// - Complexity: linear in the bytes, with the processor's SHA instructions where it has them; constant memory.
package struct SHA256: ~Copyable {
  /// The 32 bytes of a digest.
  package struct Digest: Hashable, Sendable {
    package let bytes: [UInt8]

    /// 64 digits in lower case.
    package var hexadecimal: String {
      let digits = Array("0123456789abcdef".utf8)
      return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
  }

  private static let size = 32

  /// The default provider is part of libcrypto and has SHA-256 in every build of it; a private library context loads it
  /// by itself and reads no configuration. It is fetched once, never changed and never freed, so threads may share it,
  /// and may hash while the process exits: libcrypto would take its locks away by a handler of its own.
  private nonisolated(unsafe) static let algorithm: OpaquePointer? = {
    guard OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1 else { return nil }
    return EVP_MD_fetch(OSSL_LIB_CTX_new(), "SHA2-256", nil)
  }()

  private let context: OpaquePointer?

  package init() {
    context = Self.makeContext()
    Self.expect(EVP_DigestInit_ex2(context, Self.algorithm, nil))
  }

  deinit { EVP_MD_CTX_free(context) }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    Self.expect(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count))
  }

  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The digest of the bytes so far; more may follow.
  package borrowing func digest() -> Digest {
    let copy = Self.makeContext()
    defer { EVP_MD_CTX_free(copy) }
    Self.expect(EVP_MD_CTX_copy_ex(copy, context))
    return Digest(
      bytes: [UInt8](unsafeUninitializedCapacity: Self.size) { bytes, count in
        Self.expect(EVP_DigestFinal_ex(copy, bytes.baseAddress, nil))
        count = Self.size
      })
  }

  private static func makeContext() -> OpaquePointer? {
    let context = EVP_MD_CTX_new()
    // Some hundred bytes: a process that cannot have them ends at its next array as well.
    precondition(context != nil, "there is memory for a SHA-256 context")
    return context
  }

  /// What libcrypto does with a digest after it was fetched touches memory alone and cannot fail.
  private static func expect(_ status: Int32) {
    precondition(status == 1, "libcrypto computes SHA-256 with its built-in default provider")
  }
}
