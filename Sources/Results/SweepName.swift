/// The name of a sweep in its file: an HDF5 group.
public struct SweepName: Sendable, Hashable {
  /// "/" or, for example, "/gaussian_process".
  public let group: String

  /// The sweep of a file that has one.
  public static let only = SweepName(group: "/")

  /// `maps` → "/maps".
  public init(_ name: String) { self.init(group: "/" + name) }

  public init(group: String) { self.group = group }
}
