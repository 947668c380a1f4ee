import CHDF5

/// A number type that datasets and attributes hold. Files are little-endian; the library converts between number types
/// when a dataset is read as another one.
public protocol HDF5Element: Sendable {
  /// The library's identifier of this type in memory.
  static var memoryType: Int64 { get }
  /// The library's identifier of this type in files.
  static var fileType: Int64 { get }
}

extension Float: HDF5Element {
  public static var memoryType: Int64 { Library.locked { hdf5_native_float() } }
  public static var fileType: Int64 { Library.locked { hdf5_file_float() } }
}

extension Double: HDF5Element {
  public static var memoryType: Int64 { Library.locked { hdf5_native_double() } }
  public static var fileType: Int64 { Library.locked { hdf5_file_double() } }
}

extension Int: HDF5Element {
  public static var memoryType: Int64 { Library.locked { hdf5_native_int64() } }
  public static var fileType: Int64 { Library.locked { hdf5_file_int64() } }
}

extension UInt64: HDF5Element {
  public static var memoryType: Int64 { Library.locked { hdf5_native_uint64() } }
  public static var fileType: Int64 { Library.locked { hdf5_file_uint64() } }
}

extension UInt8: HDF5Element {
  public static var memoryType: Int64 { Library.locked { hdf5_native_uint8() } }
  public static var fileType: Int64 { Library.locked { hdf5_file_uint8() } }
}
