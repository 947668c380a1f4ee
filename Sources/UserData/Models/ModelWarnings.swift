import HDF5

/// What a user should know of a fit, in its file: the attribute `trusted`, "false" where there is something, and
/// `warnings`, its lines.
extension HDF5Group {
  func writeModelWarnings(_ lines: [String]) throws {
    try setAttribute("trusted", lines.isEmpty ? "true" : "false")
    if !lines.isEmpty { try setAttribute("warnings", lines.joined(separator: "\n")) }
  }

  /// - Returns: at least one line of a model that is not trusted, older files too, which have no lines.
  func modelWarnings() throws -> [String] {
    if try hasAttribute("warnings") {
      return try textAttribute("warnings").split(separator: "\n").map(String.init)
    }
    guard try hasAttribute("trusted"), try textAttribute("trusted") == "false" else { return [] }
    return ["the fit needed a warning that its file does not have; fit it anew to see it"]
  }
}
