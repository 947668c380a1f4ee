import Foundation
import Platform

/// One run of `curl`, from where the partial file ends.
public struct Transfer {
  /// How a transfer ended.
  public enum Outcome: Sendable, Equatable {
    case complete
    case interrupted(String)
    /// The server does not continue this file: it knows no ranges, or its file has changed.
    case cannotContinue
    case tooLarge
    case refused(String)
    case wrongDigest(String)

    var text: String {
      switch self {
      case .complete: "complete"
      case .interrupted(let reason), .refused(let reason): reason
      case .cannotContinue: "the server does not continue a broken transfer"
      case .tooLarge: "the file is larger than the official one"
      case .wrongDigest(let digest): "SHA-256 \(digest) is not the official one"
      }
    }
  }

  let file: RemoteFile
  let mirror: String
  let part: PartialFile

  func run(report: (Download.Progress) -> Void) throws -> Outcome {
    let headers = part.url.appendingPathExtension("headers")
    OwnFiles.register(headers.path)
    defer { OwnFiles.remove(headers.path) }
    let errors = part.url.appendingPathExtension("errors")
    OwnFiles.register(errors.path)
    defer { OwnFiles.remove(errors.path) }
    guard let curl = ChildProcess(["curl"] + arguments(headers: headers), errors: errors) else {
      throw DownloadFailure.noCurl
    }
    var (isTooLarge, status) = (false, Int32?.none)
    while status == nil {
      usleep(20_000)
      if !isTooLarge, reportSize(report) > file.size {
        isTooLarge = true
        curl.terminate()
      }
      status = curl.exitStatus()
    }
    _ = reportSize(report)
    let response = Response(headers)
    let continued = response.status == 206
    if !continued || response.version != nil { part.recordVersion(response.version, from: mirror) }
    if isTooLarge { return .tooLarge }
    let text = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
    return try outcome(status: status ?? 127, response: response, error: text)
  }

  private func reportSize(_ report: (Download.Progress) -> Void) -> Int {
    let size = part.size
    report(Download.Progress(name: file.name, receivedBytes: min(size, file.size), totalBytes: file.size))
    return size
  }

  private func arguments(headers: URL) -> [String] {
    var arguments = [
      // --disable comes first: no settings of the user's change what follows.
      "--disable", "--silent", "--show-error", "--fail", "--location", "--max-redirs", "5",
      "--proto", "=http,https", "--proto-redir", "=http,https", "--connect-timeout", "20",
      // Less than 1 kB/s for 30 s is a broken line.
      "--speed-limit", "1024", "--speed-time", "30",
      "--max-filesize", String(file.size), "--dump-header", headers.path, "--continue-at", "-",
      "--output", part.url.path,
    ]
    if part.size > 0, let version = part.version(from: mirror) { arguments += ["--header", "If-Range: \(version)"] }
    return arguments + ["--", mirror]
  }

  /// Curl's own words: the first line, without "curl: (60) ". What follows is advice on curl's options.
  package static func complaint(_ text: String) -> String? {
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
    let line = lines.first { $0.hasPrefix("curl: ") } ?? lines.first
    return line.map { String($0.trimmingPrefix(/curl: (\(\d+\) )?/)) }
  }

  private func outcome(status: Int32, response: Response, error: String) throws -> Outcome {
    let line = Self.complaint(error) ?? "curl ended with status \(status)"
    switch status {
    case 0: return .complete
    case 127: throw DownloadFailure.noCurl
    case 22 where response.status == 416: return .cannotContinue
    case 22: return .refused("HTTP status \(response.status ?? 0)")
    case 23: throw DatasetFailure(path: part.url.path, problem: .writeFailed(line))
    case 33: return .cannotContinue
    case 63: return .tooLarge
    // Partial file, timeout, no answer, failed send or receive, broken HTTP/2 stream or frame.
    case 18, 28, 52, 55, 56, 92, 16: return .interrupted(line)
    default: return .refused(line)
    }
  }

  /// The last header block that `curl` has received; redirections come before it.
  private struct Response {
    var status: Int?
    var version: String?

    init(_ url: URL) {
      guard let data = try? Data(contentsOf: url) else { return }
      var modified: String?
      for line in String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline) {
        if line.hasPrefix("HTTP/") {
          (status, version, modified) = (line.split(separator: " ").dropFirst().first.flatMap { Int($0) }, nil, nil)
        }
        guard let colon = line.firstIndex(of: ":") else { continue }
        let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        switch line[..<colon].lowercased() {
        // A weak tag does not promise the same bytes, so it cannot guard a range.
        case "etag" where !value.hasPrefix("W/"): version = value
        case "last-modified": modified = value
        default: break
        }
      }
      version = version ?? modified
    }
  }
}
