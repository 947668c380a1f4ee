import CHDF5

/// What a dataset or attribute holds.
public enum HDF5Content: Sendable, Equatable {
  /// Floating-point numbers of this many bytes.
  case floatingPoint(bytes: Int)
  case integer(bytes: Int, signed: Bool)
  /// UTF-8 of at most `length` bytes; `nil`: of any length.
  case text(length: Int?)
  /// Something this wrapper does not read: a compound, a reference, …
  case other

  public var isNumeric: Bool {
    switch self {
    case .floatingPoint, .integer: true
    case .text, .other: false
    }
  }

  /// Of one number, or one text of limited length; 0 where there is no such size.
  public var bytes: Int {
    switch self {
    case .floatingPoint(let bytes), .integer(let bytes, _), .text(let bytes?): bytes
    case .text, .other: 0
    }
  }

  init(type id: hid_t) {
    self = Library.locked {
      switch H5Tget_class(id) {
      case H5T_FLOAT: .floatingPoint(bytes: H5Tget_size(id))
      case H5T_INTEGER: .integer(bytes: H5Tget_size(id), signed: H5Tget_sign(id) != H5T_SGN_NONE)
      case H5T_STRING: .text(length: H5Tis_variable_str(id) > 0 ? nil : H5Tget_size(id))
      default: .other
      }
    }
  }
}

extension Library {
  /// The type of UTF-8 text of `length` bytes, or of any length.
  static func textType(length: Int?, path: String) throws -> Handle {
    let type = try handle(path, "make a text type") { H5Tcopy(hdf5_string()) }
    try call(path, "set a text's length") { H5Tset_size(type.id, length ?? hdf5_variable_length()) }
    try call(path, "set a text's encoding") { H5Tset_cset(type.id, H5T_CSET_UTF8) }
    try call(path, "set a text's padding") {
      H5Tset_strpad(type.id, length == nil ? H5T_STR_NULLTERM : H5T_STR_NULLPAD)
    }
    return type
  }
}
