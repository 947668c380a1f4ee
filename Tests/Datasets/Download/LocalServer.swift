import Foundation
import Synchronization

/// An HTTP server on the loopback address that answers as a test wants, one connection at a time.
final class LocalServer: Sendable {
  struct Request: Sendable {
    var path: String
    var headers: [String: String]

    /// The first byte that is asked for.
    var rangeStart: Int? {
      headers["range"].flatMap { $0.split(separator: "=").last?.split(separator: "-").first }.flatMap { Int($0) }
    }
  }

  struct Response: Sendable {
    var status = "200 OK"
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    /// Sent before the connection is closed; nil for all of the body. The length announced is always that of the body.
    var sent: Int?
    var announcesLength = true
  }

  private let listener: Int32
  let port: UInt16
  private let seen = Mutex<[Request]>([])

  /// The requests so far.
  var requests: [Request] { seen.withLock { $0 } }

  /// A proxy that the environment names cannot reach this machine's loopback address.
  private static let withoutProxy: Void = { setenv("no_proxy", "127.0.0.1", 1) }()

  init(_ answer: @escaping @Sendable (Request) -> Response) throws {
    _ = Self.withoutProxy
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let (listener, bound) = withUnsafeMutablePointer(to: &address) { [listener] pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        (
          listener,
          bind(listener, address, length) == 0 && listen(listener, 8) == 0
            && getsockname(listener, address, &length) == 0
        )
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        if connection < 0 { return }
        if let request = Self.receive(connection) {
          self?.seen.withLock { $0.append(request) }
          Self.send(answer(request), on: connection)
        }
        close(connection)
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  func address(_ path: String) -> String { "http://127.0.0.1:\(port)/\(path)" }

  private static func receive(_ connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      if read(connection, &byte, 1) != 1 || bytes.count > 1 << 16 { return nil }
      bytes.append(byte)
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
    }
    return lines.first?.split(separator: " ").dropFirst().first.map { Request(path: String($0), headers: headers) }
  }

  private static func send(_ response: Response, on connection: Int32) {
    var head = "HTTP/1.1 \(response.status)\r\nConnection: close\r\n"
    if response.announcesLength { head += "Content-Length: \(response.body.count)\r\n" }
    for (name, value) in response.headers { head += "\(name): \(value)\r\n" }
    var rest = ArraySlice(Array((head + "\r\n").utf8) + response.body.prefix(response.sent ?? response.body.count))
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Foundation.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }
}

extension LocalServer.Response {
  /// What an ordinary server of files answers, ranges included; `sent` bytes of it get through.
  static func file(_ body: [UInt8], for request: LocalServer.Request, tag: String = "\"1\"", sent: Int? = nil) -> Self {
    let mayContinue = request.headers["if-range"].map { $0 == tag } ?? true
    guard mayContinue, let start = request.rangeStart else {
      return Self(headers: ["ETag": tag, "Accept-Ranges": "bytes"], body: body, sent: sent)
    }
    if start >= body.count { return Self(status: "416 Range Not Satisfiable") }
    return Self(
      status: "206 Partial Content",
      headers: ["ETag": tag, "Content-Range": "bytes \(start)-\(body.count - 1)/\(body.count)"],
      body: Array(body[start...]), sent: sent)
  }
}
