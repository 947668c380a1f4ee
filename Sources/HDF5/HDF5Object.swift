import CHDF5

/// What groups and datasets have in common: a name, a file, and attributes.
public protocol HDF5Object: Sendable {
  var file: HDF5File { get }
  /// The absolute path inside the file.
  var name: String { get }
  /// The library's identifier.
  var id: Int64 { get }
}

extension HDF5Object {
  var path: String { file.path }

  public func hasAttribute(_ attribute: String) throws -> Bool {
    try Library.call(path, "look for attribute \(attribute)") { H5Aexists(id, attribute) } > 0
  }

  /// Sets an attribute of variable-length UTF-8 text, in place of one of that name.
  public func setAttribute(_ attribute: String, _ text: String) throws {
    let type = try Library.textType(length: nil, path: path)
    try replaceAttribute(attribute, type: type.id, shape: []) { target in
      text.withCString { pointer in
        withUnsafePointer(to: UnsafePointer<CChar>?.some(pointer)) { H5Awrite(target, type.id, $0) }
      }
    }
  }

  /// Sets an attribute of one number.
  public func setAttribute<Element: HDF5Element>(_ attribute: String, _ number: Element) throws {
    try replaceAttribute(attribute, type: Element.fileType, shape: []) { target in
      withUnsafePointer(to: number) { H5Awrite(target, Element.memoryType, $0) }
    }
  }

  /// Writes another number into an attribute of one number, where it lies: nothing else of the file changes.
  public func updateAttribute<Element: HDF5Element>(_ attribute: String, _ number: Element) throws {
    try withAttribute(attribute) { target, type, count in
      guard HDF5Content(type: type).isNumeric, count == 1 else { throw mismatch(attribute, "is not one number") }
      try Library.call(path, "write attribute \(attribute)") {
        withUnsafePointer(to: number) { H5Awrite(target, Element.memoryType, $0) }
      }
    }
  }

  /// Sets an attribute of a list of numbers (at least one).
  public func setAttribute<Element: HDF5Element>(_ attribute: String, _ numbers: [Element]) throws {
    precondition(!numbers.isEmpty, "an attribute without numbers has no type that readers agree on")
    try replaceAttribute(attribute, type: Element.fileType, shape: [numbers.count]) { target in
      numbers.withUnsafeBytes { H5Awrite(target, Element.memoryType, $0.baseAddress) }
    }
  }

  /// The attribute's text.
  ///
  /// - Throws: `HDF5Failure.missingObject`, or `.mismatch` if it is no single text.
  public func textAttribute(_ attribute: String) throws -> String {
    try withAttribute(attribute) { source, type, count in
      guard case .text(let length) = HDF5Content(type: type), count == 1 else {
        throw mismatch(attribute, "is not one text")
      }
      return try Library.readTexts(count: 1, length: length, path: path, action: "read attribute \(attribute)") {
        H5Aread(source, type, $0)
      }[0]
    }
  }

  /// The attribute's numbers, one or many, converted to `Element`.
  public func numberAttribute<Element: HDF5Element & ExpressibleByIntegerLiteral>(
    _ attribute: String, as: Element.Type = Element.self
  ) throws -> [Element] {
    try withAttribute(attribute) { source, type, count in
      guard HDF5Content(type: type).isNumeric else { throw mismatch(attribute, "holds no numbers") }
      var numbers = [Element](repeating: 0, count: count)
      try Library.call(path, "read attribute \(attribute)") {
        numbers.withUnsafeMutableBytes { H5Aread(source, Element.memoryType, $0.baseAddress) }
      }
      return numbers
    }
  }

  /// What the attribute holds; `nil`: there is none of that name.
  public func attributeContent(_ attribute: String) throws -> HDF5Content? {
    guard try hasAttribute(attribute) else { return nil }
    return try withAttribute(attribute) { _, type, _ in HDF5Content(type: type) }
  }

  /// The names of all attributes, sorted.
  public var attributeNames: [String] {
    get throws {
      var found: [String] = []
      while let name = Library.text({
        H5Aget_name_by_idx(id, ".", H5_INDEX_NAME, H5_ITER_INC, hsize_t(found.count), $0, $1, 0)
      }) {
        found.append(name)
      }
      return found.sorted()
    }
  }

  private func mismatch(_ attribute: String, _ detail: String) -> HDF5Failure {
    .mismatch(path: path, object: "attribute \(attribute) of \(name)", detail: detail)
  }

  private func withAttribute<R>(
    _ attribute: String, _ body: (_ attribute: hid_t, _ type: hid_t, _ count: Int) throws -> R
  ) throws -> R {
    guard try hasAttribute(attribute) else {
      throw HDF5Failure.missingObject(path: path, object: "attribute \(attribute) of \(name)")
    }
    let source = try Library.handle(path, "open attribute \(attribute)") { H5Aopen(id, attribute, 0) }
    let type = try Library.handle(path, "read the type of attribute \(attribute)") { H5Aget_type(source.id) }
    let space = try Library.handle(path, "read the shape of attribute \(attribute)") { H5Aget_space(source.id) }
    let count = try Library.call(path, "read the size of attribute \(attribute)") {
      H5Sget_simple_extent_npoints(space.id)
    }
    return try body(source.id, type.id, Int(count))
  }

  private func replaceAttribute(
    _ attribute: String, type: hid_t, shape: [Int], write: (hid_t) -> herr_t
  ) throws {
    let action = "write attribute \(attribute)"
    if try hasAttribute(attribute) { try Library.call(path, action) { H5Adelete(id, attribute) } }
    let space = try Library.dataspace(shape, path: path)
    let target = try Library.handle(path, action) { H5Acreate2(id, attribute, type, space.id, 0, 0) }
    try Library.call(path, action) { write(target.id) }
  }
}
