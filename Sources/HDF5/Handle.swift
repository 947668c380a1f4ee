import CHDF5

/// An identifier of the library, released when the last reference to it ends.
final class Handle: Sendable {
  let id: hid_t

  private let path: String

  /// - Parameter path: the file it belongs to.
  init(_ id: hid_t, of path: String) { (self.id, self.path) = (id, path) }

  deinit {
    if Library.isStranded(path) { return }
    // A file that was closed has taken its objects along; their identifiers are then no longer valid.
    Library.locked {
      if H5Iis_valid(id) > 0 { H5Idec_ref(id) }
    }
  }
}

extension Library {
  static func handle(_ path: String, _ action: @autoclosure () -> String, _ body: () -> hid_t) throws -> Handle {
    Handle(try call(path, action(), body), of: path)
  }
}
