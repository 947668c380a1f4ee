import CMPI

/// What becomes of memory that is given back.
///
/// A tile and what it is computed with are some megabytes, which the C library by itself takes from the system and gives
/// back anew for every tile; the system then sets them to zero each time, for longer than the entries take.
enum FreedMemory {
  /// Keeps it for the next tile, up to 256 MB; pieces of 32 MB and more go back as ever.
  static func keep() { keep_freed_memory(32 << 20, 256 << 20) }
}
